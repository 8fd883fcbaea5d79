"""Which logs does the referee judge?

Pretend logs of the import contract with what makes counting hard: deaths, custody, missing words, second sign-ups, dates
known to the month, records not looked at, corrections and withdrawals.
A number hangs only on the seed, the woman, the question and its count, so that a new question shifts no other answer.
"""

import datetime
import hashlib

WOMEN = 16
TODAY = datetime.date(2021, 10, 20)
DAYS = ("2020-11-15", "2021-03-31", "2021-09-30", "2021-10-20")
JOURNEY = ("outreach-started", "declined", "signed-up", "programme-ended", "died")
ONE_A_DAY = (*JOURNEY, "woman-identified", "prioritised", "housing-changed", "whereabouts-changed", "instrument-completed",
             "practitioner-allocated", "practitioner-released", "staff-joined", "staff-changed", "caseload-cap-set",
             "larc-fitted", "larc-removed")
LARC = ("injection", "implant", "iud", "ius", "01", "02")
NAMES = {"01": "injection", "02": "implant"}
PLACES = ("MA04", "MA05", "private-rented", "HM01", "HM04", "HM05", "CH02", "refuge", "OC99", "not-specified", "MH01", "CJ00")
ENDS = ("completed", "completed-early", "left-early", "disengaged", "moved-away", "transferred", "service-closed", "died")
MISSING = ("not-asked", "declined", "not-known", "not-applicable")


class Dice:
    """Numbers of one seed and one woman."""

    def __init__(self, seed, who):
        self.key, self.asked = f"{seed}/{who}", {}

    def below(self, most, question):
        """A whole number from 0 up to, and without, `most`."""
        count = self.asked[question] = self.asked.get(question, 0) + 1
        digest = hashlib.sha256(f"{self.key}/{question}/{count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % most

    def chance(self, percent, question):
        return self.below(100, question) < percent

    def one(self, options, question):
        return options[self.below(len(options), question)]

    def between(self, low, high, question):
        return low + self.below(high - low + 1, question)


def day(text):
    """The first day of a day, month or year."""
    parts = [int(part) for part in str(text).split("-")]
    return datetime.date(*[*parts, 1, 1][:3])


def after(start, days):
    return start + datetime.timedelta(days=days)


def vague(when, dice):
    """Mostly the day; sometimes the month, rarely the year."""
    said = dice.below(20, "precision")
    return when.isoformat()[:7] if said in (0, 1) else when.isoformat()[:4] if said == 2 else when.isoformat()


class Story:
    """One woman's rows; nothing after today, and no two rows of a kind on one day where their order would matter."""

    def __init__(self, seed, number):
        self.woman, self.dice, self.rows = f"W-{number:04}", Dice(seed, number), []

    def say(self, kind, when, **fields):
        when = when if isinstance(when, str) else when.isoformat()
        if day(when) > TODAY:
            return False
        row = {"kind": kind, "woman": self.woman, "occurred": when, "by": "P-03",
               "source": fields.pop("source", "partner-record"), **fields}
        if any(clash(row, other) for other in self.rows):
            return False
        self.rows.append(row)
        return True

    def tell(self):
        dice = self.dice
        found = datetime.date(2020, 1, 1) + datetime.timedelta(days=dice.below(300, "found"))
        fields = {"removals_before": dice.between(1, 7, "removals")} if dice.chance(90, "removals known") else {}
        self.say("woman-identified", found, route="forum", care_experienced=dice.one(("yes", "no", *MISSING), "care"), **fields)
        self.prioritise(found)
        start = after(found, dice.between(5, 90, "outreach"))
        if dice.chance(6, "leap day"):
            start = datetime.date(2020, 2, 29)
        first = self.come(found, start)
        if first:
            self.live(first)
        self.use(start, first)
        return self.rows

    def prioritise(self, found):
        decisions = self.dice.one((("prioritised",), ("prioritised",), ("prioritised",), ("deferred", "prioritised"),
                                   ("not-prioritised",), ("not-prioritised", "prioritised"), ()), "decisions")
        for number, decision in enumerate(decisions):
            self.say("prioritised", after(found, 3 + 40 * number), decision=decision, forum="panel")

    def come(self, found, start):
        """Outreach, refusals, sign-ups and ends. Returns the first day in the programme."""
        dice, first = self.dice, None
        if dice.chance(88, "outreach recorded"):
            self.say("outreach-started", start if start.day == 29 else vague(start, dice))
            if dice.chance(25, "declines"):
                self.say("declined", after(start, 20), reason=dice.one(("01", "02", "98", "unreachable"), "why"))
                if dice.chance(60, "again"):
                    start = after(start, dice.between(30, 150, "again"))
                    self.say("outreach-started", start)
                elif dice.chance(60, "leaves it"):
                    return None
        if not dice.chance(75, "signs up"):
            return None
        joins = after(max(start, found), dice.between(3, 120, "joins"))
        while self.say("signed-up", joins, planned_months=dice.one((12, 18), "months"),
                       contraception_choice=dice.one(("larc", "declined", "undecided"), "choice"), source="practitioner"):
            first = first or joins
            self.allocate(joins)
            ends = after(joins, 0 if dice.chance(10, "at once") else dice.between(10, 330, "length"))
            if not dice.chance(55, "ends"):
                break
            outcome = dice.one(ENDS, "outcome")
            self.end(joins, ends, outcome)
            if outcome == "died" or not dice.chance(60, "returns"):
                break
            again = after(ends, dice.between(15, 80, "second outreach"))
            if dice.chance(50, "outreach again"):
                self.say("outreach-started", again)
            if not dice.chance(80, "second"):
                break
            joins = after(again, dice.between(5, 60, "second"))
        if first and not any(row["kind"] == "died" for row in self.rows) and dice.chance(10, "dies"):
            self.say("died", after(max(day(row["occurred"]) for row in self.rows if row["kind"] in JOURNEY), dice.between(15, 150, "death")))
        return first

    def end(self, joins, ends, outcome):
        if outcome == "died" and self.dice.chance(70, "death recorded"):
            self.say("died", max(joins, after(ends, -6)) if self.dice.chance(50, "told late") else ends)
        said = self.say("programme-ended", ends, outcome=outcome)
        if said and self.dice.chance(75, "released"):
            for practitioner in ("P-01", "P-02"):
                if any(row["kind"] == "practitioner-allocated" and row["practitioner"] == practitioner for row in self.rows):
                    self.say("practitioner-released", ends, practitioner=practitioner)

    def allocate(self, joins):
        weight = self.dice.one((1, 1, 0.5, None), "weight")
        fields = {} if weight is None else {"weight": weight}
        self.say("practitioner-allocated", joins, practitioner=self.dice.one(("P-01", "P-02"), "who"), **fields)
        if weight == 0.5:
            self.say("practitioner-allocated", after(joins, 1), practitioner=self.dice.one(("P-01", "P-02"), "who else"), weight=0.5)

    def live(self, first):
        """Whereabouts, homes, LARC, scores and contacts."""
        dice = self.dice
        when = after(first, -dice.below(200, "moved"))
        for _ in range(dice.below(4, "moves")):
            where = dice.one(("custody", "out-of-area", "inpatient", "in-area", "in-area", "not-known"), "where")
            self.say("whereabouts-changed", vague(when, dice), whereabouts=where)
            when = after(when, dice.between(10, 90, "away"))
        when = after(first, -dice.below(60, "home"))
        for _ in range(dice.below(4, "homes")):
            self.say("housing-changed", vague(when, dice), accommodation=dice.one(PLACES, "place"), secure=dice.one(("yes", "no", *MISSING), "secure"))
            when = after(when, dice.between(20, 120, "stays"))
        self.fit(first)
        when = after(first, dice.between(0, 20, "asked"))
        for occasion in ("baseline", "3-months", "6-months", "12-months", "exit"):
            if dice.chance(70, "scored"):
                self.say("instrument-completed", when, instrument=dice.one(("core-10", "core-10", "core-10", "phq-9"), "instrument"),
                         score=dice.below(28, "score"), occasion=occasion, rater="woman", source="self-report")
            when = after(when, dice.between(60, 100, "next"))
        for _ in range(dice.below(9, "contacts")):
            self.say("contact-held", after(first, dice.below(300, "contact")), purpose=dice.one(("programme", "outreach", "aftercare"), "purpose"),
                     medium="01", attendance=dice.one(("5", "6", "7", "2", "3", "4", "attended-on-time"), "attendance"))

    def fit(self, first):
        dice, held = self.dice, None
        when = after(first, -dice.below(150, "fitted before") if dice.chance(35, "before") else dice.below(60, "fitted"))
        for _ in range(dice.below(5, "fittings")):
            method = dice.one(LARC, "method")
            fields = {"replace_by": after(when, dice.between(30, 85, "due")).isoformat()} if dice.chance(20, "due") else {}
            self.say("larc-fitted", when, method=method, **fields)
            if held and NAMES.get(held, held) != NAMES.get(method, method) and NAMES.get(held, held) != "injection":
                self.say("larc-removed", after(when, dice.below(6, "switch")), method=held, reason="switched")
            elif dice.chance(40, "removed") and NAMES.get(method, method) != "injection":
                self.say("larc-removed", after(when, dice.between(1, 70, "kept")), method=method, reason=dice.one(("side-effects", "her-choice", "expelled"), "reason"))
                method = None
            held = method
            when = after(when, dice.between(72, 130, "refit"))

    def use(self, start, first):
        """Use of services and reviews of their records, from two and a half years before outreach."""
        dice, base = self.dice, after(start, -900)
        long = (TODAY - base).days
        for _ in range(dice.between(2, 26, "uses")):
            fields = dice.one(({"origin": "record"}, {"origin": "record"}, {}, {"source": "self-report"}, {"origin": "self-report"}), "origin")
            if dice.chance(15, "times"):
                fields = {**fields, "times": 3}
            self.say("service-used", vague(after(base, dice.below(long, "use")), dice), service=dice.one(("a-and-e", "gp", "gp", "dentist"), "service"),
                     attended=dice.one(("yes", "yes", "yes", "yes", "no"), "attended"), **fields)
        for _ in range(dice.below(5, "reviews") if first else 0):
            begins = after(base, dice.below(long, "from"))
            self.say("records-reviewed", after(TODAY, -dice.below(300, "reviewed")), services=dice.one((["gp"], ["a-and-e"], ["gp", "a-and-e"], "gp;a-and-e"), "services"),
                     **{"from": begins.isoformat()}, to=after(begins, dice.between(1, 800, "long")).isoformat(),
                     complete=dice.one(("yes", "yes", "yes", "no"), "complete"), reviewer="P-03")


def clash(row, other):
    """Whether the order of two rows on one day would matter."""
    kinds = {row["kind"], other["kind"]}
    if row["woman"] != other["woman"] or not kinds <= set(ONE_A_DAY):
        return False
    if len(kinds) > 1 and kinds != {"practitioner-allocated", "practitioner-released"}:
        return False
    same = ("practitioner",) if "practitioner" in row else ("role",) if "role" in row else ()
    return day(row["occurred"]) == day(other["occurred"]) and all(row[name] == other[name] for name in same)


def staff(seed):
    """The programme's own rows."""
    dice = Dice(seed, "programme")

    def row(kind, when, **fields):
        return {"kind": kind, "woman": "programme", "occurred": when, "by": "P-03", "source": "practitioner", **fields}

    rows = [row("caseload-cap-set", "2020-01-01", role="practitioner", women_per_fte=8),
            row("staff-joined", "2020-01-01", practitioner="P-01", role="practitioner", fte=1.0),
            row("staff-joined", "2020-01-01", practitioner="P-02", role="practitioner", fte=dice.one((0.5, 0.8), "fte"))]
    if dice.chance(60, "cap"):
        rows.append(row("caseload-cap-set", "2021-02-01", role="practitioner", women_per_fte=dice.one((6, 10, 2), "cap")))
    if dice.chance(60, "hours"):
        rows.append(row("staff-changed", "2021-01-15", practitioner="P-01", role="practitioner", fte=0.6))
    return rows


def journey(rows):
    """The order of a woman's way through the programme, with its ties."""
    told = sorted((day(row["occurred"]), JOURNEY.index(row["kind"])) for row in rows if row["kind"] in JOURNEY)
    return [(kind, number > 0 and told[number - 1][0] == when) for number, (when, kind) in enumerate(told)]


def altered(row, dice):
    """A row as it should have been said."""
    new = dict(row)
    if dice.chance(60, "date"):
        new["occurred"] = min(TODAY, after(day(row["occurred"]), dice.between(-9, 9, "shift"))).isoformat()
    choices = {"attended": ("yes", "no"), "service": ("gp", "a-and-e"), "complete": ("yes", "no"), "accommodation": PLACES,
               "whereabouts": ("in-area", "custody"), "outcome": ENDS[:-1], "attendance": ("5", "3"), "weight": (1, 0.5),
               "removals_before": (1, 2, 9), "care_experienced": ("yes", "no"), "score": (5, 15, 25)}
    for name, options in choices.items():
        if name in row and row.get("outcome") != "died":
            new[name] = dice.one(options, name)
    return new


def righted(seed, rows):
    """Corrections and withdrawals of rows, by position: every row is corrected at most twice or withdrawn."""
    dice, stands, tail = Dice(seed, "righting"), dict(enumerate(rows, 1)), []

    def her(position):
        return [row for row in stands.values() if row["woman"] == stands[position]["woman"]]

    def entry(kind, position, **fields):
        tail.append({"kind": kind, "woman": rows[position - 1]["woman"], "occurred": TODAY.isoformat(), "by": "P-03",
                     "source": "document", "position": position, **fields, "reason": "entered wrongly"})

    women = [position for position, row in stands.items() if row["woman"] != "programme"]
    for _ in range(len(rows) // 9):
        position = dice.one(women, "which")
        if position not in stands:
            continue
        row, before = stands[position], journey(her(position))
        if dice.chance(30, "withdraw") and row["kind"] not in ("woman-identified", "died"):
            del stands[position]
            entry("withdrawn", position)
            continue
        new = altered(row, dice)
        stands[position] = new
        others = [other for other in her(position) if other is not new]
        if new == row or journey(her(position)) != before or any(clash(new, other) for other in others):
            stands[position] = row
        else:
            entry("corrected", position, event=new)
    return tail


def log(seed):
    """Two parts of one log: what was said first, and what was said later. Together they are the log."""
    told = [row for number in range(1, WOMEN + 1) for row in Story(seed, number).tell()]
    found = [row for row in told if row["kind"] == "woman-identified"]
    others = sorted((row for row in told + staff(seed) if row["kind"] != "woman-identified"), key=lambda row: day(row["occurred"]))
    dice = Dice(seed, "late")
    is_late = [dice.chance(5, "late") for _ in others]
    first = found + [row for row, later in zip(others, is_late, strict=True) if not later]
    late = [row for row, later in zip(others, is_late, strict=True) if later]
    return first, late + righted(seed, first + late)

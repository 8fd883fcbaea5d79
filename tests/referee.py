"""What would a slow and simple program answer to the same rows?

Plain loops over rows, women and days; nothing is shared with the program that it judges, so it imports nothing from it.
It reads rows of the import contract as they stand in the ledger: row 1 is position 1, so identifications come first.
"""

import datetime
import functools
import json
import sys

METHODS = {"01": "injection", "02": "implant", "03": "iud", "04": "ius"}
LIFE = {"injection": 91, "implant": 3, "iud": 5, "ius": 5}   # Days for the injection, else years.
SEEN = ("5", "6", "attended-on-time", "late-but-seen")
MAINSTREAM = ("mainstream", "owner-occupier", "settled-with-family-or-friends", "shared-ownership", "council",
              "housing-association", "private-rented", "other-mainstream")
PLACE_NOT_KNOWN = ("OC97", "OC98", "OC99", "not-specified", "not-applicable", "not-known")
PHASES = ("before-2", "before-1", "outreach", "during", "after")
SERVICES = ("a-and-e", "gp")
DEAD_ARE_PAIRED = True   # Whether a woman who has died keeps her pair of scores: the documents leave it open.
ONE_DAY = datetime.timedelta(days=1)


def read(path):
    """The rows of a JSON Lines file."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


@functools.cache
def date(text):
    """A day; a month or a year stands on its first day."""
    parts = [int(part) for part in text.split("-")]
    return datetime.date(*[*parts, 1, 1][:3])


def years_from(day, years):
    """The same calendar date some years away; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def put_right(rows):
    """Rows as they stand after corrections and withdrawals, which may themselves be withdrawn."""
    dead = set()
    for position in range(len(rows), 0, -1):
        row = rows[position - 1]
        if row["kind"] == "withdrawn" and position not in dead:
            dead.add(row["position"])
    stands = {}
    for position, row in enumerate(rows, 1):
        if row["kind"] == "corrected":
            if position not in dead:
                stands[row["position"]] = row["event"]
        elif row["kind"] != "withdrawn":
            stands[position] = row
    return [row for position, row in stands.items() if position not in dead]


class Woman:
    """One woman's rows up to a day; her reviews whenever they were made."""

    def __init__(self, rows, today):
        self.today = today
        self.rows = [row for row in rows if date(row["occurred"]) <= today]
        self.rows.sort(key=lambda row: date(row["occurred"]))
        self.reviews = [row for row in rows if row["kind"] == "records-reviewed" and row["complete"] == "yes"]
        self.death = None
        for row in self.rows:
            if self.death is None and (row["kind"] == "died" or row.get("outcome") == "died"):
                self.death = date(row["occurred"])
        self.signed = self.days("signed-up")
        self.reached = self.days("outreach-started")
        self.ends = self.days("programme-ended")
        self.in_cohort = bool(self.signed)

    def of(self, kind):
        return [row for row in self.rows if row["kind"] == kind]

    def days(self, kind):
        return [date(row["occurred"]) for row in self.of(kind)]

    def alive(self, day):
        return self.death is None or day < self.death

    def outreach_starts(self):
        """Her outreach dates; the identified date stands in where none was recorded by her first sign-up."""
        if self.signed and not any(day <= self.signed[0] for day in self.reached):
            return [min([*self.days("woman-identified"), self.signed[0]]), *self.reached]
        return self.reached

    def phase(self, day):
        """The one phase of a day, or None."""
        if not self.alive(day):
            return None
        ups = [one for one in self.signed if one <= day]
        inside = False
        for one in sorted({*self.signed, *self.ends}):
            if one <= day:   # She may end and sign up anew on one day, or sign up and end on one day.
                if one in self.ends:
                    inside = inside and one in self.signed
                else:
                    inside = True
        if inside:
            return "during"
        starts = self.outreach_starts()
        outs = [one for one in starts if one <= day]
        if outs and not (ups and max(ups) >= max(outs)):
            return "outreach"
        if ups:
            return "after"
        first = min(starts)
        if years_from(first, -1) <= day < first:
            return "before-1"
        if years_from(first, -2) <= day < years_from(first, -1):
            return "before-2"
        return None

    def in_area(self, day):
        where = "in-area"
        for row in self.of("whereabouts-changed"):
            if date(row["occurred"]) <= day:
                where = row["whereabouts"]
        return where == "in-area"

    def reviewed(self, service, day):
        for row in self.reviews:
            services = row["services"] if isinstance(row["services"], list) else row["services"].replace(" ", "").split(";")
            if service in services and date(row["from"]) <= day < date(row["to"]):
                return True
        return False

    def covered(self, service, day):
        return self.alive(day) and self.in_area(day) and self.reviewed(service, day)

    def larc(self, day):
        """Whether LARC is in place on a day, were she alive; a new one of a method ends the one before."""
        for row in self.of("larc-fitted"):
            fitted, method = date(row["occurred"]), METHODS.get(row["method"], row["method"])
            due = fitted + LIFE[method] * ONE_DAY if method == "injection" else years_from(fitted, LIFE[method])
            if row.get("replace_by"):
                due = date(row["replace_by"])
            fittings = self.larc_days("larc-fitted", method)
            removals = self.larc_days("larc-removed", method)
            before = [one for one in fittings if one < fitted]
            held = before and not any(max(before) < one < fitted for one in removals)
            out = any(fitted < one <= day for one in fittings + removals) or (fitted in removals and not held)
            if fitted <= day < due and not out:
                return True
        return False

    def larc_days(self, kind, method):
        return [date(row["occurred"]) for row in self.of(kind) if METHODS.get(row["method"], row["method"]) == method]

    def ended_otherwise(self):
        """Whether her last spell ended, and not by completing."""
        if self.alive(self.today) and self.phase(self.today) == "during":
            return False
        last = [row for row in self.of("programme-ended") if date(row["occurred"]) >= self.signed[-1]
                and (self.death is None or date(row["occurred"]) <= self.death)]
        if last:
            return last[0]["outcome"] not in ("completed", "completed-early")
        return not self.alive(self.today)

    def ended(self):
        return bool(self.signed) and self.phase(self.today) != "during"

    def settled(self):
        """True, False, or None where it is not known or she is dead."""
        homes = self.of("housing-changed")
        if not homes or homes[-1]["accommodation"] in PLACE_NOT_KNOWN or not self.alive(self.today):
            return None
        place = homes[-1]["accommodation"]
        return place.startswith("MA") or place in MAINSTREAM

    def prioritised(self):
        decisions = self.of("prioritised")
        return bool(decisions) and decisions[-1]["decision"] == "prioritised"

    def decided(self):
        """Whether she signed up, declined since she was first reached, or was first reached 90 days ago."""
        if self.signed or any(day >= self.reached[0] for day in self.days("declined")):
            return True
        return (self.today - self.reached[0]).days >= 90


def profile(cohort, today):
    """Events, women, days by service and phase: each day of each woman gets its phase and whether it is covered."""
    table = {service: {phase: {"events": 0, "women": 0, "women_with_events": 0, "covered_days": 0, "uncovered_days": 0}
                       for phase in PHASES} for service in SERVICES}
    for woman in cohort:
        day = min(years_from(min(woman.outreach_starts()), -2), woman.signed[0])
        phases = {}
        while day <= today:
            phases[day] = woman.phase(day)
            day += ONE_DAY
        for service in SERVICES:
            uses = {}
            for row in woman.of("service-used"):
                origin = row.get("origin") or ("self-report" if row.get("source") == "self-report" else "record")
                if row["service"] == service and row["attended"] == "yes" and origin == "record":
                    day = date(row["occurred"])
                    uses[day] = uses.get(day, 0) + (row.get("times") or 1)
            events = dict.fromkeys(PHASES, 0)
            covered = dict.fromkeys(PHASES, 0)
            for day, phase in phases.items():
                if phase and woman.covered(service, day):
                    covered[phase] += 1
                    events[phase] += uses.get(day, 0)
                elif phase:
                    table[service][phase]["uncovered_days"] += 1
            for phase in PHASES:
                cell = table[service][phase]
                cell["covered_days"] += covered[phase]
                cell["events"] += events[phase]
                cell["women"] += covered[phase] > 0
                cell["women_with_events"] += events[phase] > 0
    return table


def caseload(women, programme, today):
    """Weight, women and cap by practitioner."""
    weights = {}
    for woman in women:
        held = {}
        for row in woman.rows:
            if row["kind"] == "practitioner-allocated":
                held[row["practitioner"]] = 1 if row.get("weight") is None else row["weight"]
            elif row["kind"] == "practitioner-released":
                held.pop(row["practitioner"], None)
        if woman.alive(today):
            for practitioner, weight in held.items():
                weights.setdefault(practitioner, []).append(weight)
    staff, caps = {}, {}
    for row in sorted(programme, key=lambda row: date(row["occurred"])):
        if date(row["occurred"]) <= today and row["kind"] in ("staff-joined", "staff-changed"):
            staff[row["practitioner"]] = (row["role"], row["fte"])
        if date(row["occurred"]) <= today and row["kind"] == "staff-left":
            staff.pop(row["practitioner"], None)
        if date(row["occurred"]) <= today and row["kind"] == "caseload-cap-set":
            caps[row["role"]] = row["women_per_fte"]
    rows = {}
    for practitioner, held in weights.items():
        role, fte = staff.get(practitioner, (None, None))
        cap = caps[role] * fte if role in caps else None
        rows[practitioner] = {"women": len(held), "weight": float(sum(held)), "cap": cap}
    return rows


def reliable_change(woman):
    """True if CORE-10 fell by 6 or more from the first baseline to the last later score, None where there is no pair."""
    scores = [row for row in woman.of("instrument-completed") if row["instrument"] == "core-10" and row["rater"] == "woman"]
    baselines = [row for row in scores if row["occasion"] == "baseline"]
    if not baselines or not (DEAD_ARE_PAIRED or woman.alive(woman.today)):
        return None
    later = [row for row in scores if row["occasion"] != "baseline" and date(row["occurred"]) >= woman.signed[0]
             and date(row["occurred"]) > date(baselines[0]["occurred"])]
    return baselines[0]["score"] - later[-1]["score"] >= 6 if later else None


def answers(rows, true_on):
    """Every answer, true on a day."""
    today = date(true_on)
    streams = {}
    for row in put_right(rows):
        streams.setdefault(row["woman"], []).append(row)
    programme = streams.pop("programme", [])
    women = [Woman(stream, today) for stream in streams.values()]
    cohort = [woman for woman in women if woman.in_cohort]
    prioritised = [woman for woman in women if woman.prioritised()]
    decided = [woman for woman in women if woman.reached and woman.decided()]
    programme_days = larc_days = ever = 0
    for woman in cohort:
        fitted = any(date(row["occurred"]) >= woman.signed[0] for row in woman.of("larc-fitted"))
        ever += fitted or woman.larc(woman.signed[0])
        day = woman.signed[0]
        while day <= today:
            if woman.phase(day) == "during":
                programme_days += 1
                larc_days += woman.larc(day)   # No day of the programme follows her death.
            day += ONE_DAY
    homes = [woman.settled() for woman in cohort if woman.settled() is not None]
    paired = [reliable_change(woman) for woman in cohort if reliable_change(woman) is not None]
    identified = [row for woman in cohort for row in woman.of("woman-identified")]
    removals = [row["removals_before"] for row in identified if row.get("removals_before") is not None]
    contacts = [row for woman in women for row in woman.of("contact-held") if row["purpose"] == "programme"]
    held = caseload(women, programme, today)
    return {
        "true_on": true_on, "rows": len(rows),
        "M01": [sum(bool(woman.reached) for woman in prioritised), len(prioritised)],
        "M02": [sum(bool(woman.signed) for woman in decided), len(decided)],
        "M02_of_prioritised": [sum(bool(woman.signed) for woman in prioritised), len(prioritised)],
        "M04": [sum(woman.ended_otherwise() for woman in cohort), len(cohort)],
        "M09_ever": [ever, len(cohort)],
        "M09_on_the_day": [sum(woman.alive(today) and woman.larc(today) for woman in cohort), len(cohort)],
        "M10": [larc_days, programme_days],
        "M23_settled_on_the_day": [sum(homes), len(homes)],
        "caseload": {practitioner: row["weight"] for practitioner, row in held.items()},
        "children_removed_before": {
            "women": len(cohort), "sum": sum(removals) if removals else None, "min": min(removals, default=None), "max": max(removals, default=None),
            "care_experienced": sum(row["care_experienced"] == "yes" for row in identified)},
        "programme_contacts": [sum(row["attendance"] in SEEN for row in contacts), len(contacts)],
        "core10_reliable_improved_of_paired": [sum(paired), len(paired)],
        "profile": profile(cohort, today),
        "caseload_rows": held,
        "funnel": {"prioritised": len(prioritised), "reached": sum(bool(woman.reached) for woman in prioritised),
                   "signed-up": len(cohort), "ended": sum(woman.ended() for woman in cohort)},
    }


if __name__ == "__main__":
    print(json.dumps(answers(read(sys.argv[1]), sys.argv[2]), indent=1))

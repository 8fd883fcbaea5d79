"""What does a report say in a few plain sentences?

Made from its figures by rule, never by hand: who came, then a line a question that the papers ask. A sentence says what was
counted, of whom, and nothing of why; where a number is confidential it says so in the words that stand for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats import held
from projections.formats.cells import number, percent, worded
from projections.formats.words import PHASES, plain

Documents = Mapping[str, Mapping[str, Any]]
Row = Mapping[str, Any]
SIGNED_UP: Final = "women who signed up"
SHARES: Final[Mapping[str, Sequence[tuple[str, str, str]]]] = {
    "Contraception": (("M09.ever-fitted", "LARC fitted since sign-up, or in place at it", SIGNED_UP),
                      ("M09.in-place", "LARC in place on the day", SIGNED_UP)),
    "Pregnancy": (("M08.confirmed-in-programme", "a pregnancy confirmed in the programme", SIGNED_UP),),
    "Health care": (("M17", "registered with a GP on the day", "women of whom it is known"),),
    "Home": (("M23.settled", "in settled housing on the day", "women whose housing is known"),
             ("M23.safe", "safe at home, in her own view", "women who said")),
    "Getting help": (("M19.waiting", "waited longer than they should", "referrals"),
                     ("M19.below-threshold", "refused as below the threshold", "referrals"))}
CLOSING: Final[Mapping[str, str]] = {"Contraception": "Contraception is her choice: there is no target."}
CAME: Final = (("prioritised", "offered the programme"), ("reached", "reached"))
MOST_NEEDS: Final = 3


def summary(documents: Documents) -> list[tuple[str, str]]:
    """Leads and their sentences, in the order in which a board asks."""
    documents = {name: held.told(document) for name, document in documents.items()}
    figures = {row["figure"]: row for row in documents.get("matrix", {}).get("rows", ())}
    said = [("Who came", " ".join(_funnel(documents.get("funnel", {}).get("rows", ()))))]
    said += [(lead, " ".join([*_shares(figures, shares), *_closing(lead, figures, shares)])) for lead, shares in SHARES.items()]
    said += [("Use of A&E", " ".join(_use(documents.get("profile", {}).get("rows", ()), "a-and-e"))),
             ("Needs", " ".join(_needs(documents.get("needs", {}).get("rows", ())))),
             ("What is not known", " ".join(_unknown(documents)))]
    return [(lead, sentence) for lead, sentence in said if sentence]


def _funnel(rows: Sequence[Row]) -> Iterator[str]:
    steps = {row["step"]: row for row in rows if row["women"] is not None}
    came = [f"{number(steps[step]['women'])} were {word}" for step, word in CAME if step in steps]
    if "identified" in steps:
        yield f"{_women(steps['identified']['women'])} identified" + "".join(f"; {each}" for each in came) + "."
    if "signed-up" in steps:
        yield f"{_women(steps['signed-up']['women'])} signed up."
    if "in-programme" in steps and "ended" in steps:
        now, ended, done = (number(steps[step]["women"]) if step in steps else "" for step in ("in-programme", "ended", "completed"))
        completed = f", {done} of them by completing it" if done and done != "0" else ""
        yield f"On the day {now} were in the programme; {ended} had ended it{completed}."


def _women(many: float) -> str:
    return f"{number(many)} {'woman' if many == 1 else 'women'}"


def _shares(figures: Mapping[str, Row], shares: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for figure, what, whom in shares:
        if said := _share(figures.get(figure), whom):
            yield f"{what[0].upper()}{what[1:]}: {said}."


def _closing(lead: str, figures: Mapping[str, Row], shares: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if lead in CLOSING and any(_share(figures.get(figure), whom) for figure, _, whom in shares):
        yield CLOSING[lead]


def _share(row: Row | None, whom: str) -> str:
    """18 of the 21 women who signed up (86%); words where the number is confidential; nothing where there is nothing to say."""
    if row is None or row["mark"] in ("x", "z"):
        return ""
    if row["numerator"] is None or row["denominator"] is None:
        words = worded(row, "numerator") or worded(row)
        return f"{words} of the {whom}" if words else ""
    share = "" if row["value"] is None else f" ({percent(row['value'])})"
    return f"{number(row['numerator'])} of the {number(row['denominator'])} {whom}{share}"


def _use(rows: Sequence[Row], service: str) -> Iterator[str]:
    """The rates of a service before and during, beside each other; that is all that can be said of them."""
    found = {row["phase"]: row for row in rows if row["service"] == service and row["rate"] is not None}
    both = [found[phase] for phase in ("before-1", "during") if phase in found]
    if both:
        yield "; ".join(f"{PHASES[row['phase']]} {row['rate']:.2f} a woman-year ({row['interval'][0]:.2f} to {row['interval'][1]:.2f})"
                        for row in both).capitalize() + "."
        yield "A difference between the two is not what the programme did."


def _needs(rows: Sequence[Row]) -> Iterator[str]:
    now = [row for row in rows if row["occasion"] == "now" and row["rater"] == "practitioner" and row["unmet"]
           and row["met"] is not None]
    most = sorted(now, key=lambda row: (-row["unmet"], row["domain"]))[:MOST_NEEDS]
    if most:
        listed = ", ".join(f"{plain(row['domain']).lower()} ({number(row['unmet'])} of {number(_rated(row))} rated)" for row in most)
        yield f"Most often unmet on the day, as practitioners rate them: {listed}."


def _rated(row: Row) -> float:
    return sum(row[state] or 0 for state in ("none", "met", "unmet"))


def _unknown(documents: Documents) -> Iterator[str]:
    figures = [row for row in documents.get("matrix", {}).get("rows", ()) if row["mark"] != "z"]
    unseen = sum(row["mark"] == "x" for row in figures)
    hidden = [row for row in figures if row["mark"] == "c"]
    worded_ones = sum(bool(row.get("words")) for row in hidden)
    if hidden:
        yield (f"{number(len(figures) - len(hidden))} figures of the matrix are given in numbers, and {number(worded_ones)} in words; "
               f"{number(len(hidden) - worded_ones)} are confidential, or have nobody to ask.")
    elif figures:
        yield f"{number(len(figures))} figures of the matrix have somebody to ask."
    if unseen:
        yield f"{number(unseen)} of them cannot be given, because nobody looked."
    days = [(row["covered_days"], row["uncovered_days"]) for row in documents.get("profile", {}).get("rows", ())]
    known = [(seen, not_seen) for seen, not_seen in days if seen is not None and not_seen is not None]
    if known and len(known) == len(days):
        share = sum(seen for seen, _ in known) / (sum(map(sum, known)) or 1)
        yield f"Records of services were looked at on {percent(share)} of the days that the report is about; elsewhere nothing is known."

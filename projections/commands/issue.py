"""What leaves the team, for whom, and who approved it?

A report is made as its audience may see it, its entry is appended, and then its bytes are handed over: whatever goes
wrong between, the ledger never knows less than was told. The entry holds what makes the same bytes again.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Broken, Finding, NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.entries import Entry
    from ledger.replay import View
    from projections.reports import Release, Report

HELP: Final = """Issue a report to the board or the public, and enter that it was.

What is told is held against everything told before: a release that would give away a small count is refused, and says
by which figure and beside which earlier release. An issued report can be made again to the byte from its entry.

\\b
  outcomes issue matrix --period 2021-Q3 --audience public --approver "Board, 21 October 2021"
  outcomes issue matrix --period 2021-Q3 --approver P-00 --output matrix.xlsx
  outcomes issue --again 2007 --output matrix.xlsx
"""


@attrs.frozen
class Made:
    """A report made to be handed over: its figures, its files, and how it was asked for."""

    release: "Release"
    files: Mapping[str, bytes]
    arguments: Mapping[str, Any]

    @property
    def told(self) -> list[str]:
        """What it tells the public, as its entry holds it; of a release to the board nothing, for the entry is not sealed."""
        from projections.releases import texts

        return texts(self.release.cells, self.release.known) if self.release.document["audience"] == "public" and self.release.known else []


def run(session: Session, asked: Given) -> Done:
    """Issue a report, or make one again that was issued."""
    if asked["again"] is not None:
        return _again(session, asked)
    report, view, how = _asked_for(session, asked)
    made = _made(session, report, view, how)
    if made.release.clashes and not asked["hold_back"]:
        raise _narrows(made, report, asked)
    found = _issued_before(view, made)
    if found:
        return _as_before(session, asked, found)
    return _issue(session, asked, made, view)


def _asked_for(session: Session, asked: Given) -> tuple["Report", "View", dict[str, Any]]:
    """The report, the view, and everything else that its bytes depend on."""
    from ledger import replay
    from projections.reports import VERSION

    report = _report(asked["report"])
    if not asked["approver"]:
        raise Usage("Who approved it is not given; nothing was issued.", 'Say who: --approver "Board, 21 October 2021"')
    view = replay.view(session.ledger, _true_on(session, asked), asked["known_by"])
    if not view.position:
        raise Refused("Nothing had been recorded by then; nothing was issued.", "Leave out --known-by, or record first: outcomes add")
    file = asked["output"].name if asked["output"] else f"{report.name}.txt"
    how = {"true_on": view.true_on.isoformat(), "known_by": view.known_by.isoformat(), "audience": asked["audience"],
           "options": dict(sorted(map(_option, asked["option"]))), "file": file, "service": session.ledger.settings.name,
           "software": VERSION}
    return report, view, how


def _report(name: str | None) -> "Report":
    from ledger.near import did_you_mean
    from projections.reports import REPORTS

    if name is None:
        raise Usage("Which report is not given.", "One of: " + ", ".join(REPORTS))
    if name not in REPORTS:
        raise NotFound(f"{name!r:.60} is not a report.", did_you_mean(name, REPORTS, "One of: " + ", ".join(REPORTS)))
    return REPORTS[name]


def _true_on(session: Session, asked: Given) -> Any:
    """The day asked for: the end of the period, which must be over."""
    from projections.releases import end_of

    if not asked["period"]:
        return asked["true_on"]
    if asked["true_on"]:
        raise Usage("A period and a day were both given.", "Give one: --period 2021-Q3, or --true-on 2021-09-30")
    end = end_of(asked["period"])
    if end is None:
        raise Usage(f"--period: {asked['period']!r:.40} is no year, quarter or month.", "Such as 2021, 2021-Q3 or 2021-09.")
    today = session.ledger.day_of(session.author(asked["by"]).now)
    if end > today:
        raise Refused(f"The period {asked['period']} ends on {end}, which is still to come; nothing was issued.",
                      "Give a period that is over, or a day: --true-on 2021-09-30")
    return end


def _option(given: str) -> tuple[str, str]:
    name, _, value = given.partition("=")
    if not name or not value:
        raise Usage(f"--option takes NAME=VALUE, not {given!r:.60}.", 'Such as --option "compare=before-1 during"')
    return name.lstrip("-").replace("-", "_"), value


def _made(session: Session, report: "Report", view: "View", how: Mapping[str, Any]) -> Made:
    """The report as its audience may see it, and the bytes of its files."""
    from ledger import replay
    from projections.formats import written
    from projections.releases import figures_digest
    from projections.reports import released

    ledger, name = session.ledger, str(how["file"])
    writer = written.WRITERS.get(Path(name).suffix.lower())
    if writer is None:
        raise Usage(f"{name}: no report is written so.", "End the name with one of: " + ", ".join(written.WRITERS))
    release = released(report, view, replay.programme(ledger, view.position), replay.women(ledger, view.position),
                       how["audience"], _given(report, how["options"]))
    files = writer(name, release.document, report, f"{how['service']}: {report.title}")
    return Made(release, files, {**how, "figures": figures_digest(release.document)})


def _given(report: "Report", options: Mapping[str, str]) -> dict[str, Any]:
    """What the report itself is asked, from its options as they were typed."""
    given: dict[str, Any] = {each.key: each.default for each in report.takes}
    for name, value in options.items():
        each = next((each for each in report.takes if each.key == name), None)
        if each is None:
            raise Usage(f"{report.name} cannot be asked {name!r:.40}.", f"See what it can: outcomes {report.name} --help")
        given[name] = _read(each, value)
    missing = [each.name for each in report.takes if each.required and given[each.key] is None]
    if missing:
        raise Usage(f"{report.name} must be asked {', '.join(missing)}.", "Such as --option NAME=VALUE")
    return given


def _read(each: Asked, value: str) -> Any:
    """An option's value as the report takes it; of several, parted by semicolons."""
    import datetime

    kinds: dict[str, Any] = {"number": int, "day": datetime.date.fromisoformat, "path": Path, "flag": lambda said: said == "yes"}
    try:
        read = [kinds.get(each.shape, str)(one.strip()) if each.values == 1 else tuple(one.split()) for one in value.split(";")]
    except ValueError:
        raise Usage(f"{each.name} does not take {value!r:.40}.", each.text) from None
    return tuple(read) if each.many else read[0]


def _narrows(made: Made, report: "Report", asked: Given) -> Refused:
    """Why it may not be issued: each figure, and the earlier release beside which it would give a small count away."""
    findings = [Finding("narrowed", f"{name}, beside {release}, would give away a count of fewer than eight women.")
                for name, release in made.release.clashes.items()]
    days = f"--period {asked['period']}" if asked["period"] else f"--true-on {made.arguments['true_on']}"
    approver = str(asked["approver"]).replace('"', "'")
    again = f'outcomes issue {report.name} {days} --audience {made.arguments["audience"]} --approver "{approver}" --hold-back'
    return Refused("", f"Issue it with these held back: {again}", findings)


def _issued_before(view: "View", made: Made) -> "Entry | None":
    """The entry of the same report, asked in the same way and saying the same, if it was issued before."""
    from projections.releases import read

    return next((entry for entry in view.issued if read(entry.said.event.arguments) == made.arguments
                 and entry.said.event.report == made.release.document["report"]), None)


def _as_before(session: Session, asked: Given, entry: "Entry") -> Done:
    """The same bytes as were handed over then; nothing is entered."""
    made = _made(session, _report(entry.said.event.report), _view_of(session, entry), _how(entry))
    said = f"Issued before, at position {entry.position}; nothing was entered."
    return _handed_over(session, asked, made, entry.position, said)


def _issue(session: Session, asked: Given, made: Made, view: "View") -> Done:
    """Append the entry, then hand the bytes over."""
    from ledger.entries import Said
    from ledger.reading import statement
    from ledger.recording import append
    from projections.formats import written

    if asked["output"]:
        written.ready(asked["output"])
    document = made.release.document
    session.agree(f"Issue {document['report']}, true on {document['true_on']}, to {document['audience']}?", asked["yes"])
    author = session.author(asked["by"])
    row = _row(made, view, str(asked["approver"]), session.ledger.day_of(author.now).isoformat())
    receipt = append(session.ledger, [Said(statement(row, "practitioner", by_command=True))], author)
    return _handed_over(session, asked, made, receipt.positions[0], f"Issued, {receipt}.")


def _row(made: Made, view: "View", approver: str, today: str) -> dict[str, Any]:
    from projections.releases import digest

    document = made.release.document
    return {"kind": "report-issued", "woman": "programme", "occurred": today, "report": document["report"],
            "arguments": json.dumps(made.arguments, sort_keys=True), "position": view.position, "root": view.root,
            "definitions": document["definitions"], "digest": digest(made.files), "cells": made.told,
            "audience": document["audience"], "approver": approver}


def _handed_over(session: Session, asked: Given, made: Made, position: int, said: str) -> Done:
    """Write the files, or give the text to be printed."""
    from projections.formats import written
    from projections.releases import digest, read

    document = {"report": "issue", "position": position, "digest": digest(made.files), "files": list(made.files),
                "told": [read(text) for text in made.told], "issued": made.release.document}
    if asked["output"]:
        written.put(asked["output"].parent, _renamed(made.files, made.arguments["file"], asked["output"].name))
        return Done(document, f"{said} Wrote {asked['output']}. Audience: {made.arguments['audience']}. SHA-256 {document['digest']}")
    session.tell(f"{said} SHA-256 {document['digest']}")
    return Done(document, _printed(made))


def _renamed(files: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    return {new if name == old else name: contents for name, contents in files.items()}


def _printed(made: Made) -> str:
    """The text as it is printed; where what was issued is no text, its names."""
    only = made.files.get(made.arguments["file"], b"")
    if made.arguments["file"].endswith((".txt", ".json", ".csv")):
        return only.decode().removesuffix("\n")
    return f"{made.arguments['file']} is no text: write it with --output."


def _again(session: Session, asked: Given) -> Done:
    """Make an issued report again from its entry, and say whether it is the same to the byte."""
    from projections.releases import digest

    entry = _entry(session, asked["again"])
    made = _made(session, _report(entry.said.event.report), _view_of(session, entry), _how(entry))
    if digest(made.files) == entry.said.event.digest:
        done = _handed_over(session, asked, made, entry.position, f"Identical to what was issued at position {entry.position}.")
        return Done({**done.document, "identical": True, "why": []}, done.text)
    why = _why_not(session, entry, made)
    document = {"report": "issue", "position": entry.position, "digest": digest(made.files), "issued_digest": entry.said.event.digest,
                "identical": False, "why": why}
    lines = [f"Not identical to what was issued at position {entry.position}; nothing was written.", *(f"  {each}" for each in why)]
    return Done(document, "\n".join(lines), 1)


def _entry(session: Session, position: int) -> "Entry":
    from ledger.putting_right import entry_at

    entry = entry_at(session.ledger, position)
    if entry.said.kind != "report-issued":
        raise NotFound(f"Position {position} is no release, but {entry.said.kind}.", "See the releases: outcomes show programme")
    return entry


def _how(entry: "Entry") -> dict[str, Any]:
    from projections.releases import read

    how = read(entry.said.event.arguments)
    if not {"true_on", "known_by", "audience", "options", "file", "service", "software", "figures"} <= set(how):
        raise Refused(f"The release at position {entry.position} was not made by `outcomes issue`; it cannot be made again.",
                      f"See what it says: outcomes show {entry.position}")
    return {name: value for name, value in how.items() if name != "figures"}


def _view_of(session: Session, entry: "Entry") -> "View":
    """What an issued report looked at. Raises Broken where the log up to there is not what it was."""
    import datetime

    from ledger import replay

    ledger, event, how = session.ledger, entry.said.event, _how(entry)
    root = ledger.entries.root(event.position).hex()
    if root != event.root:
        raise Broken(f"The log up to position {event.position} is not what it was when this was issued.", "Look where: outcomes check")
    erased = sum(each.said.kind == "woman-erased" and each.position < entry.position for each in ledger.entries.stream("programme"))
    before = tuple(each for each in replay.issued(ledger) if each.position < entry.position)
    true_on, known_by = (datetime.date.fromisoformat(how[name]) for name in ("true_on", "known_by"))
    return replay.View(true_on, known_by, event.position, root, erased, before)


def _why_not(session: Session, entry: "Entry", made: Made) -> list[str]:
    """Every reason that can be seen for bytes that differ."""
    from ledger import restricted
    from projections.releases import changed, read
    from projections.reports import VERSION

    event, how = entry.said.event, _how(entry)
    erased = [each.position for each in session.ledger.entries.stream("programme")
              if each.said.kind == "woman-erased" and each.position > entry.position]
    why = [f"A woman was erased since, at position {position}: her entries cannot be read, and count in no figure." for position in erased]
    if restricted.everybody(session.ledger):
        why.append("The processing of women is restricted now: what is held of them counts in no figure until that is lifted.")
    if made.release.document["definitions"] != event.definitions:
        why.append(f"Definitions or parameters are others: {event.definitions} then, {made.release.document['definitions']} now.")
    if how["software"] != VERSION:
        why.append(f"The software is another: {how['software']} then, {VERSION} now.")
    why += changed(event.cells, made.told)
    same = made.arguments["figures"] == read(event.arguments)["figures"]
    return why + _of_layout(why, same, str(how["file"]))


def _of_layout(why: Sequence[str], same: bool, file: str) -> list[str]:
    if same:
        return [f"The figures are the same; what lays them out as {Path(file).suffix} is another, here or in a library."]
    return [] if why else ["The code that makes the figures is another, though their definitions are the same."]


COMMAND: Final = Command("issue", HELP, (
    Asked("REPORT", "Which report."),
    Asked("--period", "True at the end of this year, quarter or month: 2021, 2021-Q3, 2021-09.", metavar="PERIOD"),
    Asked("--true-on", "As true on this day; else the day of the last entry.", "day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", "day", metavar="DAY"),
    Asked("--audience", "For whom.", "choice", choices=("board", "public"), default="public"),
    Asked("--approver", "Who approved it: a reference such as P-00, or which board.", metavar="WHO"),
    Asked("--option", "What the report itself is asked, NAME=VALUE; may be given again.", many=True, metavar="NAME=VALUE"),
    Asked("--hold-back", "Close the figures that beside an earlier release would give a small count away.", "flag"),
    Asked("--output", "Write it to a file; its ending says how. Else it is printed.", "path", metavar="FILE"),
    Asked("--again", "Make again what was issued at this position; is it the same to the byte?", "number", metavar="POSITION"),
    Asked("--by", "Who appends this; else OUTCOMES_BY, else this computer's user.", metavar="WHO"),
    Asked("--yes", "Do not ask.", "flag")), run)

"""What can be handed to someone with no ledger, so that he sees for himself that an entry or a figure is what it is?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ledger.errors import NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Prove that an entry lies in the log, or what a figure rests on, in one file that needs no ledger to check.

A proof of an entry shows nothing of it, unless --open says so; then also by whose key it was signed. A proof of a figure
holds one answer a woman, by pseudonym: it is for an auditor, in confidence. `outcomes verify` checks it, and so does one
short program alone: outcomes verify --program

\b
  outcomes prove 1204 --output 1204.proof
  outcomes prove matrix M09.ever-fitted --output m09.proof
"""


def run(session: Session, asked: Given) -> Done:
    """Make the proof, and write it or print it."""
    from ledger import proving, traces
    from projections.formats import json

    head = proving.against(session.ledger, asked["against"], session.environ)
    made = _of_entry(session, asked, head) if len(asked["what"]) == 1 else _of_figure(session, asked, head)
    text = json.text(made) + "\n"
    if asked["output"] is None:
        return Done(made, text.rstrip("\n"))
    _put(asked["output"], text)
    traces.note(session.ledger.entries.ledger_id, [asked["output"]], session.environ)
    what = "1 entry" if made["proof"] == "entry" else f"a figure that rests on {len(made['entries'])} entries"
    return Done(made, f"Wrote {asked['output']}: a proof of {what}, against the head of {head.size} entries.\n"
                      f"Check it anywhere: outcomes verify {asked['output']} HEAD")


def _of_entry(session: Session, asked: Given, head: Any) -> dict[str, Any]:
    said = asked["what"][0]
    if not said.isascii() or not said.isdigit() or len(said) > 15:
        raise Usage(f"{said!r:.60} is neither a position nor a report with its figure.",
                    "outcomes prove 1204, or: outcomes prove matrix M09.ever-fitted")
    return {"proof": "entry", "checkpoint": head.text, "entries": _entries(session, [int(said)], head, asked["open"])}


def _entries(session: Session, positions: Sequence[int], head: Any, opened: bool) -> list[dict[str, Any]]:
    """The entries of a proof; opened, beside them those by which the keys of who signed them were registered."""
    from ledger import proving

    made: dict[int, dict[str, Any]] = {}
    while positions := [each for each in positions if each not in made]:
        made |= {position: proving.entry(session.ledger, position, head, opened) for position in positions}
        positions = proving.hands(session.ledger, made.values(), head.size)
    return [made[position] for position in sorted(made)]


def _of_figure(session: Session, asked: Given, head: Any) -> dict[str, Any]:
    from projections import proof

    if session.audience(asked["audience"]) != "team":
        raise Refused("A proof of a figure says how single women answered; it is for the team and its auditor. Nothing was proved.",
                      "On a screen of the team: outcomes prove ... --audience team")
    if len(asked["what"]) != 2:
        raise Usage("A figure is named by its report and its own name.", "outcomes prove matrix M09.ever-fitted")
    said, row, declared = _explained(session, asked, head)
    salt = session.ledger.keys.secret if session.ledger.keys else b""
    figure = proof.figure(said, row, declared, b"pseudonym\x00" + salt + head.text.encode(), asked["open"])
    return {"proof": "figure", "confidential": "One answer a woman, by pseudonym: for the auditor, in confidence.",
            "checkpoint": head.text, "figure": figure,
            "entries": _entries(session, proof.positions(said), head, asked["open"])}


def _explained(session: Session, asked: Given, head: Any) -> tuple[Mapping[str, Any], Mapping[str, Any] | None, Any]:
    """What explains the figure as known at the head, its row, and its definition."""
    import attrs

    from ledger import replay
    from projections import indicators, reports

    name, figure = asked["what"]
    if name not in reports.REPORTS:
        raise NotFound(f"{name!r:.60} is not a report.", "One of: " + ", ".join(reports.REPORTS))
    ledger = session.ledger
    last = ledger.entries.row(head.size)
    assert last is not None
    known = ledger.day_of(last.recorded_at)
    view = replay.view(ledger, asked["true_on"] or known)
    view = attrs.evolve(view, known_by=known, position=head.size, root=head.levels[-1][0].hex())

    def ask(what: Any, *more: Any) -> Any:
        return what(*more, view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
    said = ask(reports.explain, reports.REPORTS[name], figure)
    rows = ask(reports.produce, reports.REPORTS[name])["rows"] if name == "matrix" else []
    row = next((each for each in rows if each.get("figure") == figure), None)
    return said, row, indicators.figures().get(figure) if name == "matrix" else None


def _put(path: Path, text: str) -> None:
    if path.exists():
        raise Refused(f"{path} exists already; nothing was written.", "Give another name, or remove that file first.")
    from projections import closed

    with closed.whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


COMMAND: Final = Command("prove", HELP, (
    Asked("WHAT", "A position, or a report and its figure.", many=True, required=True, metavar="POSITION|REPORT FIGURE"),
    Asked("--open", "Show what the entries say; else only that they are there.", "flag"),
    Asked("--true-on", "The figure as true on this day; else the day of the head.", "day", metavar="DAY"),
    Asked("--against", "The head to prove against: SIZE:ROOT or a file; else the log's own.", metavar="HEAD"),
    Asked("--audience", "Who will see it.", "choice", ("team", "board", "public")),
    Asked("--output", "Write it to a file.", "path", metavar="FILE")), run)

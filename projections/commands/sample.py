"""Which entries, or which women, are to be held against the papers at the filing cabinet?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Broken, NotFound, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.entries import Entry
    from ledger.folder import Ledger
    from projections.samples import Frame

HELP: Final = """Draw a sample to be held against the papers, so that anybody can draw the same.

Each sealed entry is ranked by SHA-256 of the seed, a line feed and its leaf hash (of women: the id of the stream), all in
lower-case hexadecimal, and the lowest are drawn: an entry or a woman more moves at most one out. Take the seed from
something nobody chose for it, such as the number of a minute. The drawing is an entry itself; drawn again, the same
sample comes and nothing is written. Tick the workbook at the filing cabinet, and take it in: outcomes attest FILE

Whoever has no keys draws it from the log alone and compares: --again. Exit code 0: the same; 5: it is not.

\\b
  outcomes sample --size 5 --seed "minute 14" --output sample.xlsx
  outcomes sample --size 3 --seed "minute 14" --of women --output women.xlsx
  outcomes sample --again 2007
"""


def run(session: Session, asked: Given) -> Done:
    """Draw, or draw again what was drawn."""
    if asked["again"] is not None:
        return _again(session, asked["again"])
    if asked["size"] is None or not asked["seed"]:
        raise Usage("A sample needs --size and --seed: how many, and what they are drawn with.",
                    'Such as: outcomes sample --size 5 --seed "minute 14"')
    if not 1 <= asked["size"] <= 1_000_000:
        raise Usage(f"--size {asked['size']}: a sample is of one or more.", 'Such as: outcomes sample --size 5 --seed "minute 14"')
    return _draw(session, asked)


def _draw(session: Session, asked: Given) -> Done:
    from projections.formats import ticking, written

    ledger = session.ledger
    of = "women" if asked["health_audit"] else asked["of"]
    frame = _for_health_audit(session, asked) if asked["health_audit"] else _frame(ledger, of)
    members = frame.members(asked["seed"], asked["size"])
    if not members:
        raise NotFound("There is nothing to draw from.", "Record or import something first.")
    if asked["output"]:
        ticking.named(asked["output"])
        written.ready(asked["output"])
    drawing = _drawing(frame, members, asked)
    before = _drawn_before(ledger, drawing)
    position = before.position if before else _append(session, asked, drawing)
    said = (f"Drawn before, at position {position}; nothing was written." if before else
            f"Drew {len(members)} of {len(frame.places):,} {frame.of}, at position {position}.")
    rows, apart = _rows(ledger, frame, members)
    if asked["output"]:
        _hand_over(ledger, asked["output"], position, drawing, rows)
        said += f" Wrote {asked['output']}: tick it, and take it in: outcomes attest {asked['output']}"
    document = {"report": "sample", "position": position, **drawing, "of_all": len(frame.places), "audience": "team", "rows": rows,
                "restricted": apart}
    return Done(document, "\n".join([said, *_lines(frame, rows), *_apart(frame, apart)]))


def _frame(ledger: "Ledger", of: str, before: int | None = None) -> "Frame":
    """What may be drawn, from the log alone."""
    from ledger import auditing
    from projections.samples import frame

    return frame(of, auditing.sealed(ledger, before), auditing.erased(auditing.plain(ledger, before)))


def _for_health_audit(session: Session, asked: Given) -> "Frame":
    """The women whom a health audit is drawn from: signed up, with a basis for it."""
    from ledger import replay
    from projections.reports import REPORTS, produce

    ledger, everyone = session.ledger, _frame(session.ledger, "women")
    view = replay.view(ledger, asked["true_on"])
    audit = produce(REPORTS["health-audit"], view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team", {})
    may = {woman["stream"] for woman in audit["women"]}
    return attrs.evolve(everyone, places={stream: found for stream, found in everyone.places.items() if stream in may})


def _drawing(frame: "Frame", members: Sequence[str], asked: Given) -> dict[str, Any]:
    return {"of": frame.of, "size": asked["size"], "seed": asked["seed"], "frame_digest": frame.digest, "members": list(members)}


def _drawn_before(ledger: "Ledger", drawing: Mapping[str, Any]) -> "Entry | None":
    """The entry of the same drawing from the same frame, if there is one."""
    from ledger.codec import fields_of
    from ledger.entries import PROGRAMME

    return next((entry for entry in ledger.entries.stream(PROGRAMME) if entry.said.kind == "sample-drawn"
                 and fields_of(entry.said.event) == {**drawing, "members": tuple(drawing["members"])}), None)


def _append(session: Session, asked: Given, drawing: Mapping[str, Any]) -> int:
    from ledger.entries import PROGRAMME, Said, Statement
    from ledger.events import event_class
    from ledger.fields import BadValue
    from ledger.recording import append

    author = session.author(asked["by"])
    try:
        event = event_class("sample-drawn")(**{**drawing, "members": tuple(drawing["members"])})
    except BadValue as why:
        raise Usage(f"{why.sentence}; nothing was drawn.", why.hint) from None
    said = Statement(kind="sample-drawn", woman=PROGRAMME, occurred=session.ledger.day_of(author.now).isoformat(), event=event)
    return append(session.ledger, [Said(said)], author).positions[0]


def _rows(ledger: "Ledger", frame: "Frame", members: Sequence[str]) -> tuple[list[dict[str, Any]], int]:
    """One row an entry to look at, with what it says now; of entries in order of rank, of women in order of position.

    Beside them how many members are of women who are restricted: those are drawn like all others, so that whoever has no keys
    draws the same, and shown to nobody.
    """
    from projections.timeline import timeline

    rows: list[dict[str, Any]] = []
    may, apart = _usable(ledger), 0
    for member in members:
        entry = ledger.entries.at(frame.places[member][0])
        assert entry is not None
        if entry.stream not in may:
            apart += 1
            continue
        of_her = {row["position"]: row for row in timeline(ledger.entries.stream(entry.stream))}
        rows += [_row(member, entry.said.woman, of_her[position]) for position in frame.places[member]]
    return rows, apart


def _usable(ledger: "Ledger") -> set[str]:
    """The streams of women whose processing is not restricted."""
    from ledger.restricted import Usable

    return {stream for stream, _ in Usable(ledger, ledger.entries.head().position)}


def _apart(frame: "Frame", apart: int) -> list[str]:
    return ["", f"{apart} of the {frame.of} drawn {'is' if apart == 1 else 'are'} of women whose processing is restricted, "
            "and not shown: that is lifted first."] if apart else []


def _row(member: str, woman: str, row: Mapping[str, Any]) -> dict[str, Any]:
    from projections.formats.entries import fields

    now = row.get("now", row)
    void = row["kind"] == "withdrawn" or row["status"] in ("withdrawn", "undone")
    status = row["status"] + (f" at {row['put_right_by']}" if row["put_right_by"] else "")
    return {"position": row["position"], "member": member, "woman": woman, "occurred": now["occurred"], "kind": now["kind"],
            "says": fields(now["fields"]), "source": row["source"], "source_ref": row["source_ref"],
            "recorded_by": row["by"] or row["author"], "status": status, "look": not void}


def _hand_over(ledger: "Ledger", path: Path, position: int, drawing: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    from ledger import traces
    from projections.formats import ticking, written

    day = ledger.day_of(ledger.entries.head().recorded_at)
    written.put(path.parent, {path.name: ticking.workbook(ledger.settings.name, position, drawing, rows, day)})
    path.chmod(0o600)
    traces.note(ledger.entries.ledger_id, [path])


def _lines(frame: "Frame", rows: Sequence[Mapping[str, Any]]) -> list[str]:
    shown = [f"{row['position']:>6}  {row['woman']:<8}  {row['occurred']:<10}  {row['kind']}"
             + ("" if row["look"] else f"  [{row['status']}]") for row in rows]
    return [f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'} to look at. Audience: team. Not for home.", "", *shown]


# Drawn again, from the log alone.


def _again(session: Session, position: int) -> Done:
    """Draw a sample once more without keys, and say whether it is the one that was entered."""
    from ledger import auditing
    from ledger.folder import open_ledger

    ledger = open_ledger(session.folder, session.environ, need_keys=False)
    try:
        entry = next((each for each in auditing.plain(ledger) if each.position == position), None)
        if entry is None or entry.said.kind != "sample-drawn":
            raise NotFound(f"There is no sample at position {position}.", "See what was drawn: outcomes attest")
        event = entry.said.event
        frame = _frame(ledger, event.of, position)
    finally:
        ledger.entries.close()
    drawn = frame.members(event.seed, event.size)
    document = {"report": "sample", "position": position, "of": event.of, "size": event.size, "seed": event.seed,
                "frame_digest": frame.digest, "members": drawn, "positions": frame.positions(drawn)}
    if frame.digest != event.frame_digest:
        return _from_some(document, frame, event)
    if tuple(drawn) != event.members:
        raise Broken(f"The sample at position {position} is NOT what its seed draws: other members were entered.",
                     "Keep it as evidence, and draw another: outcomes sample --size 5 --seed OTHER")
    return Done({**document, "same": True}, "\n".join([
        f"The same: {len(drawn)} of {len(frame.places):,} {event.of}, drawn from the log alone, with the seed \"{event.seed}\".",
        *(f"  {member}" for member in drawn)]))


def _from_some(document: Mapping[str, Any], frame: "Frame", event: Any) -> Done:
    """A sample from a part of all women, as of a health audit: whom that part holds, the keys alone say."""
    strangers = [member for member in event.members if member not in frame.places]
    if event.of != "women" or strangers:
        raise Broken("The sample was NOT drawn from this log: its frame is another.",
                     "Keep it as evidence, and draw another: outcomes sample --size 5 --seed OTHER")
    from projections.sampling import rank

    ranks = [rank(event.seed, member) for member in event.members]
    if ranks != sorted(ranks):
        raise Broken("The members of the sample do NOT stand in the order of their ranks.", "Keep it as evidence, and draw another.")
    return Done({**document, "members": list(event.members), "same": None},
                "It was drawn from a part of all women. Who is in that part cannot be seen without keys; the members are women "
                "of this log, in the order of their ranks.")


COMMAND: Final = Command("sample", HELP, (
    Asked("--size", "How many.", "number", metavar="N"),
    Asked("--seed", "What they are drawn with.", metavar="TEXT"),
    Asked("--of", "Of what.", "choice", ("entries", "women"), default="entries"),
    Asked("--health-audit", "Of the women whom `outcomes health-audit` with this size and seed is drawn from.", "flag"),
    Asked("--true-on", "Of a health audit as true on this day; else the day of the last entry.", "day", metavar="DAY"),
    Asked("--output", "The workbook to tick; its name ends in .xlsx.", "path", metavar="FILE"),
    Asked("--again", "Draw once more what was drawn at this position; without keys.", "number", metavar="POSITION"),
    Asked("--by", "Who draws it; else OUTCOMES_BY, else this computer's user.", metavar="WHO")), run)

"""How does a command say what it did, or why it did nothing?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import Finding, LedgerError
from ledger.free_text import KEPT

if TYPE_CHECKING:
    from ledger.recording import Receipt

SHOWN: Final = 1000


def finding(found: Finding) -> dict[str, Any]:
    """A finding in the shape of the contract."""
    return {"code": found.code, "severity": found.severity, "position": found.position, "message": found.sentence, "hint": found.hint}


def receipt(done: "Receipt", doubts: Sequence[Finding] = ()) -> dict[str, Any]:
    """What an append did, for a program; what should be looked at again, where there is anything."""
    said = {"append": done.append if done.positions else None, "positions": list(done.positions), "skipped": done.skipped,
            "left_out": [finding(each) for each in done.findings]}
    apart = {"restricted": list(done.restricted)} if done.restricted else {}
    return said | apart | ({"warnings": [finding(each) for each in doubts]} if doubts else {})


def left_out(done: "Receipt") -> Iterator[str]:
    """What an append left out, and why; and of whom it is only kept."""
    yield from (f"Left out: {each}" for each in done.findings[:SHOWN])
    yield from (f"{woman} is restricted: it is kept, and stands in no report until that is lifted." for woman in done.restricted[:SHOWN])


def doubts(done: "Receipt", found: Sequence[Finding]) -> Iterator[str]:
    """What should be looked at again of what was saved, and how it is put right."""
    if found and done.positions:
        yield from (f"{each.message}" for each in found)
        fields = dict.fromkeys(f'--{_option(each.column)} "WITHOUT IT"' for each in found if each.column != "woman")
        yield KEPT
        if any(each.column == "woman" for each in found):
            yield "To give her a reference: outcomes undo, and record her anew."
        else:
            yield f'To hide it: outcomes correct {done.positions[-1]} {" ".join(fields)} --reason "could be recognised"'


def _option(column: str) -> str:
    """The option of `correct` that changes a column."""
    return {"by": "seen-by", "reason": "its-reason"}.get(column) or column.replace("_", "-")


def receipt_text(done: "Receipt", what: str, nothing: str = "Nothing new; nothing was saved.") -> str:
    """What changed, in one line."""
    skipped = f" {done.skipped} already recorded, skipped." if done.skipped else ""
    return (f"{what} {done}." if done.positions else nothing) + skipped


def failure(why: LedgerError) -> dict[str, Any]:
    """A failure in the shape of the contract; all findings, each with its place."""
    findings = getattr(why, "findings", ())
    said = {"kind": why.kind, "message": why.message or "\n".join(map(str, findings)), "hint": why.hint}
    return {"error": said | ({"findings": [finding(each) for each in findings]} if findings else {})}


def failure_lines(why: LedgerError) -> Iterator[str]:
    """A failure for a person: every finding up to a page or two, what state the ledger is in, and what to do."""
    findings = getattr(why, "findings", ())
    yield from map(str, findings[:SHOWN])
    if len(findings) > SHOWN:
        yield f"... and {len(findings) - SHOWN:,} more; --json lists them all."
    if findings:
        yield f"{len(findings):,} problem{'s' if len(findings) > 1 else ''}. Nothing was saved."
    yield from filter(None, (why.message, why.hint))

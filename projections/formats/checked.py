"""How does the outcome of a check read?"""

from typing import Any

from ledger.audit import Checked

VERDICTS = {
    "ok": "Whole: nothing was altered, lost or added.",
    "findings": "Whole, with findings: nothing was altered, but something needs looking at.",
    "broken": "BROKEN: the ledger is not what was written.",
    "unverifiable": "Not verified: not everything could be checked."}


def as_document(found: Checked) -> dict[str, Any]:
    """The outcome in the shape of the contract, with the checkpoint to note."""
    return {"verdict": found.verdict, "checked": found.checked, "checkpoint": f"{found.checked}:{found.root}" if found.checked else None,
            **({} if found.covered is None else {"covered": found.covered, "uncovered": found.checked - found.covered}),
            "findings": [{"code": each.code, "severity": each.severity, "position": each.position, "message": each.message,
                          "hint": each.hint} for each in found.findings]}


def text(found: Checked) -> str:
    """The verdict first, then every finding, then what to note for the next check."""
    lines = [VERDICTS[found.verdict], f"{found.checked:,} {'entry was' if found.checked == 1 else 'entries were'} checked."]
    if found.covered is not None:
        lines.append(_covered(found.covered, found.checked))
    hint = ""
    for each in found.findings:
        where = f" at position {each.position}" if each.position is not None else ""
        lines.append(f"  {each.severity}: {each.code}{where}: {each.message}")
        hint = each.hint or hint
    if hint:
        lines.append(hint)
    if found.checked and found.verdict != "broken":
        lines += ["To catch entries removed later, note this now and give it to the next check:",
                  f"  outcomes check --against {found.checked}:{found.root}"]
    return "\n".join(lines)


def _covered(covered: int, checked: int) -> str:
    """Which entries a head noted before vouches for, and which came after it."""
    said = f"Positions 1 to {covered:,} are those that the head you gave vouches for."
    return said + (f" Positions {covered + 1:,} to {checked:,} came after it: no head vouches for them yet." if checked > covered else "")

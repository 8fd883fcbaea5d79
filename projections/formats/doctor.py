"""How does what the doctor found read?"""

from collections.abc import Iterator
from typing import Any, Final

from ledger.doctor import Examined
from ledger.errors import Finding

ORDER: Final = ("must", "should", "note")
HEADINGS: Final = {"must": "To be mended:", "should": "To be looked at:", "note": "To know:"}


def as_document(found: Examined) -> dict[str, Any]:
    """What was found, in the shape of the contract's findings."""
    return {"report": "doctor", "verdict": "findings" if found.exit_code else "ok", "ledger": str(found.path) if found.path else None,
            "looked_at": list(found.looked_at), "well": list(found.well),
            "findings": [{"code": each.code, "severity": each.severity, "about": each.place, "message": each.message, "hint": each.hint}
                         for each in found.findings]}


def text(found: Examined) -> str:
    """What to mend first, then what to look at, then what to know, and at last what is well."""
    lines = [f"The ledger in {found.path}, and this computer." if found.path else
             "This computer. There is no ledger here to look at: go to its folder, or name it: outcomes --ledger FOLDER doctor"]
    for severity in ORDER:
        lines += _section(HEADINGS[severity], [each for each in found.findings if each.severity == severity])
    lines += ["", "Well: " + ", ".join(found.well) + "."] if found.well else []
    return "\n".join([*lines, "", _verdict(found)])


def _section(heading: str, findings: list[Finding]) -> Iterator[str]:
    if findings:
        yield from ("", heading)
    for each in findings:
        yield f"  {each.place}: {each.message}"
        yield f"    {each.hint}"


def _verdict(found: Examined) -> str:
    must = sum(finding.severity == "must" for finding in found.findings)
    if must:
        return f"{must} thing{'s' if must > 1 else ''} must be mended. Nothing was changed."
    return "Nothing must be mended. Nothing was changed."

"""Which details does somebody give on standard input, so that the shell remembers none of them?

Lines of field=value, or one JSON object; her reference may stand there too, as `woman`. What is given twice is refused.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledger.errors import Finding, Refused

MARK: Final = "-"
TAKEN: Final = "Write a line each, such as method=implant; or one JSON object."


def joined(kind: str, women: Sequence[str], given: Mapping[str, str], text: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The women and fields of a command line together with those of a text; '-' among the women stands for the text.

    Raises Refused with every line that is none, and everything that is said twice.
    """
    details = read(text)
    named = tuple(woman for woman in women if woman != MARK)
    if details.get("kind") == kind:
        del details["kind"]
    twice = sorted(details.keys() & {*given, "kind", *(("woman",) if named else ())})
    if twice:
        raise Refused("", findings=[Finding("twice", f"{name} is given on the command line and on standard input.",
                                            "Give it once.", column=name) for name in twice])
    return named or _women(details.pop("woman", ())), {**given, **details}


def read(text: str) -> dict[str, Any]:
    """Fields and what was said of each. Raises Refused."""
    text = text.lstrip("\ufeff").strip()
    return _object(text) if text.startswith("{") else _lines(text)


def _object(text: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as why:
        raise Refused(f"Standard input is no JSON object ({why}). Nothing was saved.", TAKEN) from None
    return said


def _lines(text: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        name, mark, value = (part.strip() for part in line.partition("="))
        name = name.removeprefix("--").replace("-", "_")
        if mark and name and name not in said:
            said[name] = value
        elif line.strip():
            what = f"{name} is given twice." if name in said else "This is not field=value."
            problems.append(Finding("bad-line", what, TAKEN, place=f"standard input, line {number}"))
    if problems:
        raise Refused("", findings=problems)
    return said


def _women(said: Any) -> tuple[str, ...]:
    """The references of one or several women."""
    listed = said.split(";") if isinstance(said, str) else said if isinstance(said, list) else [said] if said else []
    return tuple(str(woman).strip() for woman in listed if str(woman).strip())

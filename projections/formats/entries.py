"""How do a woman's entries read, on a screen that somebody else may see?

What could harm her if read over a shoulder is folded: its position, day and a word for its group remain, until
it is asked for by position, or all of it. What puts a folded entry right is folded with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.free_text import resemblances
from ledger.history import RIGHTING

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "health": ("contraception-discussed", "larc-fitted", "larc-checked", "larc-removal-requested", "larc-removed",
               "contraception-started", "contraception-stopped", "emergency-contraception-given", "pregnancy-confirmed",
               "pregnancy-ended", "substance-use-reviewed", "instrument-completed"),
    "need or service": ("need-assessed", "referral-made", "referral-decided", "service-used"),
    "safety": ("abuse-status-asked", "incident-reported", "incident-verified", "risk-assessed", "safeguarding-raised"),
    "children": ("child-born", "child-removed", "child-order-made", "child-contact-held"),
    "justice": ("justice-contact",),
    "personal": ("equality-recorded", "disputed", "disclosure-requested")}
FOLDED: Final[Mapping[str, str]] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
FOLDED_FIELDS: Final = frozenset({"contraception_choice"})


RESTRICTED: Final = "Restricted since {}: what is held of her is kept, and stands in no report. Lift it: outcomes restrict {} --lift ..."


def text(woman: str, rows: Sequence[Mapping[str, Any]], folded: bool = False, restricted_since: str = "") -> str:
    """Her entries, one a line, in order of occurrence; what puts an entry right stands under it."""
    groups = _groups(rows) if folded else {}
    lines = [line for row in rows for line in (_folded(row, groups[row["position"]]) if row["position"] in groups else
                                               _lines(row, folded))]
    heading = f"{woman}: {_counted(rows)}. Audience: team. Not for home."
    apart = [RESTRICTED.format(restricted_since, woman)] if restricted_since else []
    return "\n".join([heading, *apart, "", *lines, *_unfolding(woman, groups, any("(folded" in line for line in lines))])


def _counted(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many of the entries stand, those corrected among them, as the register counts them; and how many others there are."""
    if len(rows) == 1:
        return "1 entry"
    stand = sum(row["kind"] not in RIGHTING and row["status"] in ("stands", "corrected") for row in rows)
    others = len(rows) - stand
    said = f"{stand} {'entry stands' if stand == 1 else 'entries stand'}"
    return said + (f"; {others} more {'was' if others == 1 else 'were'} put right or put others right" if others else "")


def _groups(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Position -> the group of each entry that is folded; a righting goes with what it puts right."""
    groups: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: int(row["position"])):
        kinds = [row["kind"], row["fields"]["event"]["kind"] if row["kind"] == "corrected" else "", row.get("now", {}).get("kind", "")]
        group = next((FOLDED[kind] for kind in kinds if kind in FOLDED), groups.get(row["fields"].get("position", 0), ""))
        if group:
            groups[row["position"]] = group
    return groups


def _folded(row: Mapping[str, Any], group: str) -> Iterator[str]:
    yield f"{row['position']:>6}  {row['occurred']:<10}  {group} entry, folded{_status(row)}"


def _unfolding(woman: str, groups: Mapping[int, str], parts: bool) -> Iterator[str]:
    if groups:
        yield ""
        yield (f"{len(groups)} {'entry is' if len(groups) == 1 else 'entries are'} folded. One: outcomes show {min(groups)}. "
               f"All: outcomes show {woman} --all")
    elif parts:
        yield ""
        yield f"Something is folded. All of it: outcomes show {woman} --all"


def _lines(row: Mapping[str, Any], folded: bool) -> Iterator[str]:
    yield f"{row['position']:>6}  {row['occurred']:<10}  {row['kind']}  {fields(row['fields'], folded)}{_status(row)}".rstrip()
    if "now" in row:
        yield f"{'':>6}  now: {row['now']['occurred']}  {fields(row['now']['fields'], folded)}"
    beside = [f"{name.replace('_', ' ')}: {_word(row[name], folded)}" for name in ("note", "episode_ref") if row[name]]
    yield f"{'':>6}  {'':<10}  by {_word(row['by'] or row['author'], folded)}, {row['source']}" + "".join(f"; {each}" for each in beside)


def _status(row: Mapping[str, Any]) -> str:
    return "" if row["status"] == "stands" else f"  [{row['status']} at {row['put_right_by']}]"


def fields(given: Mapping[str, Any], folded: bool = False) -> str:
    """Fields as words: 'method: implant, provider: clinic'."""
    return ", ".join(f"{name.replace('_', ' ')}: {'(folded)' if folded and name in FOLDED_FIELDS else _word(value, folded)}"
                     for name, value in given.items())


def _word(value: Any, folded: bool) -> str:
    """A value in words; folded: text by which a person could be recognised is named, not shown."""
    if isinstance(value, dict):
        return "{" + fields(value, folded) + "}"
    said = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    found = resemblances(said) if folded and isinstance(value, str | list | tuple) else ()
    return f"(folded: looks as if it holds {' and '.join(each.what for each in found)})" if found else said

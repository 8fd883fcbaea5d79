"""How do a woman's entries read, on a screen that somebody else may see?

What could harm her if read over a shoulder is folded: its position, day and a word for its group remain, until
it is asked for by position, or all of it. What puts a folded entry right is folded with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

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


def text(woman: str, rows: Sequence[Mapping[str, Any]], folded: bool = False) -> str:
    """Her entries, one a line, in order of occurrence; what puts an entry right stands under it."""
    groups = _groups(rows) if folded else {}
    lines = [line for row in rows for line in (_folded(row, groups[row["position"]]) if row["position"] in groups else
                                               _lines(row, folded))]
    heading = f"{woman}: {len(rows)} {'entry' if len(rows) == 1 else 'entries'}. Audience: team. Not for home."
    return "\n".join([heading, "", *lines, *_unfolding(woman, groups)])


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


def _unfolding(woman: str, groups: Mapping[int, str]) -> Iterator[str]:
    if groups:
        yield ""
        yield (f"{len(groups)} {'entry is' if len(groups) == 1 else 'entries are'} folded. One: outcomes show {min(groups)}. "
               f"All: outcomes show {woman} --all")


def _lines(row: Mapping[str, Any], folded: bool) -> Iterator[str]:
    hidden = FOLDED_FIELDS if folded else frozenset()
    yield f"{row['position']:>6}  {row['occurred']:<10}  {row['kind']}  {fields(row['fields'], hidden)}{_status(row)}".rstrip()
    if "now" in row:
        yield f"{'':>6}  now: {row['now']['occurred']}  {fields(row['now']['fields'], hidden)}"
    beside = [f"{name.replace('_', ' ')}: {row[name]}" for name in ("note", "episode_ref") if row[name]]
    yield f"{'':>6}  {'':<10}  by {row['by'] or row['author']}, {row['source']}" + "".join(f"; {each}" for each in beside)


def _status(row: Mapping[str, Any]) -> str:
    return "" if row["status"] == "stands" else f"  [{row['status']} at {row['put_right_by']}]"


def fields(given: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> str:
    """Fields as words: 'method: implant, provider: clinic'."""
    return ", ".join(f"{name.replace('_', ' ')}: {'(folded)' if name in hidden else _word(value, hidden)}" for name, value in given.items())


def _word(value: Any, hidden: frozenset[str] = frozenset()) -> str:
    if isinstance(value, dict):
        return "{" + fields(value, hidden) + "}"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

"""How do a woman's entries read?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def text(woman: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Her entries, one a line, in order of occurrence; what puts an entry right stands under it."""
    return "\n".join([f"{woman}: {len(rows)} {'entry' if len(rows) == 1 else 'entries'}. Audience: team. Not for home.", "",
                      *(line for row in rows for line in _lines(row))])


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    status = "" if row["status"] == "stands" else f"  [{row['status']} at {row['put_right_by']}]"
    yield f"{row['position']:>6}  {row['occurred']:<10}  {row['kind']}  {fields(row['fields'])}{status}".rstrip()
    if "now" in row:
        yield f"{'':>6}  now: {row['now']['occurred']}  {fields(row['now']['fields'])}"
    beside = [f"{name.replace('_', ' ')}: {row[name]}" for name in ("note", "episode_ref") if row[name]]
    yield f"{'':>6}  {'':<10}  by {row['by'] or row['author']}, {row['source']}" + "".join(f"; {each}" for each in beside)


def fields(given: Mapping[str, Any]) -> str:
    """Fields as words: 'method: implant, provider: clinic'."""
    return ", ".join(f"{name.replace('_', ' ')}: {_word(value)}" for name, value in given.items())


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_word(each)}" for name, each in value.items()) + "}"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

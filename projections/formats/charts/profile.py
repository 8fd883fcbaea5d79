"""How often was each service used, phase by phase, and where did nobody look?

A small picture a service. A dot is the rate a woman-year with its exact interval, hollow where it rests on few events; women
are faint dots, the larger the longer each was looked at, and only where the document gives them: to the team.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import number, worded
from projections.formats.charts import Chart
from projections.formats.charts.canvas import MAIN, SECOND, SOFT, Canvas
from projections.formats.charts.scale import LEFT, RIGHT, round_top, upright
from projections.formats.words import PHASES, SHORT_PHASES, plain

TOP: Final = 0.14
TALL: Final = 1.7
FOOT: Final = 0.78
HEIGHT: Final = TOP + TALL + FOOT
SEEN: Final = 90
SIZES: Final = ((22, 300), (14, 150), (8, 60), (4, 0))
ASIDE: Final = 0.22
ROOM: Final = 0.46
FIRM: Final = 730
STEP: Final = (RIGHT - LEFT) / len(PHASES)


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """One a service that anybody looked into, in the order of the report."""
    women = document.get("dots", {})
    return [_chart(service, rows, women) for service, rows in _by_service(document).items() if any(row["rate"] is not None for row in rows)]


def unseen(document: Mapping[str, Any]) -> list[str]:
    """The services that nobody looked into, in any phase."""
    return [service for service, rows in _by_service(document).items() if all(row["mark"] == "x" for row in rows)]


def _by_service(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in document["rows"]:
        found.setdefault(row["service"], []).append(row)
    return found


def _chart(service: str, rows: Sequence[Mapping[str, Any]], women: Mapping[str, Any]) -> Chart:
    own = {row["phase"]: women.get(f"{service}.{row['phase']}", ()) for row in rows}
    faint = " Faint dots are women, the larger the more days of hers were looked at." if any(own.values()) else ""
    said = f"A dot is the rate, a line its 95% interval. {' '.join(map(_said, rows))}{faint}"
    return Chart(f"use-{service}", f"{plain(service)}: events a woman-year", said, HEIGHT, lambda canvas: _draw(canvas, rows, own))


def _said(row: Mapping[str, Any]) -> str:
    when = PHASES[row["phase"]].capitalize()
    if row["rate"] is None:
        return f"{when}: {_why(row)}."
    few = ", few events" if row["mark"] == "u" else ""
    return f"{when}: {number(row['rate'])} ({' to '.join(map(number, row['interval']))}), {_women(row)}{few}."


def _why(row: Mapping[str, Any]) -> str:
    return "nobody looked" if row["mark"] == "x" else worded(row, "rate") or worded(row) or "confidential"


def _women(row: Mapping[str, Any]) -> str:
    if row["women"] is None:
        return worded(row, "women") or "women: confidential"
    return f"{number(row['women'])} {'woman' if row['women'] == 1 else 'women'}"


def _draw(canvas: Canvas, rows: Sequence[Mapping[str, Any]], women: Mapping[str, Sequence[tuple[float, int]]]) -> None:
    top = _top(rows, women)
    upright(canvas, top, TOP, TALL)
    for place, row in enumerate(rows):
        middle = LEFT + STEP * (place + 0.5)
        for line, word in enumerate(SHORT_PHASES[row["phase"]].split("\n")):
            canvas.text(middle, TOP + TALL + 0.13 + 0.145 * line, word, size=8.5, at="center")
        many = "n = –" if row["women"] is None else f"n = {number(row['women'])}"
        canvas.text(middle, TOP + TALL + 0.63, many, size=8.5, colour=SOFT, at="center")
        if row["rate"] is None:
            _hatch(canvas, middle, "nobody looked" if row["mark"] == "x" else "confidential")
        else:
            _women_as_dots(canvas, middle - ASIDE + 0.14, women[row["phase"]], top)
            _rate(canvas, middle - ASIDE if women[row["phase"]] else middle, row, top)


def _hatch(canvas: Canvas, middle: float, why: str) -> None:
    canvas.box(middle - STEP / 2 + 0.06, TOP, STEP - 0.12, TALL, colour="white", hatched=True)
    canvas.box(middle - 0.1, TOP + TALL / 2 - 0.55, 0.2, 1.1, colour="white")
    canvas.text(middle, TOP + TALL / 2, why, size=8.5, at="center", turned=True)


def _top(rows: Sequence[Mapping[str, Any]], women: Mapping[str, Sequence[tuple[float, int]]]) -> float:
    """The highest rate on the scale, by what rests on a year or more of looking; what is higher ends in an arrow."""
    drawn = [row for row in rows if row["rate"] is not None]
    firm = [row for row in drawn if (row["covered_days"] or 0) >= FIRM] or drawn
    most = max(row["rate"] for row in firm) or max(row["interval"][1] for row in firm)
    limits = [min(row["interval"][1], 2.5 * most) for row in firm]
    dots = [min(rate, 3 * most) for own in women.values() for rate, days in own if days >= SEEN]
    return round_top(1.08 * max([most, *limits, *dots]) or 1)


def _y(rate: float, top: float) -> float:
    return TOP + TALL * (1 - min(rate, top) / top)


def _women_as_dots(canvas: Canvas, left: float, women: Sequence[tuple[float, int]], top: float) -> None:
    """Women to the right of the rate, those of like rates in a row; a few sizes, by the days that were looked at."""
    placed = list(_in_rows(sorted(women), top))
    for area, days in SIZES:
        canvas.spots([(left + aside, _y(rate, top)) for rate, size, aside in placed if size == days], colour=SECOND, faint=True, area=area)


def _in_rows(women: Sequence[tuple[float, int]], top: float) -> Iterator[tuple[float, int, float]]:
    rows: dict[int, list[tuple[float, int]]] = {}
    for rate, days in women:
        rows.setdefault(round(min(rate, top) / top * 22), []).append((rate, days))
    for row in rows.values():
        for place, (rate, days) in enumerate(row):
            yield rate, next(size for _, size in SIZES if days >= size), place * min(0.06, ROOM / len(row))


def _rate(canvas: Canvas, middle: float, row: Mapping[str, Any], top: float) -> None:
    low, high = row["interval"]
    canvas.line([(middle, _y(low, top)), (middle, _y(high, top))], colour=MAIN, width=2)
    for limit in (low, high):
        if limit <= top:
            canvas.line([(middle - 0.06, _y(limit, top)), (middle + 0.06, _y(limit, top))], colour=MAIN, width=1.4)
        else:
            canvas.spots([(middle, TOP + 0.03)], shape="^", colour=MAIN, area=40)
    if row["rate"] <= top:
        canvas.spots([(middle, _y(row["rate"], top))], hollow=row["mark"] == "u", area=50)
    else:
        canvas.text(middle + 0.1, TOP + 0.05, number(row["rate"]), size=8.5)

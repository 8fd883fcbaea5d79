"""How did the use of a service run, month by month from sign-up, and in which months did nobody look?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from projections.formats.cells import number
from projections.formats.charts import Chart
from projections.formats.charts.canvas import INK, SOFT, Canvas
from projections.formats.charts.scale import LEFT, RIGHT, round_top, upright
from projections.formats.words import plain

TOP: Final = 0.3
TALL: Final = 1.25
HEIGHT: Final = TOP + TALL + 0.5
EVERY: Final = 6
ROOM: Final = 1.0


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """One a service that anybody looked into."""
    services = {service: list(rows) for service, rows in groupby(document["rows"], key=lambda row: row["service"])}
    return [_chart(service, rows) for service, rows in services.items() if any(row["rate"] is not None for row in rows)]


def _chart(service: str, rows: Sequence[Mapping[str, Any]]) -> Chart:
    seen = [row for row in rows if row["rate"] is not None]
    said = (f"A bar a month, from {-rows[0]['month']} months before sign-up to {rows[-1]['month']} after it: events a woman-year. "
            f"Highest {number(max(row['rate'] for row in seen))}. Hatched where nobody looked, or where it is confidential: "
            f"{len(rows) - len(seen)} of {len(rows)} months.")
    return Chart(f"months-{service}", f"{plain(service)}: events a woman-year, by month", said, HEIGHT, lambda canvas: _draw(canvas, rows))


def _draw(canvas: Canvas, rows: Sequence[Mapping[str, Any]]) -> None:
    top = round_top(max(row["rate"] or 0 for row in rows) or 1)
    step = (RIGHT - LEFT) / len(rows)
    upright(canvas, top, TOP, TALL)
    for place, row in enumerate(rows):
        x = LEFT + step * place
        if row["rate"]:
            tall = row["rate"] / top * TALL
            canvas.box(x + 0.08 * step, TOP + TALL - tall, 0.84 * step, tall)
        if row["month"] % EVERY == 0:
            canvas.text(x + step / 2, TOP + TALL + 0.13, number(row["month"]), size=8.5, at="center")
            many = "–" if row["women"] is None else number(row["women"])
            canvas.text(x + step / 2, TOP + TALL + 0.3, f"n={many}", size=7.5, colour=SOFT, at="center")
        if row["month"] == 0:
            canvas.line([(x, TOP - 0.08), (x, TOP + TALL)], colour=INK, width=1, dashed=True)
            canvas.text(x, TOP - 0.17, "sign-up", size=8.5, at="center")
    for first, months, why in _gaps(rows):
        _hatch(canvas, LEFT + step * first, step * months, why)


def _gaps(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """Runs of months without a rate: where each begins, how many months, and why."""
    place = 0
    for mark, run in groupby(rows, key=lambda row: row["mark"] if row["rate"] is None else ""):
        many = len(list(run))
        if mark:
            yield place, many, "nobody looked" if mark == "x" else "confidential"
        place += many


def _hatch(canvas: Canvas, x: float, width: float, why: str) -> None:
    canvas.box(x, TOP, width, TALL, colour="white", hatched=True)
    if width > ROOM:
        canvas.box(x + width / 2 - 0.5, TOP + TALL / 2 - 0.1, 1.0, 0.2, colour="white")
        canvas.text(x + width / 2, TOP + TALL / 2, why, size=8.5, at="center")

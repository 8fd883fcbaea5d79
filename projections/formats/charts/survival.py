"""How long until it happens? Kaplan and Meier's curve with its log-log limits, and how many were still followed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import number, percent
from projections.formats.charts import Chart
from projections.formats.charts.canvas import MAIN, SOFT, Canvas
from projections.formats.charts.scale import LEFT, RIGHT, upright

TOP: Final = 0.14
TALL: Final = 1.8
HEIGHT: Final = TOP + TALL + 0.62
TICKS: Final = 4


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """One a curve that rests on enough women to be drawn, up to the last day with five of them at risk."""
    return [_chart(curve, [row for row in document["rows"] if row["figure"] == curve["figure"]])
            for curve in document["curves"] if curve["stops"] and curve["mark"] is None]


def _chart(curve: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Chart:
    said = " ".join(f"After day {number(row['time'])} {percent(row['survival'])} ({percent(row['lower'])} to {percent(row['upper'])})."
                    for row in steps)
    many = f"{number(curve['women'])} women followed; {number(curve['events'])} to whom it has"
    return Chart(f"curve-{curve['figure']}", curve["title"],
                 f"The share to whom it has not happened yet, of {many}. {said} The curve stops on day {number(curve['stops'])}, "
                 "the last with five at risk. Dashed: its 95% limits, log-log.",
                 HEIGHT, lambda canvas: _draw(canvas, curve, steps))


def _draw(canvas: Canvas, curve: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> None:
    end = curve["stops"]
    upright(canvas, 1, TOP, TALL, percent=True)
    for part in range(TICKS + 1):
        day = round(end * part / TICKS)
        canvas.text(_x(day, end), TOP + TALL + 0.14, number(day), size=8.5, at="center" if part < TICKS else "right")
    for name, dashed in (("lower", True), ("upper", True), ("survival", False)):
        canvas.line(_stairs(steps, name, end), colour=SOFT if dashed else MAIN, width=1.1 if dashed else 2.2, dashed=dashed)
    many = f"days; n = {number(curve['women'])} followed, {number(curve['events'])} with it"
    canvas.text(LEFT, TOP + TALL + 0.32, many, size=8.5, colour=SOFT)
    risk = ", ".join(f"{number(row['n_risk'])} on day {number(row['time'])}" for row in steps[:3])
    canvas.text(LEFT, TOP + TALL + 0.49, f"at risk: {risk}" if risk else "", size=8.5, colour=SOFT)


def _stairs(steps: Sequence[Mapping[str, Any]], name: str, end: float) -> list[tuple[float, float]]:
    """The corners of a step curve from 100% on."""
    corners, level = [(_x(0, end), TOP)], 1.0
    for row in steps:
        if row["time"] <= end and row[name] is not None:
            corners += [(_x(row["time"], end), _y(level)), (_x(row["time"], end), _y(row[name]))]
            level = row[name]
    return [*corners, (_x(end, end), _y(level))]


def _x(day: float, end: float) -> float:
    return LEFT + (RIGHT - LEFT) * day / end


def _y(share: float) -> float:
    return TOP + TALL * (1 - share)

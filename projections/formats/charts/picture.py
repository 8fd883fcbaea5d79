"""What is in the picture file of a report? All its charts under its heading, as SVG or PNG."""

from collections.abc import Mapping
from typing import Any, Final

from ledger.errors import Refused, Usage
from projections.formats.cells import day
from projections.formats.charts import HOMES, charts
from projections.formats.charts.canvas import sheet
from projections.formats.charts.svg import alone

TABLE: Final = "Ask for a table: --output FILE.csv, .xlsx or .html"
KEY: Final = ("Lines are 95% intervals; an arrow is one that goes beyond the scale. Hollow: few events. "
              "Hatched: nobody looked, not rated, or confidential. It is never 0.")


def of(document: Mapping[str, Any], title: str, form: str) -> bytes:
    """The picture of a document. Raises Usage where its report has no chart, Refused where nothing in it can be drawn."""
    if document["report"] not in HOMES:
        raise Usage(f"No picture can be written: the report {document['report']} has no chart.", TABLE)
    made = charts(document)
    if not made:
        raise Refused("No picture was written: nothing is recorded that could be drawn, or it is confidential.", TABLE)
    lines = [f"True on {day(document['true_on'])}, known by {day(document['known_by'])}; position {document['position']:,}. "
             f"Audience: {document['audience']}.", KEY, "It describes; it does not say why."]
    drawn = sheet(made, title, lines, form)
    return drawn if form == "png" else alone(drawn, title, " ".join(f"{chart.title}. {chart.text}" for chart in made))

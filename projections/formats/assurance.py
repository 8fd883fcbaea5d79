"""How is the page of assurance laid out: as text for a screen or a printer, or as a page of HTML?"""

import textwrap
from collections.abc import Sequence
from html import escape
from typing import Final

from projections.assurance import Section

WIDTH: Final = 116
SMALL: Final = "What was checked"
STYLE: Final = (
    "@page{size:A4;margin:9mm 12mm}body{font:9.3pt/1.22 Arial,sans-serif;max-width:52em;margin:1em auto;padding:0 1em;color:#000;"
    "background:#fff}h1{font-size:14pt;margin:0 0 .2em}h2{font-size:10.5pt;margin:.5em 0 .1em;border-bottom:1px solid #000}"
    "p,li{margin:.05em 0;overflow-wrap:anywhere}ul{margin:0;padding-left:1.1em}.small{font-size:7.6pt;columns:2;column-gap:2em}"
    "@media print{body{font-size:8.6pt;max-width:none;margin:0;padding:0}}")


def text(title: str, day: str, sections: Sequence[Section]) -> str:
    """Plain text, no line longer than a page is wide."""
    lines = [title, f"As of {day}. It names no woman. For the board and its auditor."]
    for section in sections:
        lines += ["", section.title]
        for line in section.lines:
            lines += textwrap.wrap(line.strip(), WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def page(title: str, day: str, sections: Sequence[Section]) -> str:
    """A page that asks nothing of the network and prints on one sheet of A4."""
    parts = [f"<h1>{escape(title)}</h1>", f"<p>As of {escape(day)}. It names no woman. For the board and its auditor.</p>"]
    for section in sections:
        items = "".join(f"<li>{escape(line.strip())}</li>" for line in section.lines)
        small = ' class="small"' if section.title == SMALL else ""
        parts.append(f"<h2>{escape(section.title)}</h2><ul{small}>{items}</ul>")
    return (f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>'
            "<body>\n" + "\n".join(parts) + "\n</body></html>\n")

"""How does a picture become part of a page, legible to who sees it and to who hears it?

matplotlib's SVG is cleaned: a title and a description that screen readers read out, ids that no other picture on the page
has, the page's own type in place of the one it was measured by, no fixed size, and nothing that asks the network.
"""

import re
import xml.etree.ElementTree as Tree
from typing import Final

from projections.formats.charts import Chart
from projections.formats.charts.canvas import drawn

SVG: Final = "http://www.w3.org/2000/svg"
LINK: Final = "{http://www.w3.org/1999/xlink}href"
TYPE: Final = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
FONT: Final = re.compile(r"'DejaVu Sans'[^;\"]*")
USED: Final = re.compile(r"(url\(#)([\w.-]+)")
LINKED: Final = re.compile(r"^(#)([\w.-]+)$")


def inline(chart: Chart, name: str) -> str:
    """A chart as an <svg> for a page. name: unique on the page."""
    return cleaned(drawn(chart), name, chart.title, chart.text, whole=False)


def alone(picture: bytes, title: str, text: str) -> bytes:
    """A picture as a file of its own."""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n{cleaned(picture, "picture", title, text, whole=True)}\n').encode()


def cleaned(picture: bytes, name: str, title: str, text: str, *, whole: bool) -> str:
    """An SVG with its words and its own ids. whole: it keeps its size, as a file does."""
    Tree.register_namespace("", SVG)
    Tree.register_namespace("xlink", LINK[1:].partition("}")[0])
    root = Tree.fromstring(picture)
    _drop(root)
    _own_ids(root, name)
    for mine in (root.attrib.pop("version", None), *(() if whole else (root.attrib.pop("width", None), root.attrib.pop("height", None)))):
        del mine
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-text", "lang": "en-GB",
                        "style": "stroke-linejoin:round;stroke-linecap:butt"})
    for place, (tag, said) in enumerate((("title", title), ("desc", text))):
        words = Tree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{'text' if tag == 'desc' else tag}"})
        words.text = said
        root.insert(place, words)
    return FONT.sub(TYPE, Tree.tostring(root, encoding="unicode")).replace("\n", " ")


def _drop(root: Tree.Element) -> None:
    """Away with metadata and with styles that would reach beyond the picture."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)


def _own_ids(root: Tree.Element, name: str) -> None:
    """Only ids that something refers to, each with the picture's name before it."""
    used = {found for element in root.iter() for key, value in element.attrib.items() for found in _referred(key, value)}
    numbered = {old: f"{name}-{number}" for number, old in enumerate(sorted(used), 1)}
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in numbered:
            element.set("id", numbered[own])
        for key, value in list(element.attrib.items()):
            if _referred(key, value):
                element.set(key, (LINKED if key == LINK else USED).sub(lambda found: f"{found[1]}{numbered[found[2]]}", value))


def _referred(key: str, value: str) -> list[str]:
    """The ids that an attribute refers to: a link, or url(#...). A colour is none."""
    return [found[2] for found in (LINKED if key == LINK else USED).finditer(value)]

"""How does a report become one page that people like to read, on a screen, on a phone and on paper?

One file that asks nothing of anybody: no script, no font, no picture from elsewhere. Charts stand with their tables.
What is written comes from documents as their audience may see them; every text is escaped.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.formats.cells import SHORTHAND, day
from projections.formats.html.parts import Section
from projections.formats.words import AUDIENCES

LANGUAGE: Final = "en-GB"
Tick = Callable[[int, int], None]


@attrs.frozen
class Page:
    """A page: the service's name, the title, what it was made from, a summary in sentences, and the sections."""

    name: str
    title: str
    document: Mapping[str, Any]
    sections: Sequence[Section]
    summary: Sequence[tuple[str, str]] = ()
    commands: Sequence[tuple[str, str]] = ()


def text(page: Page, tick: Tick = lambda done, of: None) -> str:
    """The page as HTML; the same page gives the same bytes. tick: told of every picture drawn, and of how many."""
    import jinja2
    from markupsafe import Markup

    there = jinja2.Environment(loader=jinja2.PackageLoader(__name__), autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)
    there.filters["day"] = day
    pictures = [picture for section in page.sections for block in section.blocks for picture in block.pictures]
    for number, picture in enumerate(pictures, 1):
        assert picture.svg
        tick(number, len(pictures))
    foot = f"{page.name}: {page.title}. Audience: {page.document['audience']}."
    style = there.get_template("style.css").render(foot=Markup(quoted(foot)))
    made = there.get_template("page.html").render(
        page=page, said=page.document, language=LANGUAGE, style=Markup(style), shorthand=SHORTHAND,
        audience=AUDIENCES[page.document["audience"]])
    return "\n".join(line.rstrip() for line in made.splitlines() if line.strip()) + "\n"


def quoted(words: str) -> str:
    """A text as a string of a style sheet: nothing in it can end the string or the style."""
    plain = (letter if letter in " .,:" or (letter.isalnum() and letter.isascii()) else f"\\{ord(letter):x} " for letter in words)
    return f'"{"".join(plain)}"'

"""How is what a woman is given laid out: as text, or as a page that asks nothing of the network?"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

STYLE: Final = ("body{font:18px/1.5 Arial,sans-serif;max-width:38em;margin:2em auto;padding:0 1em;color:#000;background:#fff}"
                "h1{font-size:1.5em}h2{font-size:1.15em;margin:1.4em 0 .2em}p{margin:.3em 0}"
                ".you{border-left:4px solid #000;padding-left:.8em}.small{font-size:.85em}@media print{h2,p{break-inside:avoid}}")
KEEP_SAFE: Final = "This is for you alone. Keep it where nobody finds it whom you would not show it to."
WAYS: Final = ("If something is wrong, tell us the number of the entry: we put it right, or set your own words beside it.",
               "If you think that we should not have withheld something, tell us, or tell the Information Commissioner's Office: "
               "ico.org.uk, 0303 123 1113.")


def text(document: Mapping[str, Any]) -> str:
    """As plain text, a paragraph an entry."""
    lines = [f"What {document['service']} holds about you", f"Your reference with us: {document['woman']}. As of {document['day']}.",
             KEEP_SAFE]
    for row in document["rows"]:
        lines += ["", f"{row['day']} (entry {row['entry']})", *(f"  {said}" for said in row["said"]),
                  *(f'  You say: "{words}"' for words in row["your_note"])]
    for title, items in _rest(document):
        lines += ["", title, *(f"  {item}" for item in items)]
    return "\n".join([*lines, "", *WAYS])


def page(document: Mapping[str, Any]) -> str:
    """As a page of HTML."""
    title = f"What {document['service']} holds about you"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>Your reference with us: {escape(document['woman'])}. As of {escape(document['day'])}.</p>",
             f"<p><strong>{KEEP_SAFE}</strong></p>"]
    for row in document["rows"]:
        parts += [f"<h2>{escape(row['day'])} <span class=\"small\">(entry {row['entry']})</span></h2>",
                  f"<p>{escape(' '.join(row['said']))}</p>",
                  *(f"<p class=\"you\">You say: {escape(words)}</p>" for words in row["your_note"])]
    for heading, items in _rest(document):
        parts += [f"<h2>{escape(heading)}</h2>", *(f"<p>{escape(item)}</p>" for item in items)]
    parts += [f"<p>{escape(way)}</p>" for way in WAYS]
    return (f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<style>{STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n")


def _rest(document: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What is not in the list of entries, and why."""
    if document["your_words"]:
        yield "What you say of entries that are not shown here", [f'"{words}"' for words in document["your_words"]]
    if document["withheld"]:
        yield "What is withheld", [f"{_many(row['entries'])} {row['why']}." for row in document["withheld"]]
    else:
        yield "What is withheld", ["Nothing but the names of others and of staff, and notes that may speak of them."]
    if document["restricted_since"]:
        yield "What we do with it now", [f"Since {document['restricted_since']} we keep this and do not use it, as was asked. "
                                         "We tell you before that ends."]
    if document["taken_back"]:
        yield "What was taken back", [f"{_many(document['taken_back'])} written down in error and taken back; no figure counts them."]


def _many(count: int) -> str:
    return "1 entry," if count == 1 else f"{count} entries,"

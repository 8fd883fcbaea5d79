"""What may a program write in an event of a kind?"""

from typing import Final

from ledger.errors import NotFound
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = "Print the JSON Schema of one kind of event, or of all."


def run(session: Session, asked: Given) -> Done:
    """The schema, which is JSON whoever reads it."""
    from ledger import schema
    from projections.formats import json

    kind = asked["kind"]
    try:
        document = schema.schema(kind) if kind else schema.schemas()
    except KeyError:
        from ledger.reading import near_kind

        raise NotFound(f"{kind!r:.60} is not a kind of event.", near_kind(kind)) from None
    return Done(document, json.text(document))


COMMAND: Final = Command("schema", HELP, (Asked("KIND", "Of which kind; else of all.", metavar="[KIND]", completes="kinds"),), run)

"""What does a ledger answer, before there is one of one's own?"""

from pathlib import Path
from typing import Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Make a pretend service, and show what a ledger answers. Nothing in it is real.

Of every world but phoenix the truth is known, and stands beside the answers: outcomes help worlds.

\b
  outcomes demo
  outcomes demo --world selection --seed 4
"""


def run(session: Session, asked: Given) -> Done:
    """Make it, ask it, and show each answer as it comes."""
    from projections import demo

    world, seed = asked["world"], asked["seed"]
    where = asked["folder"] or Path(f"demo-{world}")
    with demo.made(where, world, seed) as steps:
        session.say(demo.welcome(world))
        for step in steps:
            session.say(f"\n$ {step.typed}")
            session.say(step.shown(session.answer_of("--ledger", str(where), *step.words)))
    return Done({"ledger": str(where), "world": world, "seed": seed}, demo.farewell(where, world, seed))


COMMAND: Final = Command("demo", HELP, (
    Asked("--world", "Which pretend service.", default="phoenix"),
    Asked("--seed", "The same seed makes the same world.", "number", default=1),
    Asked("--folder", "Where; else demo-WORLD here.", "path")), run)

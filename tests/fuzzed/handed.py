"""Which readers take what an auditor is handed?"""

import contextlib
import functools
import json

from fuzzed.world import World


@functools.cache
def _made_proofs(world: World) -> list[bytes]:
    world.note  # noqa: B018 - made here, once
    made = [world.made("12.proof", "prove", "12", "--open"), world.made("plain.proof", "prove", "12"),
            world.made("funnel.proof", "prove", "funnel", "signed-up", "--open")]
    return [json.dumps(json.loads(each), ensure_ascii=False).encode() for each in made]


def proofs(world: World) -> list[bytes]:
    return _made_proofs(world)


def proof(world: World, document: bytes) -> None:
    """A proof alone, against the head that is held, and against a key."""
    from ledger import verify

    for held, keys in ((None, ()), (world.note.decode(), ()), (None, (world.signer().vkey,))):
        code, lines = verify.report(document.decode("utf-8", "surrogateescape"), held, keys)
        assert code in (0, 2, 5) and lines
        "\n".join(lines).encode("utf-8", "replace")


def notes(world: World) -> list[bytes]:
    from ledger import checkpoints, tree

    size = world.ledger.entries.head().position
    older = checkpoints.extending(7, tree.consistency(world.ledger.entries.leaves(size), 7), world.note.decode()).encode()
    return [world.note, older, f"{size}:{world.ledger.entries.root(size).hex()}".encode(), b"minute 14: 7:" + b"ab" * 32,
            world.note.replace(b"\n\n", b"\nerased " + b"f" * 32 + b"\n\n", 1)]


def note(world: World, document: bytes) -> None:
    """A head, as every command takes one: in a file, and by itself."""
    from ledger import audit, checkpoints, proving
    from ledger.errors import LedgerError

    file = world.lay("head.note", document)
    found = checkpoints.noted(str(file))
    with contextlib.suppress(LedgerError):
        checkpoints.noted(document.decode("utf-8", "surrogateescape"))
    if found.note:
        checkpoints.erased_in(found.note), checkpoints.written(found.note)
        checkpoints.false_signature(found.note, world.signer().vkey)
        for prior in (None, checkpoints.Noted(7, bytes(32)), checkpoints.noted(world.note.decode())):
            with contextlib.suppress(LedgerError):
                checkpoints.cosigned(found, prior, world.signer(), 1_634_810_400)
    assert audit.check(world.own, world.environ, str(file)).verdict in ("ok", "findings", "broken")
    proving.against(world.ledger, str(file), world.environ)


def public_key(world: World, document: bytes) -> None:
    from ledger import checkpoints, verify

    checkpoints.false_signature(verify.note(world.note.decode()), document.decode("utf-8", "surrogateescape"))

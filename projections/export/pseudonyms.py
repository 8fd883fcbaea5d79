"""By which names does a pack speak of a woman, and of whoever wrote an entry?

A pseudonym is a keyed digest of a reference, for one pack: who has the ledger's secret can find her again, nobody can
guess it, and two packs cannot be laid beside each other. Pure.
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

WORD: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
STAFF: Final = re.compile(r"[A-Za-z]{1,3}-?\d{1,4}")


@attrs.frozen
class Pseudonyms:
    """The names of one pack. secret: the ledger's; pack: what tells this pack from others."""

    secret: bytes = attrs.field(repr=False)
    pack: str

    def woman(self, reference: str) -> str:
        """A woman's name in this pack: w- and 16 hexadecimal digits."""
        return f"w-{self._digest('woman', reference)}"

    def staff(self, name: str) -> str:
        """A reference such as P-01 as it stands; anything else, such as a user's name on a computer, as a pseudonym."""
        return name if STAFF.fullmatch(name) else f"s-{self._digest('staff', name)}"

    def tie(self, woman: str, reference: str) -> str:
        """What ties entries of one woman together, such as a referral: still the same where it was the same."""
        return f"t-{self._digest('tie', f'{woman}{chr(0)}{reference}')}"

    def _digest(self, what: str, said: str) -> str:
        text = "\x00".join(("pack", self.pack, what, said))
        return hmac.digest(self.secret, text.encode("utf-8", "surrogatepass"), "sha256")[:8].hex()


def renamed(said: Any, names: Mapping[str, str]) -> Any:
    """Whatever a report says, with every word that is one of `names` under its other name; keys stay as they are."""
    if isinstance(said, str):
        return WORD.sub(lambda found: names.get(found[0], found[0]), said)
    if isinstance(said, Mapping):
        return {key: renamed(value, names) for key, value in said.items()}
    return [renamed(each, names) for each in said] if isinstance(said, list | tuple) else said

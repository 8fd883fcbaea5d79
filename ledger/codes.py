"""Which words may a coded field take, and whose words are they?

A list is declared once, with the standard it comes from and the date it was read.
A word (`name`) is stored; its code, where the standard has one, is taken on input and given on output.
A name is never reused for another meaning.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

MISSING: Final = ("not-asked", "declined", "not-known", "not-applicable")


@attrs.frozen(eq=False, slots=False)
class CodeList:
    """A closed list of words. `lines` holds 'name', or 'code name', or 'code name: meaning'."""

    title: str
    standard: str
    lines: tuple[str, ...]
    coded: bool = False
    groups: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)

    @functools.cached_property
    def known(self) -> Mapping[str, str]:
        """Name -> code of the standard, '' where it has none."""
        return dict(self._split())

    @functools.cached_property
    def by_code(self) -> Mapping[str, str]:
        """Code, upper case -> name."""
        return {code.upper(): name for name, code in self.known.items() if code}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.known)

    def _split(self) -> Iterator[tuple[str, str]]:
        for line in self.lines:
            head = line.partition(":")[0].split()
            yield (head[1], head[0]) if self.coded else (head[0], "")

    def meaning(self, name: str) -> str:
        """What a word means: the text after its colon, else the word with spaces."""
        for line in self.lines:
            head, _, said = line.partition(":")
            if head.split()[-1] == name:
                return said.strip() or name.replace("-", " ")
        return name.replace("-", " ")


def words(title: str, standard: str, *lines: str, **groups: tuple[str, ...]) -> CodeList:
    """A list of our own words, without codes."""
    return CodeList(title, standard, lines, coded=False, groups=groups)


def codes(title: str, standard: str, *lines: str, **groups: tuple[str, ...]) -> CodeList:
    """A list of a standard's codes, each line 'code name' or 'code name: meaning'."""
    return CodeList(title, standard, lines, coded=True, groups=groups)


YES_NO: Final = words("yes or no", "own", "yes", "no")

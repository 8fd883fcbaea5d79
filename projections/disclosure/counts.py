"""May this number of women be shown, and if not, which words may stand for it?

The rule of the house for `public`: a count only where at least eight women are in it, at least eight of the same
group are not, and the group has at least sixteen. Nothing and everybody are small counts too: a group of which all are
something says it of each. A word leaves every number open that it stands for, so a group under sixteen gets none.
"""

from typing import Final

LEAST: Final = 8
GROUP: Final = 2 * LEAST
LARGEST_SHARE: Final = 0.3
FEW: Final = "none or few"
HALF: Final = "about half"
MOST: Final = "most or all"
WORDS: Final = (FEW, HALF, MOST)


def may_show(counted: float, of: float) -> bool:
    """Whether `counted` women of `of` may be told exactly."""
    return of >= GROUP and counted >= LEAST and of - counted >= LEAST


def may_stand_for(part: float, whole: float) -> bool:
    """Whether the size of a group may be told beside that of the larger group it is of, which is known.

    Nobody outside it is allowed: that says of nobody what she is. One to seven outside it are not.
    """
    return part >= GROUP and (part == whole or whole - part >= LEAST)


def word(counted: float, of: float) -> str | None:
    """What may be said in place of a count: None where no word is both true and safe."""
    if of < GROUP:
        return None
    if counted < LEAST:
        return FEW
    if of - counted < LEAST:
        return MOST
    return HALF if of <= 3 * counted <= 2 * of else None


def open_values(said: str, of: int) -> range:
    """Every count of `of` women that a word leaves open."""
    return range(*{FEW: (0, LEAST), MOST: (of - LEAST + 1, of + 1), HALF: (-(-of // 3), 2 * of // 3 + 1)}[said])

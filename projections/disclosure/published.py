"""What do others' published rules make of the same numbers?

Not the rules of the house, which is stricter: kept so that a figure of ours can be set beside theirs, and so that
their worked examples are reproduced here.
"""

from collections.abc import Sequence

import attrs


@attrs.frozen
class Redacted:
    """Columns of counts after redaction and rounding (None: redacted), and a total for each."""

    columns: tuple[tuple[int | None, ...], ...]
    totals: tuple[int, ...]


def redact_and_round(*columns: Sequence[int], threshold: int = 7, base: int = 5) -> Redacted:
    """OpenSAFELY: redact counts up to and with the threshold, round the rest, and add up what was rounded.

    Source: OpenSAFELY documentation, outputs/sdc (41030f3). A total is of the rounded cells that are left.
    """
    shown = tuple(tuple(None if 0 <= count <= threshold else nearest(count, base) for count in column) for column in columns)
    return Redacted(shown, tuple(sum(count or 0 for count in column) for column in shown))


def sub_national(count: int, base: int = 5) -> str:
    """NHS Digital, below the nation: 0 as it is, 1 to 7 as *, the rest to the nearest five.

    Source: NHS Digital, disclosure control methodology for HES and ECDS from September 2018.
    """
    return "0" if count == 0 else "*" if count < 8 else str(nearest(count, base))


def sub_national_mean(counted: int) -> bool:
    """Whether NHS Digital shows a mean of so many people."""
    return counted >= 8


def nearest(count: int, base: int) -> int:
    """A count rounded to the nearest multiple of base, a half upwards."""
    return (2 * count + base) // (2 * base) * base

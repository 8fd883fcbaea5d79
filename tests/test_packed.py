"""Do numbers that travel packed add up to what they were?"""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import packed
from projections.packed import Number, Totals, counted, packed_amounts

NUMBERS = st.one_of(st.integers(-2**40, 2**40), st.integers(-64, 64).map(lambda number: number / 8))   # halves add up exactly
ROWS = st.lists(st.dictionaries(st.integers(-5, 600), st.tuples(NUMBERS, NUMBERS, st.integers(0, 2**40)), max_size=4), max_size=8)


@given(ROWS, st.booleans(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_rows_add_up_by_what_they_are_of(women: list[dict[int, tuple[Number, ...]]], largest: bool, at_once: int, chance: random.Random) -> None:
    """Whole numbers stay whole, of the last number the largest stands where it should, and no order of women tells."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "AT_ONCE", at_once)
        totals, last = Totals(3, largest), max if largest else sum
        for woman in chance.sample(women, len(women)):
            totals.take(packed.packed(woman))
        told = {of: [woman[of] for woman in women if of in woman] for of in {of for woman in women for of in woman}}
        expected = {of: (sum(row[0] for row in rows), sum(row[1] for row in rows), last(row[2] for row in rows)) for of, rows in told.items()}
        assert totals.rows() == expected == totals.rows()
        assert all(isinstance(number, int) or not number.is_integer() for row in totals.rows().values() for number in row)


@given(st.lists(st.lists(st.one_of(st.integers(0, 65_535), NUMBERS), max_size=6), max_size=6))
def test_amounts_are_counted_as_they_are(women: list[list[Number]]) -> None:
    """Small, large, negative and broken ones, in as few bytes as they need."""
    parts = [packed_amounts(amounts) for amounts in women]
    assert counted(parts) == Counter(amount for amounts in women for amount in amounts)
    assert all(len(part) == 1 + 2 * len(amounts) for part, amounts in zip(parts, women, strict=True)
               if all(isinstance(amount, int) and 0 <= amount < 65_536 for amount in amounts))

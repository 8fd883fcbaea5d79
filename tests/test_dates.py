"""Is a date kept as it was meant, and never guessed at?"""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import dates
from ledger.fields import BadValue

TODAY = datetime.date(2021, 10, 21)


@pytest.mark.parametrize(("typed", "kept"), [
    ("2021-02-08", "2021-02-08"), ("2021-2-8", "2021-02-08"), ("2021-02-08T00:00:00", "2021-02-08"),
    ("2021-02-08 00:00", "2021-02-08"), ("2021-02-08 00:00:00.000", "2021-02-08"),
    ("8/2/2021", "2021-02-08"), ("08/02/2021", "2021-02-08"), ("8/2/21", "2021-02-08"), ("8.2.2021", "2021-02-08"),
    ("8-2-2021", "2021-02-08"), ("8 Feb 2021", "2021-02-08"), ("8th february 2021", "2021-02-08"), ("8-Feb-2021", "2021-02-08"),
    ("1st Sept. 2021", "2021-09-01"), ("  8   Feb   2021 ", "2021-02-08"), ("8\u00a0Feb\u00a02021", "2021-02-08"),
    ("2021-02", "2021-02"), ("2/2021", "2021-02"), ("Feb 2021", "2021-02"), ("february-2021", "2021-02"), ("2021", "2021"),
    ("2021-W06", "2021-02-08"), ("2021W06", "2021-02-08"), ("2021-W06-7", "2021-02-14"), ("2020-W53", "2020-12-28"),
    ("29/2/2020", "2020-02-29"), ("31/12/1999", "1999-12-31")])
def test_every_way_to_write_a_date_is_kept_as_one(typed: str, kept: str) -> None:
    """Day, month and year stay as exact as they were known, however they were typed."""
    assert dates.read(typed) == kept
    assert dates.read(typed, TODAY) == kept


@pytest.mark.parametrize(("typed", "kept"), [
    ("today", "2021-10-21"), ("Yesterday", "2021-10-20"), ("a day ago", "2021-10-20"), ("3 weeks ago", "2021-09-30"),
    ("one week ago", "2021-10-14"), ("an month ago", "2021-09-21"), ("2 months ago", "2021-08-21"), ("0 days ago", "2021-10-21"),
    ("this morning", "2021-10-21"), ("the day before yesterday", "2021-10-19"), ("a fortnight ago", "2021-10-07"), ("2 years ago", "2019-10-21")])
def test_words_count_from_the_day_that_is_given(typed: str, kept: str) -> None:
    """Yesterday is the day before the day on which it was said."""
    assert dates.read(typed, TODAY) == kept


@pytest.mark.parametrize("typed", ["today", "yesterday", "3 weeks ago"])
def test_a_file_may_not_say_yesterday(typed: str) -> None:
    """Without a day to count from, a word that means another day each time is refused."""
    with pytest.raises(BadValue, match="is not a date"):
        dates.read(typed)


@pytest.mark.parametrize(("typed", "sentence", "hint"), [
    ("02/13/2021", "has month 13", "did you mean 13/2/2021"), ("2021-13-02", "has month 13", "did you mean 13/2/2021"),
    ("13/13/2021", "has month 13", "day/month/year: 8/2/2021"), ("5/45/2021", "has month 45", "day/month/year: 8/2/2021"),
    ("31/2/2021", "a day that never was", "day/month/year"), ("29/2/2021", "a day that never was", "day/month/year"),
    ("0/2/2021", "a day that never was", "day/month/year"), ("2021-00-10", "a day that never was", "day/month/year"),
    ("2021-13", "has month 13", "day/month/year"), ("0/2021", "has month 0", "day/month/year"),
    ("2021-W53", "a week that never was", "day/month/year"), ("2021-W00", "a week that never was", "day/month/year"),
    ("8 Foo 2021", "is not a month", "day/month/year"), ("Foo 2021", "is not a month", "day/month/year"),
    ("0000", "year", "day/month/year"), ("1800-W06", "year", "day/month/year"), ("9999-12-31", "year", "day/month/year"),
    ("31/12/2201", "year", "day/month/year"), ("8/2-2021", "is not a date", "day/month/year"), ("44235", "is not a date", "day/month/year"),
    ("2021-02-08 12:30", "is not a date", "day/month/year"), ("2021-02-08T00:00:00Z", "is not a date", "day/month/year"),
    ("tomorrow", "is not a date", "day/month/year"), ("in a week", "is not a date", "day/month/year"), ("", "is not a date", ""),
    ("1000 days ago", "is not a date", "day/month/year"), ("\u0662\u0660\u0662\u0661", "is not a date", "day/month/year"),
    ("2021-02-08; DROP TABLE log", "is not a date", "day/month/year"), ("x" * 5000, "is not a date", "day/month/year")])
def test_what_is_no_date_is_refused_with_what_would_do(typed: str, sentence: str, hint: str) -> None:
    """An American, impossible or mangled date is never guessed at; the hint says what was probably meant."""
    for today in (None, TODAY):
        with pytest.raises(BadValue) as caught:
            dates.read(typed, today)
        assert sentence in caught.value.sentence
        assert hint in caught.value.hint
        assert len(caught.value.sentence) < 120


@pytest.mark.parametrize(("typed", "sentence", "hint"), [
    ("last Tuesday", "may be 19/10/2021 or 12/10/2021", "such as 19/10/2021"), ("thursday", "may be 14/10/2021 or 7/10/2021", "14/10/2021"),
    ("on fri", "may be 15/10/2021", "15/10/2021"), ("200 years ago", "is not a year between", "day/month/year"),
    ("last week", "is not a date", "3 days ago")])
def test_a_word_for_two_days_is_refused_with_both(typed: str, sentence: str, hint: str) -> None:
    """Last Tuesday is the day before yesterday to one, and a week earlier to another."""
    with pytest.raises(BadValue, match=sentence) as caught:
        dates.read(typed, TODAY)
    assert hint in caught.value.hint


def test_the_same_bad_date_is_refused_each_time() -> None:
    """What was read before is remembered, what was refused is refused again."""
    for _ in range(3):
        with pytest.raises(BadValue, match="has month 13"):
            dates.read("02/13/2021")


@settings(derandomize=True, deadline=None)
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_a_day_survives_every_way_of_writing_it(day: datetime.date) -> None:
    """What is kept reads back as itself, and the UK way and the ISO week say the same day."""
    kept = day.isoformat()
    year, week, weekday = day.isocalendar()
    assert {dates.read(kept), dates.read(f"{day.day}/{day.month}/{day.year}"), dates.read(day.strftime("%d %b %Y")),
            dates.read(f"{year}-W{week:02}-{weekday}")} == {kept}
    assert dates.first_day(kept) == day
    assert dates.read(kept[:7]) == kept[:7]
    assert dates.first_day(kept[:7]) == day.replace(day=1)
    assert dates.first_day(kept[:4]) == day.replace(day=1, month=1)
    assert [dates.about(kept[:length]) for length in (4, 7, 10)] == [True, True, False]


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_date_or_a_sentence(typed: str) -> None:
    """No text ends in anything but a kept date or a refusal that says why."""
    for today in (None, TODAY):
        try:
            kept = dates.read(typed, today)
        except BadValue as why:
            assert why.sentence
        else:
            assert dates.first_day(kept).isoformat()[:len(kept)] == kept


@pytest.mark.parametrize(("day", "years", "before"), [
    ("2021-10-21", 1, "2020-10-21"), ("2020-02-29", 1, "2019-02-28"), ("2020-02-29", 4, "2016-02-29"), ("2021-10-21", 0, "2021-10-21")])
def test_years_before_a_leap_day_end_in_february(day: str, years: int, before: str) -> None:
    """A year before 29 February is 28 February."""
    assert dates.years_before(datetime.date.fromisoformat(day), years).isoformat() == before


@pytest.mark.parametrize(("day", "months", "after"), [
    ("2021-01-31", 1, "2021-02-28"), ("2020-01-31", 1, "2020-02-29"), ("2021-01-31", 3, "2021-04-30"), ("2021-12-31", 2, "2022-02-28"),
    ("2021-03-31", -1, "2021-02-28"), ("2021-10-21", 18, "2023-04-21"), ("2021-01-15", -13, "2019-12-15"), ("2021-05-31", 12, "2022-05-31")])
def test_months_after_end_within_the_month(day: str, months: int, after: str) -> None:
    """The same day of the month, or the last day of a shorter one."""
    assert dates.months_after(datetime.date.fromisoformat(day), months).isoformat() == after

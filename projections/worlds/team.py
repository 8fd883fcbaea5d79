"""What does the programme itself decide, spend and learn meanwhile?

Sums and claims are those of the published papers where a source is named; all else is invented.
"""

from collections.abc import Iterator
from typing import Final

from ledger.dates import months_after
from ledger.entries import PROGRAMME
from projections.worlds.chance import Chance
from projections.worlds.lives import FEWER_HOURS, PRACTITIONERS
from projections.worlds.rows import LIVE, TODAY, Row, days, row

PAPER: Final = "2021-10-21-sustained-service"
FUNDING: Final = (("Pause", 262_000), ("Public Health", 178_000), ("city council finance pot", 30_000),
                  ("clinical commissioning group", 30_000))
TRAINING: Final = ("programme induction", "trauma-informed practice", "information governance",
                   "motivational interviewing")
CLAIMS: Final = (
    ("C01", "para 12", "72 children, an average of 3.3 children per woman (21 women)", "mean",
     "sum=72;n=21;stated=3.3"),
    ("C02", "para 12", "94% of the 21 women had mental health needs", "percentage", "stated=94;n=21"),
    ("C03", "para 12", "94%, 50%, 64%, 44%, 83% of the 21 women", "percentages", "stated=94|50|64|44|83;n=21"),
    ("C17", "para 13", "Supporting 18 women to get LARC", "indicator", "indicator=M09.ever-fitted;stated=18"),
    ("C18", "para 12", "49 prioritised and 21 signed up", "indicator",
     "indicator=M02.of-prioritised;stated_k=21;stated_n=49"))


def label(world: str, seed: int) -> Iterator[Row]:
    """The record says of itself that it is invented, where an auditor without keys can read it."""
    yield row("decision-made", PROGRAMME, LIVE, what=f"This is a pretend service: world {world}, seed {seed}. "
              "Every woman and every event in it is invented; only the published totals are not.")


def places() -> Iterator[Row]:
    """Twenty-four places, at most eight women to a full-time practitioner, and who joined the team."""
    yield row("capacity-set", PROGRAMME, LIVE, women=24)
    yield row("caseload-cap-set", PROGRAMME, LIVE, role="practitioner", women_per_fte=8)
    for practitioner in PRACTITIONERS:
        yield row("staff-joined", PROGRAMME, LIVE, practitioner=practitioner, role="practitioner", fte=1)
    yield row("staff-joined", PROGRAMME, LIVE, practitioner="P-04", role="coordinator", fte=1)
    yield row("staff-joined", PROGRAMME, LIVE, practitioner="P-00", role="service-lead", fte=0.5)
    yield row("staff-changed", PROGRAMME, FEWER_HOURS, practitioner="P-03", role="practitioner", fte=0.6)


def learning(chance: Chance) -> Iterator[Row]:
    """Supervision each month, missed now and then, and trainings."""
    for practitioner in PRACTITIONERS:
        for month in range(13):
            day = months_after(LIVE, month) + days(chance.whole(f"supervision {practitioner}", 5, 24, month))
            if chance.happens(0.9, f"supervised {practitioner}", month):
                yield row("supervision-held", PROGRAMME, day, "P-00", practitioner=practitioner, type="clinical")
        for number, training in enumerate(TRAINING):
            day = LIVE + days(20 + 70 * number + chance.whole(f"training {practitioner}", 0, 30, number))
            yield row("training-completed", PROGRAMME, day, practitioner, practitioner=practitioner, type=training)


def decisions(chance: Chance) -> Iterator[Row]:
    """The pathway into talking therapies, risks looked at each quarter, what was made better, what others asked for."""
    yield row("dpia-recorded", PROGRAMME, LIVE, document="DPIA 1", reviewed_on="2020-08-20",
              reason="start of the service")
    yield row("retention-set", PROGRAMME, LIVE, years=8, reviewed_on="2020-08-20", reason="schedule of the council")
    yield row("pathway-agreed", PROGRAMME, "2021-01-18", what="a way into talking therapies",
              with_="Steps to Wellbeing",
              outcome="a named worker takes referrals")
    yield row("improvement-made", PROGRAMME, "2021-06-14", what="an evening group", outcome="held every second week")
    for quarter in range(1, 5):
        yield row("risk-reviewed", PROGRAMME, months_after(LIVE, 3 * quarter), "P-00",
                  what="funding beyond February 2022", with_="steering group")
    for month in range(13):
        if chance.happens(0.4, "support-asked", month):
            day = months_after(LIVE, month) + days(chance.whole("support-day", 0, 27, month))
            yield row("support-requested", PROGRAMME, day,
                      what="advice about a woman not in the programme", with_="children's social care")


def finance(chance: Chance) -> Iterator[Row]:
    """The published funding of 21 months, and invented spending by the quarter at about the published yearly cost."""
    yield row("budget-set", PROGRAMME, LIVE, line="whole service", pence=50_000_000, in_kind="no", period="21 months")
    for funder, pounds in FUNDING:
        yield row("funding-received", PROGRAMME, LIVE, source=funder, pence=pounds * 100, in_kind="no",
                  period="21 months")
    for quarter in range(4):
        for line, pounds in (("staff", 55_000), ("running costs", 11_000), ("women's resource", 4_000)):
            spent = round(pounds * (1 + 0.04 * chance.bell(f"spend {line}", quarter)))
            yield row("spend-made", PROGRAMME, months_after(LIVE, 3 * quarter + 3), line=line, pence=spent * 100,
                      in_kind="no",
                      period=f"quarter {quarter + 1}")


def costs() -> Iterator[Row]:
    """What a year of care costs, and views of what would have happened otherwise."""
    yield row("unit-cost-set", PROGRAMME, LIVE, name="year of a looked-after child", pence=5_710_200, low=4_570_000,
              high=6_850_000,
              price_year="2018/19", cost_kind="fiscal", source="the programme's cost model; low and high invented")
    yield row("scenario-set", PROGRAMME, LIVE, name="local 2013-17", counts="removal", low=0.04, central=0.057,
              high=0.29,
              source="66 of 231 women over five years (2018); the range is of counterfactuals in use")
    yield row("assumption-set", PROGRAMME, LIVE, name="years in care", unit="years", low=2, central=5, high=12,
              source="invented")
    for period, value in (("2017", 108), ("2020", 95)):
        yield row("reference-set", PROGRAMME, LIVE, name="looked-after children per 10,000", place="Southampton",
                  period=period, value=value,
                  source="the business cases of 2018 and 2021")


def claims() -> Iterator[Row]:
    """Published figures to hold against this record."""
    for claim, place, text, form, figures in CLAIMS:
        yield row("claim-registered", PROGRAMME, TODAY, source="document", claim=claim, document=PAPER, place=place,
                  text=text,
                  form=form, figures=figures)

"""Are published figures judged as their arithmetic says, and are they found in a draft?"""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger import folder
from projections.claims import FORMS, LIKE, Claim, judge, judged
from projections.claims.drafts import found
from projections.claims.numbers import NotUnderstood, said, shown
from projections.claims.reading import COLUMNS, read, rows, written
from projections.claims.shares import gives

ORACLE = Path(__file__).parent / "oracles" / "claims.csv"
SEEDS = json.loads((Path(__file__).parent / "oracles" / "seed-arithmetic.json").read_text())["expected"]
NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")
PUBLISHED = judged(read(ORACLE))
NOT_OF_THE_FIGURES = {"C20": {"59"}}   # known from elsewhere in the paper: 41 % were not coded
PAPER = """SUBJECT:\t\tA SERVICE
DATE OF DECISION:\t\t21 OCTOBER 2021
<p>The service has been piloted over the last 18 months. It went live on 1st September 2020.</p>

6.\tIt is expected that over 5 years it would: <ul> • Avoid total costs of £6,444,076 (against a delivery cost of £1,425,000 \
(based on £285,000 per annum). • Confer a net cost avoidance of £5,019,076.
12.\tForty-nine women were originally prioritised for outreach and 21 signed up to the programme. Between them, the 21 women \
had 72 children removed, an average of 3.3 children per woman. 94% of the 21 women had mental health needs, 50% housing needs.
14.\tThere could be up to 10 children after 21 months and up to 13 per annum with the current cohort of 21 women. In future, \
with cohorts of 24 women, there could be 11 children entering care after 21 months and 14 per annum after 5 years.
16.\tThe cost for a period of 21 months is £500,000, or £285k per year. It was funded as follows:
• £262,000 from Pause
• £178,000 from Public Health
• £60,000 from others
20.\tThe core service is £285,000 and a pathway £71,288. Total annual costs therefore equate to £356,288.


Expenditure\t12 months\t18 months
Coordinator\t£15,000\t£22,500
Contribution\t\t£15,000
Resource\t£5,666\t£8,500
Evaluation\t£1,200\t£3,000
\t\t£49,000

Supporting 18 women to get LARC. 8/37 (21.6%) had a birth. The number fell from 217 in 2014 to 115 in 2017.
"""


def claim(form: str, figures: str, text: str = "") -> Claim:
    """A claim that stands alone."""
    return Claim("C1", "", "", text, form, figures)


def verdict(form: str, figures: str, text: str = "") -> str:
    """What becomes of it."""
    return judge(claim(form, figures, text)).verdict


def numbers(text: str) -> set[str]:
    """The numbers that a text prints."""
    return {each.replace(",", "") for each in NUMBERS.findall(text)}


@pytest.mark.parametrize(("one", "judgement"), PUBLISHED, ids=[one.claim for one, _ in PUBLISHED])
def test_published_claims_get_the_published_verdict_and_working(one: Claim, judgement: Any) -> None:
    """claims.csv: all verdicts, and every number of its workings."""
    assert (judgement.verdict, numbers(one.working) - NOT_OF_THE_FIGURES.get(one.claim, set()) - numbers(judgement.working)) == (one.verdict, set())


@pytest.mark.parametrize(("form", "figures", "text", "expected"), [
    ("proportion", "k=18;n=21;stated=86", "", "agrees"), ("proportion", "k=18;n=21;stated=85.7", "", "agrees"),
    ("proportion", "k=18;n=21;stated=85", "", "rounds-to"), ("proportion", "k=18;n=21;stated=85.6", "", "disagrees"),
    ("proportion", "k=13;n=21;stated=60", "", "disagrees"), ("proportion", "k=22;n=21;stated=105", "", "disagrees"),
    ("proportion", "k=18;n=21", "", "cannot-tell"), ("proportion", "k=0;n=21;stated=0", "", "agrees"),
    ("percentage", "stated=95;n=21", "", "agrees"), ("percentage", "stated=50;n=21", "", "disagrees"),
    ("percentage", "stated=47;n=21", "", "rounds-to"), ("percentage", "stated=95.2;n=21", "", "agrees"),
    ("percentage", "stated=101;n=21", "", "disagrees"), ("percentage", "stated=100;n=21", "", "agrees"),
    ("percentages", "stated=50|25;n=4", "", "agrees"), ("percentages", "stated=50|33;n=4", "", "disagrees"),
    ("percentages", "stated=50|33", "", "cannot-tell"), ("percentages", "stated=50|133", "", "disagrees"),
    ("mean", "sum=72;n=21;stated=3.4", "", "agrees"), ("mean", "values=2|3|4;stated=3", "", "agrees"),
    ("mean", "sum=72.0;n=21;stated=3.426", "", "cannot-tell"), ("mean", "sum=72;n=21;stated=3.426", "", "disagrees"),
    ("sum", "terms=1|2;stated=3", "", "agrees"), ("sum", "terms=1|2;stated=4", "", "disagrees"),
    ("sum", "terms=39|10|8;stated=58", "58%: 39%, 10% and 8%", "cannot-tell"), ("sum", "terms=39|10|8;stated=58", "", "disagrees"),
    ("sum", "terms=39%|10%|8%;stated=60%", "", "disagrees"), ("sum", "terms=262000|178000|60000;stated=510000", "", "disagrees"),
    ("sum", "terms=100|49;stated=150", "", "rounds-to"), ("sum", "terms=1.2m|0.5m;stated=1.8m", "", "cannot-tell"),
    ("sum", "terms=£1.25|£1.25;stated=£2.60", "", "disagrees"), ("sum", "terms=£1.25|£1.25;stated=£2.50", "", "agrees"),
    ("difference", "a=450000;b=40875;stated=346000", "346k against 450k", "disagrees"),
    ("difference", "a=450000;b=40875;stated=346000", "about 346k against 450k", "cannot-tell"),
    ("difference", "a=3.4;b=2.2;stated=1.3", "", "cannot-tell"), ("difference", "a=3.4;b=2.2;stated=1.2", "", "agrees"),
    ("ratio", "a=6444076;b=1425000;stated=4.5", "", "agrees"), ("ratio", "a=6;b=4;stated=2.5", "", "disagrees"),
    ("ratio", "a=6.0;b=4.0;stated=1.52", "", "cannot-tell"),
    ("scaling", "from=14;of=24;to=21;stated=13", "", "cannot-tell"), ("scaling", "from=48;of=24;to=21;stated=43", "", "disagrees"),
    ("scaling", "from=14;of=24;to=21;stated=14", "", "disagrees"), ("scaling", "from=1|2;of=1;to=2;stated=2|5", "", "disagrees"),
    ("span", "from=2020-09-01;to=2021-10-21;stated_months=14", "", "agrees"),
    ("span", "from=2020-09-01;to=2021-10-21;stated_months=13", "", "rounds-to"),
    ("span", "from=2020-09-01;to=2022-02-28;stated_months=18", "", "agrees"), ("span", "from=2020-09-01;to=2021-10-21", "", "cannot-tell"),
    ("span", "from=2020-09;to=2022-02;stated_months=17", "", "cannot-tell"), ("span", "from=2020-09;to=2022-02;stated_months=30", "", "disagrees"),
    ("span", "from=2020-02-28;to=2020-03-01;stated_days=2", "", "agrees"), ("span", "from=2020-01-01;to=2020-01-15;stated_weeks=2", "", "agrees"),
    ("span", "from=2018-10-21;to=2021-10-21;stated_years=3", "", "agrees"),
    ("direction", "from=108;to=95;stated=fall", "", "agrees"), ("direction", "from=108;to=95;stated=no change", "", "disagrees"),
    ("direction", "from=1.2;to=1.2;stated=increase", "", "cannot-tell"), ("direction", "from=5;to=5;stated=increase", "", "disagrees"),
    ("direction", "values=217|150|115;stated=decrease", "", "agrees"), ("direction", "values=217|230|115;stated=decrease", "", "disagrees"),
    ("direction", "from=1;to=2", "", "cannot-tell"),
    ("count", "items=a|b|c;stated=3", "", "agrees"), ("count", "items=a|b;stated=Three", "", "disagrees"),
    ("count", "k=49;stated=Forty-nine", "", "agrees"), ("count", "n=21;stated=22", "", "disagrees"), ("count", "stated=21", "", "cannot-tell"),
    ("indicator", "indicator=M09.ever-fitted;stated=18", "", "cannot-tell")])
def test_a_claim_is_judged_by_the_rules(form: str, figures: str, text: str, expected: str) -> None:
    """Each rule of METHODS from both its sides."""
    assert verdict(form, figures, text) == expected


@pytest.mark.parametrize(("form", "figures"), [
    ("percentage", "stated=94"), ("percentage", "stated=94;n=0"), ("percentage", "stated=94;n=2.5"), ("percentage", "n=21"),
    ("percentage", "stated=94.12345;n=21"), ("ratio", "a=1;b=0;stated=2"), ("scaling", "from=1;of=0;to=2;stated=2"),
    ("scaling", "from=1|2;of=1;to=2;stated=2"), ("span", "from=x;to=2021;stated_days=1"), ("span", "from=2021;to=2020;stated_days=1"),
    ("direction", "from=1;to=2;stated=sideways"), ("sum", "terms=a|2;stated=3"), ("magic", "x=1"), ("indicator", "indicator=M09"),
    ("count", "k=1"), ("mean", "")])
def test_figures_that_cannot_be_read_are_told_with_an_example_that_can(form: str, figures: str) -> None:
    """Nothing fails, and nothing is guessed: it says what is missing, and how to write it."""
    made = judge(claim(form, figures))
    assert (made.verdict, made.working.startswith("not understood: "), bool(made.mended)) == ("cannot-tell", True, True)


def test_the_examples_of_every_form_can_be_read() -> None:
    """What a hint shows works."""
    assert {form: judge(claim(form, like)).mended for form, like in LIKE.items()} == dict.fromkeys([*FORMS, "indicator"], "")


@given(some.integers(1, 400), some.data())
def test_every_true_percentage_is_possible_and_agrees(n: int, data: Any) -> None:
    """k of n, printed at any number of decimals, is never called impossible."""
    k, decimals = data.draw(some.integers(0, n)), data.draw(some.integers(0, 2))
    stated = f"{100 * k / n:.{decimals}f}"
    assert {verdict("proportion", f"k={k};n={n};stated={stated}"), verdict("percentage", f"stated={stated};n={n}")} == {"agrees"}


@given(some.integers(1, 60), some.integers(0, 100))
def test_a_percentage_is_possible_exactly_where_some_whole_number_gives_it(n: int, stated: int) -> None:
    """Against trying every whole number."""
    assert gives(n, shown(str(stated))) == any(abs(100 * k - stated * n) * 2 <= n for k in range(n + 1))


@given(some.lists(some.integers(0, 10**7), min_size=1, max_size=8))
def test_a_sum_of_whole_numbers_agrees_with_itself_and_with_nothing_next_to_it(terms: list[int]) -> None:
    """Whole numbers are exact."""
    joined = "|".join(map(str, terms))
    off = sum(terms) + 1
    assert verdict("sum", f"terms={joined};stated={sum(terms)}") == "agrees"
    assert verdict("sum", f"terms={joined};stated={off}") in ("disagrees", "rounds-to")
    assert (verdict("sum", f"terms={joined};stated={off}") == "rounds-to") <= (off % 10 == 0)


def test_the_arithmetic_of_the_papers_comes_out_of_the_working() -> None:
    """seed.arithmetic: what the Southampton papers add up to."""
    working = {one.claim: made.working.replace(",", "") for one, made in PUBLISHED}
    assert [str(SEEDS[name]) in working[number] for name, number in (
        ("net_5y", "C07"), ("net_5y_with_therapy_pathway", "C07"), ("expenditure_18m", "C13"), ("expenditure_12m_listed", "C22"))] == [True] * 4
    assert all(f"{bound}" in working["C06"] for bound in SEEDS["scale_20_of_125"])
    assert "285714" in working["C10"] and round(SEEDS["annual_from_500k_21m"]) == 285714
    assert all(said(shown(f"{value:.9f}").value, decimals) in working[number].replace("15.5", "15.50", 1) for value, decimals, number in (
        (SEEDS["mean_children_72_over_21"], 1, "C01"), (SEEDS["reduction_21_of_24"]["14"], 0, "C16"), (SEEDS["reduction_21_of_24"]["11"], 0, "C15")))
    assert verdict("ratio", f"a=6444076;b=1425000;stated={SEEDS['bcr_5y']}") == "agrees"
    assert verdict("mean", "sum=205;n=49;stated=4.183673") == "agrees" and SEEDS["hackney_mean"] == 4.183673
    assert verdict("percentage", f"stated={SEEDS['recurrent_pct']:.3f};n=46094") == "agrees"


def test_numbers_in_words_and_with_k_and_m_are_read() -> None:
    """285k is known to the thousand."""
    assert [(float(each.value), float(each.step)) for each in map(shown, ("Forty-nine", "285k", "£1.2m", "94%", "1,425,000", "-3.50"))] == [
        (49, 1), (285000, 1000), (1200000, 100000), (94, 1), (1425000, 1), (-3.5, 0.01)]
    for wrong in ("1,42", "x", "", "1-2", "twenty-twelve"):
        with pytest.raises(NotUnderstood):
            shown(wrong)


def test_the_difference_is_worked_out_with_what_another_claim_adds_only_within_one_document() -> None:
    """C07: the therapy pathway that the net leaves out; not where the claims are of other documents."""
    apart = [Claim(one.claim, one.claim, one.place, one.text, one.form, one.figures) for one, _ in PUBLISHED]
    working = {one.claim: made.working for one, made in judged(apart)}
    assert "4,662,636" in {one.claim: made.working for one, made in PUBLISHED}["C07"]
    assert "4,662,636" not in working["C07"]


# Drafts.


def test_a_mean_is_found_whichever_side_its_numbers_stand() -> None:
    """Behind it as well as before it, never itself."""
    text = "This is an average of 2.9 children per woman (70 children, 24 women). An average of 3 children per woman."
    assert [one.figures for one in found(text, "paper")] == ["sum=70;n=24;stated=2.9"]


def test_half_a_unit_below_is_truncated_and_not_rounded() -> None:
    """215,000 is 220,000 rounded, and 210,000 cut."""
    assert [judge(claim("sum", f"terms=215000;stated={stated}")).working.rpartition(", ")[2] for stated in (220000, 210000)] == [
        "rounded to ten thousands", "truncated to ten thousands"]


def test_a_draft_offers_the_figures_that_say_what_they_are_made_of() -> None:
    """Every way of writing that the finders know, from one paper."""
    offered = {(one.form, one.figures) for one in found(PAPER, "paper")}
    assert offered == {
        ("span", "from=2020-09-01;to=2021-10-21;stated_months=18"), ("difference", "a=6444076;b=1425000;stated=5019076"),
        ("scaling", "from=285000;of=1;to=5;stated=1425000"), ("indicator", "indicator=M02.of-prioritised;stated_n=49;stated_k=21"),
        ("mean", "sum=72;n=21;stated=3.3"), ("percentage", "stated=94;n=21"), ("percentages", "stated=94|50;n=21"),
        ("scaling", "from=11;of=24;to=21;stated=10"), ("scaling", "from=14;of=24;to=21;stated=13"),
        ("scaling", "from=500000;of=21;to=12;stated=285000"), ("sum", "terms=262000|178000|60000;stated=500000"),
        ("sum", "terms=285000|71288;stated=356288"), ("sum", "terms=15000|5666|1200;stated=none"),
        ("sum", "terms=22500|15000|8500|3000;stated=49000"), ("indicator", "indicator=M09.ever-fitted;stated=18"),
        ("proportion", "k=8;n=37;stated=21.6"), ("direction", "from=217;to=115;stated=decrease")}


@pytest.mark.parametrize("text", [
    "", "In 2020/21 (5%) more was spent.", "Around 16 women complete the programme within 18 months.", "60% have issues with drugs.",
    "In 2017 there were 108 per 10,000 compared to 51 per 10,000.", "A cap of 8-10 cases, 2 x 0.8 FNP nurses (grade 7).",
    "Women with 2 or more removals: 13% are care leavers.", "It is <5 women, i.e. none or few.", "• £30k from one\n• £20k from another",
    "Of her group of 24 women 17 were fitted with LARC."])
def test_a_draft_without_arithmetic_offers_nothing(text: str) -> None:
    """No wolf is cried."""
    assert found(text, "paper") == []


def test_what_a_draft_offers_can_be_kept_completed_and_judged_again(run: Callable[..., Any], tmp_path: Path) -> None:
    """The file that --output writes is the file that claims reads; its verdicts are left to the person who completes it."""
    (tmp_path / "paper.txt").write_text(PAPER, "utf-8")
    first = run("claims", "--draft", "paper.txt", "--output", "claims.csv", "--json")
    kept = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text("utf-8"))))
    again = run("claims", "claims.csv", "--json")
    assert [first.code, again.code, {row["verdict"] for row in kept}] == [1, 1, {""}]
    assert [row["verdict"] for row in json.loads(again.out)["rows"]] == [row["verdict"] for row in json.loads(first.out)["rows"]]
    assert "outcomes claims claims.csv" in first.err


# The command.


def test_claims_need_no_ledger_for_arithmetic(run: Callable[..., Any], tmp_path: Path) -> None:
    """Arithmetic is told; what only a ledger knows is not, and the reader is told why."""
    (tmp_path / "claims.csv").write_bytes(ORACLE.read_bytes())
    ran = run("claims", "claims.csv", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["position"], told["verdicts"]) == (1, None, {"agrees": 11, "rounds-to": 2, "cannot-tell": 5, "disagrees": 5})
    assert "There is no ledger" in ran.err
    assert [row["claim"] for row in told["rows"] if row["differs"]] == []


def test_a_ledger_decides_what_it_knows(run: Callable[..., Any], phoenix: folder.Ledger) -> None:
    """C17 and C18 agree with the log of September 2021, and the file's other verdict is pointed out."""
    ran = run("--ledger", "phoenix", "claims", str(ORACLE), "--true-on", "2021-09-30", "--json")
    told = {row["claim"]: row for row in json.loads(ran.out)["rows"]}
    assert [(told[one]["verdict"], told[one]["working"], told[one]["differs"]) for one in ("C17", "C18")] == [
        ("agrees", "M09.ever-fitted is 18 of 21", True), ("agrees", "M02.of-prioritised is 21 of 49", True)]
    assert [one for one, row in told.items() if row["differs"]] == ["C17", "C18"]


AGAINST = (
    ("stated=18;true-on=2021-09-30;known-by=2021-10-21", "agrees", "18 of 21"), ("stated=86%;true_on=2021-09-30", "agrees", "18 of 21"),
    ("stated_percent=86;true_on=2021-09-30", "agrees", "18 of 21"), ("stated=0.86;true_on=2021-09-30", "agrees", "18 of 21"),
    ("stated=17;true_on=2021-09-30", "disagrees", "not 17"), ("stated_k=18;stated_n=20;true_on=2021-09-30", "disagrees", "not 20"),
    ("stated=18;true_on=2019-09-30", "cannot-tell", "nobody to ask"), ("stated=18;true_on=2021-09", "cannot-tell", "not a full day"),
    ("stated=18;indicator=M09.ever-fited", "cannot-tell", "M09.ever-fitted"))


def test_registered_claims_are_held_against_the_figures_of_their_days(
        run: Callable[..., Any], say: Callable[..., Any], phoenix: folder.Ledger) -> None:
    """By numerator, denominator, percentage or value; true on and known by the days that each names."""
    say(*({"kind": "claim-registered", "woman": "programme", "occurred": "2021-10-21", "claim": f"C{number}", "document": "paper",
           "place": "para 13", "text": "18 women", "form": "indicator", "figures": figures if "indicator=" in figures else f"indicator=M09.ever-fitted;{figures}"}
          for number, (figures, _, _) in enumerate(AGAINST)))
    ran = run("--ledger", "phoenix", "claims", "--json")
    told = {row["claim"]: row for row in json.loads(ran.out)["rows"]}
    assert [(told[f"C{number}"]["verdict"], words in told[f"C{number}"]["working"]) for number, (_, _, words) in enumerate(AGAINST)] == [
        (expected, True) for _, expected, _ in AGAINST]
    assert ran.code == 1


def test_a_figure_that_an_audience_may_not_see_decides_no_claim(run: Callable[..., Any], phoenix: folder.Ledger, tmp_path: Path) -> None:
    """18 of 21 is confidential at public: neither the right number nor a wrong one is confirmed."""
    lines = ["claim,form,figures", *(f"C{k},indicator,indicator=M09.ever-fitted;stated={k};true_on=2021-09-30" for k in (17, 18))]
    (tmp_path / "claims.csv").write_text("\n".join(lines), "utf-8")
    told = json.loads(run("--ledger", "phoenix", "claims", "claims.csv", "--audience", "public", "--json").out)
    assert [(row["verdict"], row["working"]) for row in told["rows"]] == [
        ("cannot-tell", "M09.ever-fitted: it is confidential at this audience")] * 2
    assert "18 of 21" not in json.dumps(told)


def test_no_registered_claim_is_said_with_the_command_that_registers_one(run: Callable[..., Any], ledger: folder.Ledger) -> None:
    """The command works as it stands."""
    ran = run("--ledger", "phoenix", "claims")
    assert (ran.code, "outcomes record claim-registered" in ran.out) == (0, True)


@pytest.mark.parametrize(("words", "content", "code", "said_"), [
    (["nowhere.csv"], None, 3, "There is no file"), (["--draft", "nowhere.txt"], None, 3, "There is no file"),
    (["f.csv"], b"claim,text\nC1,x\n", 2, "no column form and no column figures"), (["f.csv"], b"form,figures\n\xff,1\n", 2, "UTF-8"),
    (["f.csv", "--draft", "f.csv"], b"form,figures\n", 2, "both"), (["f.csv", "--output", "o.doc"], b"form,figures\n", 2, "o.doc"),
    (["f.csv"], b"form,figures\n", 0, "")])
def test_what_is_wrong_with_a_file_is_said(run: Callable[..., Any], tmp_path: Path, words: list[str], content: bytes | None, code: int,
                                           said_: str) -> None:
    """A sentence, and the exit code of the contract."""
    if content is not None:
        (tmp_path / "f.csv").write_bytes(content)
    ran = run("claims", *words)
    assert (ran.code, said_ in ran.err, "Traceback" in ran.err) == (code, True, False)


def test_a_written_file_holds_no_formula(run: Callable[..., Any], tmp_path: Path) -> None:
    """A text that begins with = is kept as text, and the file reads as it was."""
    (tmp_path / "f.csv").write_text('form,figures,text\nsum,terms=1|2;stated=3,"=HYPERLINK(1)"\n', "utf-8")
    assert run("claims", "f.csv", "--output", "o.csv").code == 0
    (kept,) = csv.DictReader(io.StringIO((tmp_path / "o.csv").read_text("utf-8")))
    assert (kept["text"], kept["verdict"]) == ("'=HYPERLINK(1)", "agrees")
    assert rows(written([{"form": "sum", "figures": "terms=1"}]), "f")[0].figures == "terms=1" and COLUMNS[4:6] == ("form", "figures")


@pytest.mark.parametrize(("form", "figures", "verdict", "said"), [
    ("proportion", "k=18;k=17;n=21;stated=86", "cannot-tell", "k is given twice, differently"),
    ("proportion", "k=18;k=18;n=21;stated=86", "agrees", "18/21 = 85.7"),
    ("proportion", "k=18.5;n=21;stated=88", "cannot-tell", "k counts something: write a whole number from 0"),
    ("sum", "terms=1,200|£300.50|45p;stated=£1,500.95", "agrees", "1,500.95"),
    ("sum", "terms=99p|1p;stated=£2.00", "disagrees", "not 2")])
def test_figures_that_are_not_what_they_are_given_as_decide_nothing(form: str, figures: str, verdict: str, said: str) -> None:
    """One name with two values, half a woman, and pence."""
    found = judge(Claim("T01", "d", "p", "", form, figures))
    assert (found.verdict, said in found.working) == (verdict, True), found.working


def test_a_net_amount_of_a_draft_is_held_against_its_own_paragraph(run: Callable[..., Any], tmp_path: Path) -> None:
    """A fitting amount elsewhere does not make a wrong sum right."""
    (tmp_path / "paper.txt").write_text("A grant of £400,000 was made.\n\nThe cost of £1,200,000 less £350,000 of grants is a net cost of "
                                        "£700,000.\n", encoding="utf-8")
    ran = run("claims", "--draft", "paper.txt", "--json")
    assert [row["verdict"] for row in json.loads(ran.out)["rows"]] == ["disagrees"]

"""Is the page whole, honest, legible to everybody, and the same to the byte?"""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, look

from ledger import folder, importing, recording
from ledger.author import Author
from projections.formats import html
from projections.formats.charts import charts
from projections.formats.html.cautions import cautions
from projections.formats.html.parts import Block, Entry, Head, Section, Table
from projections.formats.html.summary import summary
from projections.whole import chosen

DATA = Path(__file__).parent / "data"
FORBIDDEN = re.compile(r"\b(reduc|prevent|sav(e|ed|ing)s?\b|caus|significan)", re.I)
SAID = {"true_on": "2021-09-30", "known_by": "2021-10-21", "position": 2006, "root": "ab" * 32, "definitions": "cd" * 16,
        "audience": "public", "software": "outcomes-ledger"}
VOID = ("meta", "link", "br", "img", "hr", "input")


class Reading(HTMLParser):
    """A page as its tags, in order, with the texts of some."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        for tag in self.open[-1:]:
            self.texts.setdefault(tag, []).append(data)

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in tags]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Path]]:
    """The whole report of the log of September 2021, for the team and for the public, each made once."""
    with pytest.MonkeyPatch.context() as machine:
        where = tmp_path_factory.mktemp("pages")
        machine.setenv("OUTCOMES_CONFIG", str(where / "config"))
        folder.create(where / "phoenix", "Phoenix")
        ledger = folder.open_ledger(where / "phoenix")
        recording.append(ledger, importing.read(DATA / "log-2021-09.jsonl").said, Author("P-03", 1_634_810_400_000_000, clock_set=True))
        ledger.entries.close()
        made = {audience: where / f"{audience}.html" for audience in ("team", "public")}
        for audience, path in made.items():
            written(where / "phoenix", "--audience", audience, "--output", str(path))
        yield {**made, "ledger": where / "phoenix", "config": where / "config"}


def written(ledger: Path, *words: str) -> None:
    """Run `outcomes report`."""
    import cli

    cli.outcomes.main(["--ledger", str(ledger), "report", *words], prog_name="outcomes", standalone_mode=False)


@pytest.mark.parametrize("audience", ["team", "public"])
def test_the_page_is_built_for_everybody(pages: Mapping[str, Path], audience: str) -> None:
    """Language, title, one first heading, headings without leaps, a way past the contents, landmarks, tables with captions
    and scopes, pictures with words; every id once, and every reference to one that is there."""
    page = Reading(pages[audience].read_text("utf-8"))
    assert (page.wrong, page.open) == ([], [])
    assert page.all("html")[0]["lang"] == "en-GB"
    assert "Phoenix" in page.texts["title"][0]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert [(one, two) for one, two in pairwise(levels) if two > one + 1] == []
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert [len(page.all(tag)) for tag in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    assert len(page.all("table")) == len(page.all("caption")) > 0
    assert {scope.get("scope") for scope in page.all("th")} == {"col", "row"}
    pictures = page.all("svg")
    assert {picture["role"] for picture in pictures} == {"img"}
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    referred = [name for _, attrs in page.tags for key in ("aria-labelledby", "aria-describedby") for name in attrs.get(key, "").split()]
    referred += [attrs["href"][1:] for attrs in page.all("a")]
    assert set(referred) - set(ids) == set()


@pytest.mark.parametrize("audience", ["team", "public"])
def test_the_page_asks_nothing_of_anybody(pages: Mapping[str, Path], audience: str) -> None:
    """No script, no file from elsewhere, and a policy that would forbid them; no address but names of vocabularies."""
    text = pages[audience].read_text("utf-8")
    page = Reading(text)
    assert page.all("script", "link", "img", "iframe", "object", "embed", "base", "form") == []
    assert [attrs for _, attrs in page.tags if any(name.startswith("on") or name == "src" for name in attrs)] == []
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert re.search(r"@import|url\((?!#)", text) is None
    assert "default-src 'none'" in text


@pytest.mark.parametrize("audience", [pytest.param("team", marks=pytest.mark.slow), "public"])
def test_a_browser_finds_nothing_wrong(pages: Mapping[str, Path], audience: str) -> None:
    """No axe violation, no request, nothing on the console, no sideways scrolling on a phone; on A4 every page says for whom."""
    from pypdf import PdfReader

    seen = look(pages[audience])
    assert (seen.violations, seen.requests, seen.console) == ([], [], [])
    assert seen.narrow <= PHONE[0]
    sheets = PdfReader(io.BytesIO(seen.printed)).pages
    assert {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in sheets} == {(595, 842)}
    silent = [number for number, sheet in enumerate(sheets, 1) if f"Audience: {audience}" not in " ".join(sheet.extract_text().split())]
    assert silent == []


def test_a_browser_finds_what_is_wrong(tmp_path: Path) -> None:
    """A page with faults has findings: the test above can fail."""
    path = tmp_path / "bad.html"
    path.write_text("<html><body><img src='http://127.0.0.1:9/no.png'><table style='width:900px'><tr><td>x</td></tr></table></body></html>")
    seen = look(path)
    assert seen.violations and seen.requests and seen.narrow > PHONE[0]


def test_every_report_comes_into_the_page_by_itself(pages: Mapping[str, Path]) -> None:
    """Each report that has anything to say to the team has its section, known here or not."""
    ids = {attrs.get("id") for attrs in Reading(pages["team"].read_text("utf-8")).all("section")}
    assert {report.name for report in chosen()} - ids == set()
    assert {"in-short", "larc", "cautions", "check", "marks"} <= ids


def test_no_page_says_why(pages: Mapping[str, Path]) -> None:
    """None of the words that an uncontrolled comparison may not use, save where costs are told not to be savings."""
    for audience in ("team", "public"):
        text = re.sub(r"<style>.*?</style>", "", pages[audience].read_text("utf-8"), flags=re.S)
        words = " ".join(re.sub(r"<[^>]+>", " ", text).split()).replace("Costs: avoidance, not savings", "")
        assert [words[max(0, found.start() - 40):found.end() + 20] for found in FORBIDDEN.finditer(words)] == []


def test_the_public_page_shows_no_single_woman(pages: Mapping[str, Path]) -> None:
    """No reference of a woman or practitioner, no dots, and none of the numbers that words stand for."""
    public, team = (pages[audience].read_text("utf-8") for audience in ("public", "team"))
    assert re.findall(r"\b[WP]-\d+\b", public) == []
    assert "Faint dots are women" in team and "Faint dots" not in public
    assert "18 of the 21 women" in team and "18 of the 21" not in public and "18 of 21" not in public
    assert "none or few of the women who signed up" in public
    assert "What is left out for this audience" in public
    assert re.findall(r"\bW-\d{4}\b", team) == []


def test_the_same_head_and_arguments_give_the_same_bytes(pages: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another day, in another place, under another name: the page is the same."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    monkeypatch.setenv("OUTCOMES_NOW", "2023-01-01T00:00:00+00:00")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    written(pages["ledger"], "--output", str(tmp_path / "again.html"))
    assert (tmp_path / "again.html").read_bytes() == pages["public"].read_bytes()
    assert "again.html" in pages["public"].read_text("utf-8")


def test_what_the_page_says_to_type_makes_the_page_again(pages: Mapping[str, Path], tmp_path: Path, run: Callable[..., Any],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands under 'How to check this' run as they stand."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    text = pages["public"].read_text("utf-8")
    commands = list(re.findall(r"<code>(outcomes [^<]+)</code>", text))
    assert [command.split()[1] for command in commands] == ["check", "report", "help", "explain"]
    codes = [run("--ledger", str(pages["ledger"]), *command.split()[1:]).code for command in commands]
    assert codes[1:] == [0, 0, 0] and codes[0] in (0, 1)
    assert Path("again.html").read_bytes() == pages["public"].read_bytes()


def test_names_and_texts_are_only_ever_text() -> None:
    """A service's name, a title and a cell full of markup come out as they were typed, in the page and in its style."""
    evil = '</style><script>alert(1)</script> "\\ \' & {{ 1 }} <b>'
    table = Table("t", evil, [Head(evil)], [[Entry(evil, evil)]], small=[evil], after=evil)
    made = html.text(html.Page(evil, evil, SAID, [Section("s", evil, [evil], [Block(evil, [evil], tables=[table])], [evil])], [(evil, evil)]))
    page = Reading(made)
    assert page.all("script", "b") == []
    assert (page.wrong, page.open) == ([], [])
    assert page.texts["caption"] == [evil]
    style = "".join(page.texts["style"])
    assert "alert(1)" not in style and "<" not in style and style.count("{") == style.count("}")


def row(figure: str, **more: Any) -> dict[str, Any]:
    """A figure of the matrix."""
    return {"figure": figure, "indicator": figure.partition(".")[0], "outcome": "O1", "title": figure, "unit": "women", "numerator": 18,
            "denominator": 21, "value": 18 / 21, "interval": [0.65, 0.95], "mark": None, "measure": "proportion", **more}


def test_the_summary_is_made_from_figures_by_rule() -> None:
    """Every sentence names its number and of whom it is."""
    steps = {"identified": 49, "prioritised": 49, "reached": 44, "signed-up": 21, "in-programme": 19, "ended": 2, "completed": 1}
    said = dict(summary({"funnel": {"rows": [{"step": step, "women": women, "of": 49} for step, women in steps.items()]},
                         "matrix": {"rows": [row("M09.ever-fitted"), row("M23.settled", mark="x", value=None)]}}))
    assert said == {
        "Who came": "49 women identified; 49 were offered the programme; 44 were reached. 21 women signed up. "
                    "On the day 19 were in the programme; 2 had ended it, 1 of them by completing it.",
        "Contraception": "LARC fitted since sign-up, or in place at it: 18 of the 21 women who signed up (86%). "
                         "Contraception is her choice: there is no target.",
        "What is not known": "2 figures of the matrix have somebody to ask. 1 of them cannot be given, because nobody looked."}


def test_the_summary_says_in_words_what_is_confidential_in_numbers() -> None:
    """Words stand for the number; where there are none either, nothing is said."""
    hidden = {"numerator": None, "denominator": None, "value": None, "interval": None, "mark": "c"}
    said = dict(summary({"matrix": {"rows": [row("M09.ever-fitted", **hidden, words="most or all"), row("M17", **hidden, words=None)]}}))
    assert said["Contraception"].startswith("LARC fitted since sign-up, or in place at it: most or all of the women who signed up.")
    assert "Health care" not in said
    assert said["What is not known"] == ("0 figures of the matrix are given in numbers, and 1 in words; "
                                         "1 are confidential, or have nobody to ask.")


def use(phase: str, **more: Any) -> dict[str, Any]:
    """A row of the profile."""
    return {"service": "a-and-e", "phase": phase, "events": 20, "women": 10, "women_with_events": 5, "covered_days": 3650, "uncovered_days": 0,
            "rate": 2.0, "interval": [1.2, 3.1], "mark": None, "largest_share": 0.2, **more}


UNSEEN = {"events": 0, "women": 0, "women_with_events": 0, "covered_days": 0, "uncovered_days": 3650, "rate": None, "interval": None, "mark": "x"}


def test_a_chart_never_draws_what_nobody_looked_into_as_nothing() -> None:
    """The phase is hatched and says so, in the picture and in its words; one that was looked into is not."""
    from projections.formats.charts.svg import inline

    (chart,) = charts({"report": "profile", "rows": [use("before-1"), use("during", **UNSEEN)]})
    picture = inline(chart, "use")
    assert "In the programme: nobody looked." in chart.text and "The year before outreach: 2 (1.20 to 3.10), 10 women." in chart.text
    assert picture.count(">nobody looked<") == 1 and picture.count("<pattern") == 1
    (seen,) = charts({"report": "profile", "rows": [use("before-1"), use("during", rate=0.0, events=0, interval=[0, 0.4])]})
    assert "nobody looked" not in inline(seen, "use") and "<pattern" not in inline(seen, "use")


def test_a_chart_shows_no_confidential_number() -> None:
    """A protected step has its words, and no bar of its length."""
    from projections.formats.charts.svg import inline

    rows = [{"step": "identified", "women": 49, "of": None}, {"step": "signed-up", "women": None, "of": None, "mark": "c", "words": "about half"}]
    (chart,) = charts({"report": "funnel", "rows": rows})
    picture = inline(chart, "steps")
    assert "about half" in picture and "signed up about half" in chart.text
    assert charts({"report": "funnel", "rows": [{"step": None, "women": None, "of": None, "mark": "c", "words": None}]}) == ()


def test_a_picture_on_a_page_keeps_its_colours_and_its_ids_apart() -> None:
    """Two of the same chart share no id, every url(#...) leads somewhere, and colours are not taken for ids."""
    from projections.formats.charts.svg import inline

    (chart,) = charts({"report": "profile", "rows": [use("before-1"), use("during", **UNSEEN)]})
    one, two = inline(chart, "one"), inline(chart, "two")
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in (("one", one), ("two", two))}
    assert ids["one"] & ids["two"] == set()
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= ids["one"]
    assert "#00566b" in one and re.search(r"#(one|two)-\d+[;\"]", one.replace("xlink:href=\"#one", "")) is None
    assert "<title" in one and "<desc" in one and "DejaVu" not in one and "<metadata" not in one


@pytest.mark.parametrize(("report", "form", "times"), [
    ("funnel", "svg", 2), ("funnel", "png", 2), ("caseload", "svg", 1), ("profile", "svg", 1), ("needs", "svg", 1)])
def test_charts_can_be_written_as_pictures(pages: Mapping[str, Path], tmp_path: Path, run: Callable[..., Any], report: str, form: str,
                                           times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As SVG with its words, or PNG; twice the same bytes."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    bodies = []
    for number in range(times):
        ran = run("--ledger", str(pages["ledger"]), report, "--audience", "team", "--output", str(tmp_path / f"{number}.{form}"))
        assert (ran.code, ran.err) == (0, "")
        bodies.append((tmp_path / f"{number}.{form}").read_bytes())
    assert len(set(bodies)) == 1
    assert bodies[0].startswith(b"\x89PNG" if form == "png" else b"<?xml")
    if form == "svg":
        text = bodies[0].decode()
        assert "<title" in text and "<desc" in text and 'role="img"' in text and "<script" not in text
        assert "It describes; it does not say why." in text and "Audience: team." in text


def test_what_cannot_be_drawn_is_refused(pages: Mapping[str, Path], run: Callable[..., Any], tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    """No referral is recorded: there is no picture, and a table is offered."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    ran = run("--ledger", str(pages["ledger"]), "pathways", "--audience", "team", "--output", str(tmp_path / "p.svg"))
    assert ran.code == 4 and "No picture was written" in ran.err and ".xlsx" in ran.err
    assert list(tmp_path.glob("*.svg")) == []


@pytest.mark.parametrize(("report", "document"), [
    ("survival", {"curves": [{"figure": "kept", "title": "Days to removal", "women": 13, "events": 1, "stops": 300, "mark": None}],
                  "rows": [{"figure": "kept", "time": 61, "n_risk": 13, "events": 1, "survival": 0.92, "lower": 0.57, "upper": 0.99}]}),
    ("monthly", {"rows": [{"service": "gp", "month": month, "women": 5, "rate": None if month > 2 else 1.5, "mark": "x" if month > 2 else "u"}
                          for month in range(-6, 24)]}),
    ("changes", {"rows": [{"instrument": "core-10", "rater": "woman", "women": 21, "improved": 2, "same": 11, "deteriorated": 1, "mark": None,
                           "reliable_change": 6}],
                 "states": [{"title": "In settled housing", "paired": 18, "before": 5, "after": 9, "mark": None}]}),
    ("pathways", {"rows": [{"service": "all", "domain": "all", "referrals": 5, "attended": 1, "waiting": 2, "declined_by_woman": 0,
                            "below_threshold": 1, "not_available": 0, "mark": None}]}),
    ("matrix", {"rows": [row("M09.in-place"), row("M01", outcome="P")]}),
    ("caseload", {"rows": [{"practitioner": "P-01", "role": "practitioner", "fte": 1.0, "women": 9, "weight": 9, "cap": 8}]})])
def test_each_form_of_chart_says_in_words_what_it_shows(report: str, document: dict[str, Any]) -> None:
    """Every number that is drawn stands in the description, and the picture can be drawn."""
    from projections.formats.charts.svg import inline

    made = charts({"report": report, **document})
    assert made
    for chart in made:
        picture = inline(chart, "one")
        assert chart.text.split(".")[0] in picture.replace("&amp;", "&")
        assert len(re.findall(r"<(?:path|use|g)\b", picture)) > 5
    numbers = {"survival": "92% (57% to 99%)", "monthly": "nobody looked", "changes": "improved 2, same 11, deteriorated 1, of 21",
               "pathways": "attended 1, still waiting 2", "matrix": "18 of 21, 86%", "caseload": "P-01 9, cap 8"}
    assert numbers[report] in " ".join(chart.text for chart in made)


def test_cautions_are_raised_by_rule() -> None:
    """Few women, phases that nobody looked into, one woman with much of the use, and each caution of a comparison once."""
    compared = [{"service": service, "cautions": ["few-events: Fewer than 20 events."]} for service in ("a-and-e", "gp")]
    made = cautions("Phoenix", {"funnel": {"rows": [{"step": "signed-up", "women": 21}]}, "profile": {
        "rows": [use("before-1", largest_share=0.4), use("during", **UNSEEN)], "comparisons": compared}})
    said = " ".join(made.items)
    assert "21 women can almost never show an effect" in said and "by 5%" in said
    assert "1 of 2 rows of service use have no rate, because nobody looked." in said
    assert "One woman has much of the use of: A&E the year before outreach (40%)." in said
    assert [[entry.text for entry in cells] for cells in made.blocks[0].tables[0].rows] == [["Few events", "A&E, GP", "Fewer than 20 events."]]
    assert "PRETEND" not in said and "pretend" not in said
    assert any("pretend service" in item for item in cautions("P (PRETEND, phoenix, seed 1)", {}).items)


def test_one_report_makes_a_page_of_its_own(pages: Mapping[str, Path], tmp_path: Path, run: Callable[..., Any],
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    """`--output funnel.html` is a page with its section, how to check it, and its audience."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    ran = run("--ledger", str(pages["ledger"]), "funnel", "--output", str(tmp_path / "funnel.html"))
    assert (ran.code, ran.err) == (0, "")
    page = Reading((tmp_path / "funnel.html").read_text("utf-8"))
    assert [attrs["id"] for attrs in page.all("section")] == ["funnel", "check", "marks"]
    assert "For: public." in page.texts["strong"][0]


def test_the_report_answers_a_screen_and_a_program_too(pages: Mapping[str, Path], tmp_path: Path, run: Callable[..., Any],
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file it is plain lines for the team; --json has every report; other endings are refused, and nothing written over."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(pages["config"]))
    monkeypatch.chdir(tmp_path)
    ledger = str(pages["ledger"])
    ran = run("--ledger", ledger, "report", "--json")
    document = json.loads(ran.out)
    assert set(document["reports"]) == {report.name for report in chosen()} and document["audience"] == "team"
    assert document["rows"][0]["about"] == "Who came"
    assert run("--ledger", ledger, "report", "--output", "report.docx").code == 2
    Path("mine.html").write_text("mine")
    assert run("--ledger", ledger, "report", "--output", "mine.html").code == 4
    assert {path.name for path in tmp_path.iterdir()} == {"mine.html"} and Path("mine.html").read_text() == "mine"


def test_a_report_of_an_empty_ledger_says_that_nothing_was_recorded(ledger: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """Nothing fails where there is nothing."""
    ran = run("--ledger", str(ledger.path), "report", "--audience", "team", "--output", str(tmp_path / "empty.html"))
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing had been recorded by then" in (tmp_path / "empty.html").read_text("utf-8")

"""Does help answer what a person asks, in words that are true, and does the shell complete what she begins?"""

import datetime
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

import cli
from ledger import dates
from ledger.events import KINDS
from ledger.folder import Ledger
from ledger.reading import word
from projections.formats.topics import TEXTS, code_lists
from projections.indicators import figures
from projections.parameters import DEFAULTS
from projections.reports import REPORTS, figure_names

HEAVY = ("scipy", "numpy", "matplotlib", "openpyxl", "xlsxwriter", "sqlite_utils", "jinja2", "pandas")
TODAY = datetime.date(2021, 2, 9)


def commands_in(text: str) -> list[str]:
    """The commands that a text shows, each on a line of its own or after 'outcomes' in a sentence."""
    shown = re.findall(r"^ +(?:\w.*: )?(outcomes .+?)(?:  .*|;.*)?$", text, re.M)
    return [command for command in shown if "|" not in command]


def test_every_text_in_the_folder_is_a_topic() -> None:
    """And is installed with the program: setup.cfg names its folder."""
    folder = resources.files("projections.formats").joinpath("topics")
    assert {file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt")} == set(TEXTS)
    assert "projections.formats = topics/*.txt" in (Path(__file__).parent.parent / "setup.cfg").read_text("utf-8")


@pytest.mark.parametrize("topic", TEXTS)
def test_a_topic_is_plain_and_fits_a_screen(topic: str, run: Callable) -> None:
    """ASCII only, no line of its own text longer than 120 characters, a question or a sentence first."""
    ran = run("help", topic)
    own = resources.files("projections.formats").joinpath("topics", f"{topic}.txt").read_text("utf-8")
    assert ran.code == 0 and ran.err == ""
    assert ran.out.startswith(own.rstrip())
    assert own.isascii() and max(map(len, own.splitlines())) <= 120


def test_every_parameter_is_listed_with_its_default(run: Callable) -> None:
    """Nobody can set a window whose name cannot be found."""
    told = run("help", "parameters").out
    assert [name for name, (default, meaning) in DEFAULTS.items() if f"  {name} ({default}): {meaning}\n" not in told] == []
    assert "outcomes help parameters" in run("help", "parameter-set").out and "outcomes help parameters" in run("help", "topics").out


@pytest.mark.parametrize("topic", TEXTS)
def test_the_commands_that_a_topic_shows_are_understood(topic: str, run: Callable, say: Callable) -> None:
    """Each is parsed and starts; that a file is not there is another matter. 1204 stands for a fitting."""
    say(*({"kind": "woman-identified", "woman": woman, "occurred": "2020", "route": "self", "care_experienced": "yes"}
          for woman in ("W-0007", "W-0012")), {"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": "iud"})
    text = resources.files("projections.formats").joinpath("topics", f"{topic}.txt").read_text("utf-8").replace("1204", "3")
    for command in commands_in(text):
        ran = run("--ledger", "phoenix", *shlex.split(command)[1:])
        assert ran.code not in (2, 70), (command, ran.err)


@pytest.mark.parametrize("topic", TEXTS)
def test_the_commands_that_a_topic_names_exist(topic: str) -> None:
    """Also those within a sentence."""
    text = resources.files("projections.formats").joinpath("topics", f"{topic}.txt").read_text("utf-8")
    assert set(re.findall(r"outcomes ([a-z-]+)", text)) - set(cli.outcomes.list_commands(None)) == set()


def test_dates_are_taken_as_the_topic_says() -> None:
    """Each form of it, to the day; what it says is refused is refused."""
    text = resources.files("projections.formats").joinpath("topics", "dates.txt").read_text("utf-8")
    day, month, week, spoken = (next(line for line in text.splitlines() if mark in line)
                                for mark in ("8th February", "Feb 2021   2021-02 ", "2021-W06-3", "today   "))
    assert {dates.read(each) for each in re.split(r"\s{2,}", day.strip())} == {"2021-02-08"}
    assert {dates.read(each) for each in re.split(r"\s{2,}", month.strip())[:3]} == {"2021-02"}
    assert [dates.read(each) for each in re.split(r"\s{2,}", week.strip())[:2]] == ["2021-02-08", "2021-02-10"]
    assert [dates.read(each, TODAY) for each in re.split(r"\s{2,}", spoken.strip())] == [
        "2021-02-09", "2021-02-08", "2021-02-06", "2021-02-02", "2021-01-26", "2020-12-09", "2020-02-09"]
    with pytest.raises(ValueError, match="month 13"):
        dates.read("02/13/2021")
    with pytest.raises(ValueError):
        dates.read("yesterday")


def test_codes_are_taken_as_the_topic_says() -> None:
    """By word, code, code without its nought, beginning, and whatever its capitals."""
    lists = code_lists()
    assert {word(lists["larc-method"], "method", each) for each in ("implant", "02", "2", "impl", "IMPLANT")} == {"implant"}
    assert word(lists["attendance"], "attendance", "Attended on time") == "attended-on-time"


@pytest.mark.parametrize("topic", [*KINDS, *figures(), *code_lists()])
def test_every_kind_figure_and_list_has_its_help(topic: str, run: Callable) -> None:
    """By its own name, whatever its capitals."""
    ran = run("help", topic.upper())
    assert ran.code == 0
    assert ran.out.lower().startswith(f"{topic.lower()}: ")


def test_help_on_a_kind_names_its_lists_and_a_list_its_kinds(run: Callable) -> None:
    """One leads to the other; yes and no need no list."""
    kind = run("help", "kind", "housing-changed").out
    assert "outcomes help accommodation" in kind and "outcomes help yes-no" not in kind
    assert kind == run("help", "record", "housing_changed").out
    listed = run("help", "codes", "accommodation").out
    assert "MA06  private-rented" in listed and "Used in: housing-changed, accommodation" in listed


def test_help_on_an_indicator_tells_each_of_its_figures(run: Callable) -> None:
    """With who is counted, missing and excluded, its examples, and the way to its rows."""
    told = run("help", "indicator", "M09").out
    for part in ("M09.ever-fitted: ", "M09.in-place: ", "  Of whom: ", "  Missing: ", "  Excluded: ", "  Example women",
                 "outcomes explain matrix M09.in-place"):
        assert part in told


def test_the_example_of_a_kind_is_of_whom_it_is_about(run: Callable, ledger: Ledger) -> None:
    """A kind of the programme's own names no woman, and its example works once the dots are filled in; what only a command writes names it."""
    kinds = ("died", "larc-fitted", "capacity-set", "staff-joined", "report-issued", "woman-erased")
    examples = {kind: run("record", kind, "--help").out.split("\n\n")[2].strip() for kind in kinds}
    assert examples == {"died": "outcomes record died W-0007 --occurred yesterday ...",
                        "larc-fitted": "outcomes record larc-fitted W-0007 --occurred yesterday ...",
                        "capacity-set": "outcomes record capacity-set --occurred yesterday ...",
                        "staff-joined": "outcomes record staff-joined --occurred yesterday ...",
                        "report-issued": "outcomes issue ...", "woman-erased": "outcomes erase ..."}
    filled = examples["capacity-set"].replace("...", "--women 24").split()[1:]
    assert run("--ledger", "phoenix", *filled).code == 0
    assert [entry.said.kind for entry in ledger.entries.backwards()] == ["capacity-set"]


def test_help_on_a_command_is_its_help(run: Callable) -> None:
    """`help import` is `import --help`; alone, help lists the commands and names the topics."""
    assert run("help", "import").out == run("import", "--help").out
    assert run("help").out.endswith("Topics: outcomes help topics\n")


@pytest.mark.parametrize(("words", "near"), [
    (["matri"], "Did you mean matrix?"), (["recrod"], "Did you mean record"), (["help", "dattes"], "Did you mean dates"),
    (["help", "larc fited"], "Did you mean larc-fitted"), (["record", "larc-fited"], "Did you mean larc-fitted"),
    (["schema", "larc-fited"], "Did you mean larc-fitted"), (["explain", "matrx", "M01"], "Did you mean matrix?"),
    (["explain", "matrix", "M09.inplace"], "Did you mean M09.in-place"), (["explain", "funnel", "signedup"], "Did you mean signed-up?"),
    (["explain", "profile", "a-and-e.befor-1"], "Did you mean a-and-e.before-1"), (["show", "w70"], "Did you mean W-0007?"),
    (["show", "W-0077"], "Did you mean W-0007"), (["check", "--agianst", "1"], "--against")])
def test_a_near_miss_is_told_what_was_probably_meant(words: list[str], near: str, run: Callable, say: Callable) -> None:
    """A command, topic, kind, report, figure, woman or option; and nothing is done."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020", "route": "self", "care_experienced": "yes"})
    ran = run("--ledger", "phoenix", *words)
    assert ran.code in (2, 3) and ran.out == ""
    assert near in ran.err
    assert run("--ledger", "phoenix", "check").out.splitlines()[1] == "1 entry was checked."


@pytest.mark.parametrize("words", [["frobnicate"], ["help", "poems"], ["show", "Zebra"]])
def test_what_is_like_nothing_gets_no_guess(words: list[str], run: Callable, ledger: object) -> None:
    """No suggestion is better than a silly one; where to look is said instead."""
    ran = run("--ledger", "phoenix", *words)
    assert ran.code in (2, 3)
    assert "Did you mean" not in ran.err and "outcomes " in ran.err


def test_the_figures_of_a_report_are_named() -> None:
    """Those of people are not: they are no part of the program."""
    assert {name: bool(figure_names(name)) for name in ("matrix", "profile", "funnel", "caseload", "women")} == {
        "matrix": True, "profile": True, "funnel": True, "caseload": False, "women": False}
    assert set(REPORTS) >= {"matrix", "profile", "funnel"}


# Completion, by the very protocol with which the shells ask.


def completed(line: str, shell: str = "bash", **environ: str) -> list[str]:
    """What the program answers a shell that completes the last word of a line."""
    words = line.split(" ")
    asked = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent), "_OUTCOMES_COMPLETE": f"{shell}_complete",
             "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), **environ}
    script = f"import sys, cli\nsys.argv = ['outcomes']\ntry:\n    cli.main()\nfinally:\n    print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]", "something heavy was loaded to complete a word"
    return ran.stdout.splitlines()


@pytest.mark.parametrize(("line", "first"), [
    ("outcomes fun", "plain,funnel"), ("outcomes record larc-f", "plain,larc-fitted"),
    ("outcomes record larc-fitted --meth", "plain,--method"), ("outcomes record larc-fitted --method im", "plain,implant"),
    ("outcomes record larc-fitted W-0007 --method IU", "plain,iud"), ("outcomes record records-reviewed --services gp;a-a", "plain,gp;a-and-e"),
    ("outcomes record capacity-set prog", "plain,programme"), ("outcomes check --ag", "plain,--against"),
    ("outcomes completion pow", "plain,powershell")])
def test_the_shell_completes_commands_kinds_options_and_words(line: str, first: str) -> None:
    """Without a ledger, and with nothing heavy loaded."""
    assert completed(line)[0] == first


@pytest.mark.parametrize("line", ["outcomes record woman-", "outcomes template --kind woman-"])
def test_no_kind_is_completed_that_only_a_command_writes(line: str) -> None:
    """woman-erased is refused when it is typed."""
    assert completed(line) == ["plain,woman-identified"]


@pytest.mark.parametrize("line", ["outcomes --ledger phoenix show w-00", "outcomes --ledger phoenix record larc-fitted W-00"])
def test_the_shell_completes_the_women_of_the_ledger(line: str, say: Callable) -> None:
    """Where its keys are; where they are not, nothing is said and nothing fails."""
    say(*({"kind": "woman-identified", "woman": woman, "occurred": "2020", "route": "self", "care_experienced": "yes"}
          for woman in ("W-0007", "W-0012", "X-1")))
    assert completed(line) == ["plain,W-0007", "plain,W-0012"]
    assert completed(line, OUTCOMES_CONFIG="elsewhere") in ([], [""])


def test_powershell_asks_as_zsh_does() -> None:
    """Three lines a word: its type, itself, its meaning."""
    assert completed("outcomes record larc-fitted --meth", "zsh")[:2] == ["plain", "--method"]


@pytest.mark.parametrize(("shell", "mark"), [
    ("bash", "_OUTCOMES_COMPLETE=bash_complete"), ("zsh", "_OUTCOMES_COMPLETE=zsh_complete"),
    ("fish", "_OUTCOMES_COMPLETE=fish_complete"), ("powershell", "Register-ArgumentCompleter -Native -CommandName outcomes")])
def test_each_shell_has_its_script(shell: str, mark: str, run: Callable) -> None:
    """It registers the program under its own name."""
    ran = run("completion", shell)
    assert ran.code == 0 and mark in ran.out


def test_an_unknown_shell_is_refused(run: Callable) -> None:
    """With those that there are."""
    ran = run("completion", "tcsh")
    assert ran.code == 2 and "powershell" in ran.err


def test_the_bash_script_completes_in_bash(run: Callable, tmp_path: Path) -> None:
    """A real bash takes it and finds the word."""
    program = tmp_path / "outcomes"
    program.write_text(f"#!/bin/sh\nPYTHONPATH='{Path(cli.__file__).parent}' exec '{sys.executable}' -m cli\n")
    program.chmod(0o755)
    asked = (f"PATH='{tmp_path}':$PATH; {run('completion', 'bash').out}\nCOMP_WORDS=(outcomes record larc-f); COMP_CWORD=2\n"
             "_outcomes_completion outcomes; echo \"${COMPREPLY[@]}\"")
    assert subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True).stdout.split() == ["larc-fitted"]

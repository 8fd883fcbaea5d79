"""Is somebody asked who has been told, when something was recorded that must be told?"""

import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.codes import INCIDENTS
from ledger.reading import statement
from projections import safeguarding

ASKED = ("Recording tells nobody. Who has been told?\n"
         "  outcomes record safeguarding-raised W-0007 --occurred today --about adult --to WHOM\n")
INCIDENT = ("record", "incident-reported", "W-0007", "--occurred", "2020-07-01", "--severity", "high", "--incident")


def incident(woman: str = "W-0007", occurred: str = "2021-10-01", **fields: Any) -> Any:
    return statement({"kind": "incident-reported", "woman": woman, "occurred": occurred, "severity": "high", "incident": "overdose", **fields},
                     "practitioner")


@pytest.fixture
def known(say: Callable[..., Any], tmp_path: Path) -> list[str]:
    """A ledger that knows W-0007, and the words that open it."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "self", "care_experienced": "no"})
    return ["--ledger", str(tmp_path / "phoenix")]


@pytest.mark.parametrize("what", ["suicide-attempt", "suicidal-thoughts", "self-harm", "overdose", "domestic-abuse", "sexual-violence"])
def test_it_is_asked_after_recording(run: Callable[..., Any], known: list[str], what: str) -> None:
    """As talk beside the answer, with the command to run; also of what lies back, for it was recorded today."""
    ran = run(*known, *INCIDENT, what)
    assert (ran.code, ran.out, ran.err) == (0, "Recorded incident-reported of W-0007 at position 2.\n", ASKED)


def test_the_command_that_is_offered_works(run: Callable[..., Any], known: list[str]) -> None:
    """Given whom it was told, it is taken as it stands."""
    command = ASKED.splitlines()[1].split()[1:]
    assert run(*known, *command[:-1], "children's social care").code == 0


@pytest.mark.parametrize("what", sorted({*INCIDENTS.names} - safeguarding.INCIDENTS))
def test_of_other_incidents_nothing_is_asked(run: Callable[..., Any], known: list[str], what: str) -> None:
    """An arrest is no safeguarding concern by itself."""
    assert run(*known, *INCIDENT, what).err == ""


def test_abuse_that_goes_on_is_asked_about_and_what_is_over_is_not(run: Callable[..., Any], known: list[str]) -> None:
    """By her own answer."""
    words = ("record", "abuse-status-asked", "W-0007", "--occurred", "yesterday", "--answer")
    assert run(*known, *words, "current").err == ASKED
    assert run(*known, *words, "earlier").err == ""


def test_a_program_is_asked_nothing(run: Callable[..., Any], known: list[str]) -> None:
    """With --json nobody reads talk."""
    assert run(*known, *INCIDENT, "overdose", "--json").err == ""


def test_what_was_refused_is_not_asked_about(run: Callable[..., Any], known: list[str]) -> None:
    """Nothing was recorded, so nothing is said of telling."""
    ran = run(*known, "record", "incident-reported", "W-0099", "--occurred", "2020-07-01", "--severity", "high", "--incident", "overdose")
    assert ran.code == 4
    assert "told" not in ran.err


def test_a_file_is_asked_about_once_a_woman_and_not_of_old_history() -> None:
    """What ended more than 92 days ago came to light long since; what goes on until lately did not."""
    today = datetime.date(2021, 10, 21)
    said = [incident("W-0009"), incident("W-0008"), incident("W-0008"), incident("W-0001", "2021-07-20"), incident("W-0002", "2021-07-21"),
            incident("W-0003", "2020-01", until="2021-10"), incident("W-0004", incident="arrest")]
    assert [line.split()[3] for line in safeguarding.question(said, today)[1:]] == ["W-0002", "W-0003", "W-0008", "W-0009"]


def test_of_many_women_the_first_have_their_command() -> None:
    """A long file does not fill the screen, and leaves nobody out."""
    lines = safeguarding.question([incident(f"W-{number:04}") for number in range(1, 10)])
    assert len(lines) == 7
    assert lines[-1] == "  and of 4 more: W-0006, W-0007, W-0008, W-0009"


def test_an_import_is_asked_about_too(run: Callable[..., Any], known: list[str], tmp_path: Path) -> None:
    """And not again when the same file comes again."""
    file = tmp_path / "week.csv"
    file.write_text("kind,woman,occurred,incident,severity\nincident-reported,W-0007,2021-10-01,overdose,high\n", encoding="utf-8")
    assert run(*known, "import", str(file), "--yes").err.endswith(ASKED)
    assert "told" not in run(*known, "import", str(file), "--yes").err


def test_recording_anything_else_loads_none_of_it(tmp_path: Path) -> None:
    """`record` stays fast: the kind is looked at first."""
    script = ("import sys\nfrom pathlib import Path\nfrom ledger.folder import create\n"
              f"create(Path({str(tmp_path / 'l')!r}), 'L')\nimport cli\n"
              f"sys.argv = ['outcomes', '--ledger', {str(tmp_path / 'l')!r}, 'record', 'woman-identified', 'W-0007', '--occurred', 'yesterday',"
              " '--route', 'self', '--care-experienced', 'no']\n"
              "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
              "print('LOADED', [name for name in sys.modules if name in ('projections.safeguarding', 'projections.quality')])")
    ran = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "LOADED []"


def test_add_asks_after_the_same_entries() -> None:
    """The conversation and the commands know one list of what somebody must hear of."""
    from ledger.guided.state import ALARMING
    from projections.safeguarding import INCIDENTS

    assert ALARMING["incident-reported"] == ("incident", INCIDENTS)

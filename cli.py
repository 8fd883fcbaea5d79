"""What did the person ask for? Parse, call one function, print, exit.

The only module that imports click. Everything heavy is imported inside the command that needs it:
`--help` and `record` load no report, no statistics and no workbook library.
"""

import atexit
import contextlib
import functools
import gc
import io
import os
import select
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# What a program loads stays until it ends: to look through it for garbage again and again was a third of a record's time.
gc.set_threshold(100_000, 20, 20)
atexit.register(gc.freeze)   # nor is it looked through to end

import click  # noqa: E402


def _leave_where_another_is_in_the_way(*names: str) -> None:
    """Exit where Python finds another program's module under the name of one of ours: nothing of ours can say so."""
    import json
    from importlib.util import find_spec

    home = Path(__file__).resolve().parent
    for name, own in ((name, home / name / "__init__.py") for name in names):
        found = find_spec(name)
        if found is not None and found.origin and Path(found.origin).resolve() != own:
            path = os.environ.get("PYTHONPATH")
            said = f"Another program's module stands in the way: Python finds {name} in {found.origin}, not in {own}. Nothing was done."
            hint = f"Leave that folder out of PYTHONPATH, which is {path}." if path else \
                "Install it by itself: pipx install outcomes-ledger, or uv tool install outcomes-ledger, or a new virtual environment."
            as_json = "--json" in sys.argv
            print(json.dumps({"error": {"kind": "busy", "message": said, "hint": hint}}) if as_json else f"{said}\n{hint}",
                  file=sys.stdout if as_json else sys.stderr)
            sys.exit(6)


try:
    from ledger.errors import Busy, LedgerError, Refused, Usage
except Exception:
    _leave_where_another_is_in_the_way("ledger")
    raise

if TYPE_CHECKING:
    from ledger.author import Author
    from ledger.entries import Entry
    from ledger.errors import Finding
    from ledger.folder import Ledger
    from ledger.recording import Receipt
    from projections.asked import Asked
    from projections.commands import Done

LAST = 2**53
JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
YES = click.option("--yes", is_flag=True, help="Do not ask.")
BY = click.option("--by", metavar="WHO", help="Who appends this; else OUTCOMES_BY, else this computer's user.")


class SaidNo(Exception):
    """Somebody was asked, and said no: what was not done, in a sentence."""


class Grouped(click.Group):
    """The top of the command line: its commands, and the reports of the registry, under their headings."""

    def list_commands(self, context: click.Context) -> list[str]:
        from projections.commands import headings

        return [name for names in headings().values() for name in names]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return super().get_command(context, name) or declared_command(name)

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if not context.resilient_parsing and not args[0].startswith("-") and self.get_command(context, args[0]) is None:
            from ledger.near import did_you_mean

            raise click.UsageError(f"No such command {args[0]!r}. {did_you_mean(args[0], self.list_commands(context))}".rstrip(), context)
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from projections.commands import headings

        for heading, names in headings().items():
            with formatter.section(f"For {heading if heading == 'anyone' else 'the ' + heading}"):
                commands = [(name, self.get_command(context, name)) for name in names]
                formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in commands if command])


@click.group(cls=Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--ledger", metavar="FOLDER", help="The ledger's folder; else OUTCOMES_LEDGER, else the nearest upwards.")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
@click.version_option("0.1.0", prog_name="outcomes")
@click.pass_context
def outcomes(context: click.Context, ledger: str | None, debug: bool) -> None:
    """Keep what happened, and answer what changed.

    A ledger holds every contact, fitting, move and incident as an entry that is never altered.
    Reports replay the entries, as true on any day and as known by any day.

    \b
      outcomes init phoenix
      outcomes record contact-held W-0007 --occurred yesterday --purpose programme \\
          --medium face-to-face --attendance attended-on-time
    """
    context.obj = ledger


def main() -> None:
    """Run, and turn every failure into its sentence, its hint and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = outcomes.main(prog_name="outcomes", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except LedgerError as why:
        _fail(why)
    except SaidNo as why:
        click.echo(f"You said no. {why}", err=True)
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted; what was not yet confirmed was not saved.", err=True)
        sys.exit(130)
    except click.ClickException as why:
        _fail(Usage(why.format_message(), _usage_hint(why)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as why:
        _fail(_not_written(why))
    except Exception as bug:
        if "--debug" in sys.argv:
            raise
        if isinstance(bug, ImportError):
            _leave_where_another_is_in_the_way("ledger", "projections")
        _fail(LedgerError(f"A bug in outcomes: {type(bug).__name__}: {bug}",
                          "Run it again with: outcomes --debug ..., and send what it prints."))


def _not_written(why: OSError) -> LedgerError:
    """Why a file could not be opened; or why the answer could not be written or worded, after what was asked was done."""
    if why.filename is None or str(why.filename).endswith(".py"):
        return Busy(f"{why.strerror} while writing; what was asked may be done already.",
                    "Look before you say it again: outcomes women, or outcomes check")
    return Refused(f"{why.filename}: {why.strerror}. Nothing was saved.",
                   "Look at the name, whether it may be written there, and the free space.")


def _usage_hint(why: click.ClickException) -> str:
    context = getattr(why, "ctx", None)
    return f"See: {context.command_path} --help" if context else "See: outcomes --help"


def _fail(why: LedgerError) -> None:
    from projections.formats import told

    if "--json" in sys.argv:
        _print_json(told.failure(why))
    else:
        for line in told.failure_lines(why):
            click.echo(line, err=True)
    sys.exit(why.exit_code)


def _print_json(document: Mapping[str, Any]) -> None:
    from projections.formats import json

    click.echo(json.text(document))


def _open(context: click.Context) -> "Ledger":
    from ledger.folder import find, open_ledger

    ledger = open_ledger(find(context.find_root().obj))
    context.call_on_close(ledger.entries.close)
    if ledger.keys is not None and ledger.keys.owed:
        from ledger import erasure

        done = erasure.finish(ledger, _author(None))
        _tell(erasure.told(done) if done else [])
    return ledger


def _author(by: str | None) -> "Author":
    from ledger.author import author

    return author(by, os.environ)


def _today(ledger: "Ledger", author: "Author") -> Any:
    return ledger.day_of(author.now)


def _saved(receipt: "Receipt", as_json: bool, what: str, doubts: "Sequence[Finding]" = (),
           nothing: str = "Nothing new; nothing was saved.") -> None:
    """Say in one line what changed, or that nothing did; and after it what should be looked at again."""
    from projections.formats import told

    if as_json:
        _print_json(told.receipt(receipt, doubts))
        return
    _tell(told.left_out(receipt))
    click.echo(told.receipt_text(receipt, what, nothing))
    _tell(told.doubts(receipt, doubts))


# For the coordinator.


def _women(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The women whose references begin so, for the shell."""
    from ledger.near import begun

    return begun(context.find_root().params.get("ledger"), incomplete)


def _words(choices: Sequence[str]) -> Callable[..., list[Any]]:
    def words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
        from ledger.near import continued

        return list(continued(incomplete, choices))
    return words


def _kinds(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from ledger.events import TYPED

    return [kind for kind in TYPED if kind.startswith(incomplete)]


def _reports(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from projections.reports import REPORTS

    return [name for name in REPORTS if name.startswith(incomplete)]


COMPLETES = {"women": _women, "kinds": _kinds, "reports": _reports}


class Kinds(click.Group):
    """One command a kind, made from its class when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        from ledger.events import TYPED

        return list(TYPED)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        from ledger.events import BY_COMMAND, PROGRAMME_KINDS, event_class

        if not self._has(name):
            return None
        whom = "" if name in PROGRAMME_KINDS else " W-0007"
        said = f"{BY_COMMAND[name]} ..." if name in BY_COMMAND else f"outcomes record {name}{whom} --occurred yesterday ..."
        return click.Command(name, params=[*_who(name), *_options(name), *_common()], callback=_recorder(name),
                             help=f"{event_class(name).__doc__}\n\n\b\n  {said}")

    def _has(self, name: str) -> bool:
        """Whether there is a command for a kind: what only another command writes is then told which."""
        from ledger.events import BY_COMMAND, TYPED

        return name in TYPED or name in BY_COMMAND

    def shell_complete(self, context: click.Context, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        kinds = [CompletionItem(kind) for kind in self.list_commands(context) if kind.startswith(incomplete)]
        return kinds or click.Command.shell_complete(self, context, incomplete)

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if args and not self._has(args[0]):
            from ledger.reading import near_kind

            raise click.UsageError(f"{args[0]!r} is not a kind of event. {near_kind(args[0])}", context)
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from ledger.events import GROUPS

        listed = self.list_commands(context)
        for group, kinds in GROUPS.items():
            with formatter.section(group.capitalize().replace("_", " ")):
                formatter.write_text(", ".join(kind for kind in kinds if kind in listed))


@outcomes.group(cls=Kinds)
def record() -> None:
    """Record one event, of one woman or of several.

    What is wrong is said all at once, and then nothing is saved.

    \b
      outcomes record larc-fitted W-0007 --occurred 2021-02-08 --method implant
      outcomes record contact-held W-0007 W-0012 --occurred yesterday --purpose programme \\
          --medium group --attendance attended-on-time
    """


def _who(kind: str) -> list[click.Parameter]:
    from ledger.events import PROGRAMME_KINDS

    about_programme = kind in PROGRAMME_KINDS
    return [click.Argument(["women"], nargs=-1, required=not about_programme, metavar="[programme]" if about_programme else "WOMAN...",
                           shell_complete=_words(["programme"]) if about_programme else _women)]


def _options(kind: str, puts_right: bool = False) -> list[click.Parameter]:
    """The options of a kind's fields, and of what may be said of every event.

    puts_right: `--reason` says why an entry is put right, so that a reason which the entry itself holds is `--its-reason`.
    """
    from ledger.reading import field_meanings
    from ledger.schema import ENVELOPE_WORDS

    fields = field_meanings(kind)
    envelope = [name for name in ("occurred", "source", "source_ref", "episode_ref", "note") if name not in fields]
    made: list[click.Parameter] = [click.Option(_flag(name), help=ENVELOPE_WORDS[name]) for name in envelope]
    for name, meaning in fields.items():
        choices = meaning.words()
        note = "" if meaning.required else " May be left out."
        flag = ["field_reason", "--its-reason"] if puts_right and name == "reason" else _flag(name)
        made.append(click.Option(flag, metavar=meaning.shape.upper(), shell_complete=_words(choices),
                                 help=meaning.text + (f" One of: {', '.join(choices)}." if choices else "") + note))
    return made


def _flag(name: str) -> list[str]:
    return [f"field_{name}", "--" + name.replace("_", "-")]


def _common() -> list[click.Parameter]:
    return [click.Option(["--stdin"], is_flag=True, help="Read more as lines of field=value, or a JSON object, from standard input; "
                         "the shell remembers none of it. A '-' for the woman does so too."),
            click.Option(["--seen-by"], metavar="WHO", help="Who saw or heard it, by reference; else who appends it."),
            click.Option(["--by"], metavar="WHO", help="Who appends this; else OUTCOMES_BY, else this computer's user."),
            click.Option(["--json", "as_json"], is_flag=True, help="Answer as JSON.")]


def _recorder(kind: str) -> Callable[..., None]:
    @click.pass_context
    def recorder(context: click.Context, /, women: Sequence[str], stdin: bool, seen_by: str | None, by: str | None, as_json: bool,
                 **given: str | None) -> None:
        from ledger.entries import PROGRAMME
        from ledger.recording import append
        from ledger.women import named_in

        ledger, author = _open(context), _author(by)
        women, fields = _with_details(kind, women, _typed(given), stdin)
        row = {"kind": kind, "by": seen_by or by or os.environ.get("OUTCOMES_BY"), **fields}
        women, row, unclear = named_in(ledger, kind, women or (PROGRAMME,), row)
        said = _statements(ledger, row, women, author, unclear)
        doubts = _agree_to_text([each.statement for each in said], as_json)
        receipt = append(ledger, said, author)
        _saved(receipt, as_json, f"Recorded {kind} of {', '.join(women)}", doubts)
        _ask_who_was_told([each.statement for each in said], as_json)
    return recorder


def _agree_to_text(said: Sequence[Any], as_json: bool) -> "Sequence[Finding]":
    """Ask before free text is saved that could name a person; where nobody can be asked, what to say of it afterwards."""
    from ledger import free_text

    doubts = free_text.looked_through(("", each) for each in said)
    if not doubts or as_json or not _listens():
        return doubts
    _tell([*(each.message for each in doubts), free_text.KEPT])
    _agree("Save it all the same?", False, "Nothing was saved.")
    return ()


def _ask_who_was_told(said: Sequence[Any], as_json: bool) -> None:
    """Recording tells nobody: ask after suicide, overdose and abuse."""
    if as_json or not any(each.kind in ("incident-reported", "abuse-status-asked") for each in said):
        return
    from projections.safeguarding import question

    _tell(question(said))


def _with_details(kind: str, women: Sequence[str], typed: Mapping[str, str], stdin: bool) -> tuple[Sequence[str], Mapping[str, Any]]:
    """What was said on the command line, with what stands on standard input where that was asked for."""
    from ledger import details

    if not stdin and details.MARK not in women:
        return women, typed
    if _listens():
        click.echo("Write field=value, a line each; end with Ctrl-D on a line of its own (Windows: Ctrl-Z, then Enter).", err=True)
    return details.joined(kind, women, typed, _typed_in().read())


def _typed_in() -> Any:
    """Standard input; bytes that are no text come as characters that every field refuses."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    return sys.stdin


def _typed(given: Mapping[str, str | None]) -> dict[str, str]:
    return {name.removeprefix("field_"): value for name, value in given.items() if value is not None}


def _statements(ledger: "Ledger", row: Mapping[str, Any], women: Sequence[str], author: "Author",
                unclear: "Sequence[Finding]") -> list[Any]:
    """One statement a woman; raises every finding of the row once, and whatever else is wrong with it.

    unclear: what is wrong with how the women were named.
    """
    from ledger.entries import Said
    from ledger.reading import BadRow, statement
    from ledger.recording import plan

    try:
        said = [Said(statement({**row, "woman": woman}, "practitioner", ledger.day_of(author.now)), woman if len(women) > 1 else "")
                for woman in women]
    except BadRow as bad:
        beside = plan(ledger, (), author, halves=[Said(bad.half)] if bad.half and not unclear else ()).findings
        raise Refused("", findings=(*unclear, *bad.findings, *beside)) from None
    if unclear:
        raise Refused("", findings=unclear)
    return said


@outcomes.command()
@BY
@JSON
@click.pass_context
def add(context: click.Context, by: str | None, as_json: bool) -> None:
    """Record by answering questions, one at a time; each finished entry is saved at once.

    `<` goes one step back, `?` explains, `q` stops. Answers may also be piped in, one a line; where they end in the
    middle of an entry, that entry is not saved, and the exit code is that of an interruption.

    \b
      outcomes add
    """
    from ledger.guided.session import Session, ending

    ledger, typed = _open(context), _typed_in()
    session = Session(ledger, lambda: _author(by), lambda line: click.echo(line, err=True), lambda prompt: _asked(prompt, typed),
                      lambda receipt, what: None if as_json else _saved(receipt, False, what))
    held = session.hold()
    _print_json({"report": "add", "positions": held.positions}) if as_json else click.echo(ending(held.positions))
    context.exit(130 if held.cut_off else 0)


def _asked(prompt: str, typed: Any) -> str | None:
    """The line typed after a prompt, which is a line of its own where no terminal listens; None at the end."""
    click.echo(f"{prompt} ", nl=not typed.isatty(), err=True)
    line: str = typed.readline()
    if not line and typed.isatty():
        click.echo(err=True)
    return line.strip("\ufeff\r\n") if line else None


@outcomes.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("position", type=click.IntRange(min=1, max=LAST))
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="--FIELD VALUE...")
@click.pass_context
def correct(context: click.Context, position: int, changes: Sequence[str]) -> None:
    """Put an entry right: give the fields that change, and the reason. The old entry is kept.

    A field given as '' is taken out. --woman moves the entry to another woman. Where the entry itself holds a reason,
    --its-reason changes that.

    \b
      outcomes correct 1204 --method ius --reason "clinic letter says IUS"
    """
    from ledger.putting_right import as_it_stands, entry_at

    ledger = _open(context)
    entry = entry_at(ledger, position)
    parameters = [click.Option(["--woman"], help="The woman whom it is about."),
                  click.Option(["--reason"], required=True, help="Why it is put right."),
                  *_options(as_it_stands(ledger, entry).kind, puts_right=True), *_common()]
    command = click.Command("correct", params=parameters, callback=_corrector(ledger, entry))
    with command.make_context(f"correct {position}", list(changes), parent=context.parent) as inner:
        command.invoke(inner)


def _corrector(ledger: "Ledger", entry: "Entry") -> Callable[..., None]:
    def corrector(woman: str | None, reason: str, stdin: bool, seen_by: str | None, by: str | None, as_json: bool,
                  **given: str | None) -> None:
        from ledger.putting_right import corrected, righting
        from ledger.recording import append
        from ledger.women import whom

        _, fields = _with_details("corrected", (), _typed(given), stdin)
        changes, author = {**fields} | ({"by": seen_by} if seen_by else {}), _author(by)
        new = corrected(ledger, entry, changes, whom(ledger, woman) if woman else None, author)
        doubts = _agree_to_text([new], as_json)
        receipt = append(ledger, righting(ledger, entry, new, reason, author), author)
        _saved(receipt, as_json, f"Corrected position {entry.position}", doubts)
        _ask_who_was_told([new], as_json)
    return corrector


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


@contextlib.contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, on a terminal, for what takes more than a second: how far, how fast, and how long it will take yet."""
    began, first, shown = time.monotonic(), list[int](), list[Any]()

    def tick(done: int, of: int) -> None:
        first[:] = first or [done]
        passed = time.monotonic() - began
        if not shown and passed > 1 and sys.stderr.isatty():
            shown.append(click.progressbar(length=of, label=label, file=sys.stderr, update_min_steps=max(1, of // 100),
                                           item_show_func=lambda rate: rate))
        for bar in shown:
            bar.update(done - bar.pos, f"{(done - first[0]) / passed:,.0f}/s")
    try:
        yield tick
    finally:
        for bar in shown:
            bar.render_finish()


def _listens() -> bool:
    """Whether somebody sits at a terminal who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _agree(question: str, agreed: bool, otherwise: str = "Nothing was changed.", piped: bool = False) -> None:
    """Ask on a terminal. Raises SaidNo. piped: an answer that stands ready on standard input is heard too."""
    if agreed:
        return
    if _listens():
        said = "y" if click.confirm(question, err=True) else "n"
    else:
        said = _waiting_line().strip().lower() if piped else ""
    if said and not "yes".startswith(said):
        raise SaidNo(otherwise)


def _waiting_line() -> str:
    """The line that stands ready on standard input, '' where none does: nobody is waited for."""
    if sys.stdin is None or os.name == "nt":   # there it cannot be told whether one stands ready
        return ""
    with contextlib.suppress(OSError, ValueError, TypeError):   # no file beneath it: all of it is there
        if not select.select([sys.stdin], [], [], 0.2)[0]:
            return ""
    return str(sys.stdin.readline())


# For anyone: what is declared as data.


def declared_command(name: str) -> click.Command | None:
    """A command that is declared in projections/commands, if there is one."""
    from projections import commands
    from projections.asked import given

    declared = commands.command(name)
    if declared is None:
        return None

    @click.pass_context
    def command(context: click.Context, /, as_json: bool, **typed: Any) -> None:
        session, asked = Asking(context, as_json, bool(typed.get("yes"))), given(declared.takes, typed)
        done = declared.run(session, asked)
        _print_json(done.document) if as_json else click.echo(done.text)
        done.then()
        _leave_receipt(session, name, asked, done)
        context.exit(done.exit_code)
    return click.Command(name, params=[*map(_parameter, declared.takes), _json_option()], callback=command, help=declared.help)


def _leave_receipt(session: "Asking", name: str, asked: Mapping[str, Any], done: "Done") -> None:
    """Say in reads.log what was shown to team or board, outside the tree; what failed showed nothing."""
    from ledger import reads
    from projections.commands import Shown

    seen = done.document.get("audience") or session.seen or ("team" if asked.get("open") else None)
    shown = done.shown or (Shown(seen) if seen else None)
    if shown is None or done.exit_code or "ledger" not in vars(session):   # Arithmetic needs no ledger, and shows nothing of one.
        return
    what = [name, shown.what, asked.get("report"), asked.get("figure"), *(asked["what"] if isinstance(asked.get("what"), tuple) else ())]
    to = shown.to or asked.get("output") or asked.get("into")
    said = reads.note(session.ledger, reads.Reading(
        " ".join(filter(None, what)), shown.audience, done.document.get("position"), done.document.get("root"),
        str(to.resolve()) if to else "screen"), shown.woman)
    session.tell(*filter(None, [said]))


class Asking:
    """Where a declared command runs, as projections.commands.Session has it."""

    def __init__(self, context: click.Context, for_program: bool, agreed: bool) -> None:
        self._context, self._agreed, self.for_program = context, agreed or for_program, for_program
        self.seen: str | None = None
        self.environ: Mapping[str, str] = os.environ

    @property
    def named(self) -> str | None:
        named: str | None = self._context.find_root().obj
        return named

    @property
    def listens(self) -> bool:
        return _listens()

    @functools.cached_property
    def folder(self) -> Path:
        from ledger.folder import find

        return find(self.named)

    @functools.cached_property
    def ledger(self) -> "Ledger":
        return _open(self._context)

    def author(self, by: str | None) -> "Author":
        return _author(by)

    def audience(self, asked: str | None, leaves: bool = False) -> str:
        self.seen = asked or ("public" if leaves else self.ledger.settings.audience)
        return self.seen

    def agree(self, question: str, agreed: bool, otherwise: str = "Nothing was changed.", piped: bool = False) -> None:
        _agree(question, agreed or self._agreed, otherwise, piped)

    def ask(self, question: str, otherwise: str) -> str:
        return str(click.prompt(question, default=otherwise, show_default=False, err=True))

    def says_yes(self, question: str) -> bool:
        with contextlib.suppress(click.Abort):
            return click.confirm(question, default=False, err=True)
        return False

    def tell(self, *lines: str) -> None:
        _tell(lines)

    def say(self, text: str) -> None:
        if not self.for_program:
            click.echo(text)

    def answer_of(self, *words: str) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            outcomes.main(list(words), prog_name="outcomes", standalone_mode=False)
        return said.getvalue()

    def progress(self, label: str) -> contextlib.AbstractContextManager[Callable[[int, int], None]]:
        return _progress(label)


def _parameter(asked: "Asked") -> click.Parameter:
    """What may be asked, as an argument or an option."""
    shape: Any = {"number": click.INT, "position": click.IntRange(1, LAST), "path": click.Path(path_type=Path),
                  "choice": click.Choice(asked.choices)}.get(asked.shape)
    more: dict[str, Any] = {} if asked.default is None else {"default": asked.default}
    more |= {"shell_complete": COMPLETES[asked.completes]} if asked.completes else {}
    if asked.alone:
        return click.Argument([asked.key], type=shape, nargs=-1 if asked.many else asked.values, required=asked.required,
                              metavar=asked.metavar or asked.name, **more)
    return click.Option([asked.name, asked.key], type=shape, is_flag=asked.shape == "flag", multiple=asked.many, required=asked.required,
                        nargs=asked.values, help=asked.text, metavar=asked.metavar or None, show_default=bool(asked.default), **more)


def _json_option() -> click.Parameter:
    return click.Option(["--json", "as_json"], is_flag=True, help="Answer as JSON.")


@outcomes.command("help")
@click.argument("topic", nargs=-1)
@click.pass_context
def help_(context: click.Context, topic: Sequence[str]) -> None:
    """Explain a topic, a kind of event, a figure, a list of words or a command.

    \b
      outcomes help topics
      outcomes help dates
      outcomes help larc-fitted
    """
    from projections.formats.topics import TEXTS, topic_text

    parent = context.find_root()
    command = outcomes.get_command(parent, topic[0]) if len(topic) == 1 else None
    if command and topic[0] in TEXTS:
        click.echo(f"{topic_text(topic)}\n")
    if command:
        click.echo(command.get_help(click.Context(command, info_name=topic[0], parent=parent)))
    else:
        click.echo(topic_text(topic) if topic else f"{parent.get_help()}\n\nTopics: outcomes help topics")


@outcomes.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, kinds, options, words of lists and women.

    \b
      eval "$(outcomes completion bash)"
      outcomes completion powershell | Out-String | Invoke-Expression
    """
    from click.shell_completion import get_completion_class

    from projections.formats.completion import POWERSHELL

    made = get_completion_class(shell)
    click.echo(made(outcomes, {}, "outcomes", "_OUTCOMES_COMPLETE").source() if made else POWERSHELL)


if __name__ == "__main__":
    main()

"""What may be appended?

Refused is only what cannot be true or cannot be kept: everything odd but possible is taken, and
reported by `check`. Pure: what is known of a stream and a statement go in, findings come out.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ledger import codec, history
from ledger.entries import PROGRAMME, Entry, Statement
from ledger.errors import Finding
from ledger.events import BY_COMMAND, PROGRAMME_KINDS
from ledger.fields import CONTROL, LONGEST_TEXT, REFERENCE, BadValue

FINAL: Final = frozenset(BY_COMMAND)
KEEPING: Final = frozenset({"processing-restricted", "restriction-lifted", "legal-hold-set", "legal-hold-lifted"})
"""Kinds that are about what is held, also of a woman whose identification was withdrawn."""

MERGES: Final = frozenset({"identities-merged", "merge-reversed"})


class Standing(msgspec.Struct):
    """What the rules need to know of one stream: its entries, and whether she is known or erased.

    known is true from her `woman-identified` on, whether stored or earlier in the same append. at: the entries by position.
    withdrawn: position withdrawn -> the withdrawal that stands.
    """

    stream: str
    entries: list[Entry]
    erased: bool
    at: dict[int, Entry]
    withdrawn: dict[int, Entry]
    known: bool = False

    @classmethod
    def of(cls, woman: str, stream: str, entries: Sequence[Entry], erased: bool = False) -> "Standing":
        made = cls(stream, list(entries), erased, {entry.position: entry for entry in entries}, history.withdrawals(entries))
        made.known = woman == PROGRAMME or made._identified()
        return made

    def evolve(self, entry: Entry) -> None:
        """Take one more entry as written."""
        self.entries.append(entry)
        self.at[entry.position] = entry
        if entry.said.kind == "woman-identified":
            self.known = True
        elif entry.said.kind == "withdrawn":
            self._withdraw(entry)

    def _withdraw(self, entry: Entry) -> None:
        target = self.at[entry.said.event.position]
        self.withdrawn[target.position] = entry
        if target.said.kind == "withdrawn":   # what that one withdrew may stand again
            self.withdrawn = history.withdrawals(self.entries)
        if target.said.kind in ("withdrawn", "woman-identified"):
            self.known = self.stream == PROGRAMME or self._identified()

    def _identified(self) -> bool:
        """Whether an identification of hers still stands."""
        return any(entry.said.kind == "woman-identified" and entry.position not in self.withdrawn for entry in self.entries)


def check_half(standing: Standing, said: Statement, today: datetime.date) -> list[Finding]:
    """Why a row whose event could not be read would be refused all the same: for whom it is of, or when."""
    return [*_whose(standing, said), *_when(said, today)]


def check(standing: Standing, said: Statement, today: datetime.date, others: Mapping[str, Standing]) -> list[Finding]:
    """Why a statement is refused; none if it may be appended.

    today: the last day that is not in the future. others: the streams that a merge may name.
    """
    problems = [*_envelope(said), *_whose(standing, said), *_when(said, today)]
    if not problems and said.kind in history.RIGHTING:
        problems += _righting(standing, said, today)
    if not problems and said.kind in MERGES:
        problems += _merging(said, others)
    return problems


def _envelope(said: Statement) -> list[Finding]:
    problems = []
    if said.woman != PROGRAMME and not REFERENCE.fullmatch(said.woman):
        problems.append(Finding("bad-reference", f"{said.woman[:40]!r} cannot be a woman's reference.",
                                "Up to 40 letters, digits and . _ / -, such as W-0007; never a name."))
    for name in ("by", "key", "source_ref", "episode_ref", "note"):
        value = getattr(said, name)
        if value is not None and (CONTROL.search(value) or not value.strip() or len(value) > LONGEST_TEXT):
            problems.append(Finding("bad-text", f"{name} is blank, too long or holds a control character.",
                                    f"At most {LONGEST_TEXT:,} ordinary characters; leave it out if there is nothing to say."))
    return problems


def _whose(standing: Standing, said: Statement) -> list[Finding]:
    if standing.erased:
        return [Finding("erased", f"{said.woman} was erased; her stream takes no further entry.")]
    if said.woman == PROGRAMME and said.kind not in PROGRAMME_KINDS and said.kind not in history.RIGHTING:
        return [Finding("not-programme", f"{said.kind} is about one woman, not the programme.",
                        "Give her reference, such as W-0007.")]
    if said.woman != PROGRAMME and said.kind in PROGRAMME_KINDS:
        return [Finding("programme-only", f"{said.kind} is about the programme, not one woman.",
                        "Write 'programme' where the woman's reference stands.")]
    if not standing.known and said.kind != "woman-identified" and said.kind not in history.RIGHTING \
            and not (said.kind in KEEPING and standing.entries):
        return [Finding("unknown-woman", f"{said.woman} is not known to this ledger.",
                        "Record woman-identified for her first, or mend the reference.")]
    return []


def _when(said: Statement, today: datetime.date) -> list[Finding]:
    if said.day > today:
        return [Finding("future", f"{said.occurred} is in the future; today is {today}.",
                        "Record it once it has happened.")]
    return []


def _righting(standing: Standing, said: Statement, today: datetime.date) -> list[Finding]:
    """Whether the entry that is put right is there, is hers, and still stands."""
    position = said.event.position
    target = standing.at.get(position)
    if target is None:
        return [Finding("no-such-entry", f"{said.woman} has no entry at position {position}.",
                        f"See her entries: outcomes show {said.woman}")]
    if position in standing.withdrawn:
        return [Finding("already-withdrawn", f"Position {position} was withdrawn at position {standing.withdrawn[position].position}.",
                        "Record what is true as a new entry.")]
    if target.said.kind in FINAL:
        return [Finding("final", f"position {position} is a {target.said.kind}, which others rely on; it cannot be put right.",
                        "Record what is true as a new entry.")]
    if target.said.kind in MERGES and (said.kind == "corrected" or not said.event.undoes):
        return [Finding("half-of-a-merge", f"position {position} is one half of a merge; the two stand or fall together.",
                        "Record merge-reversed of the two women.")]
    return _replacement(standing, target, said, today) if said.kind == "corrected" else []


def _replacement(standing: Standing, target: Entry, said: Statement, today: datetime.date) -> list[Finding]:
    """Whether a correction puts a whole, true event in the place of one that stands."""
    if target.said.kind == "withdrawn":
        return [Finding("not-correctable", f"Position {target.position} is a withdrawal; it has nothing to correct.",
                        f"Withdraw it: outcomes withdraw {target.position} --reason WHY")]
    if target.said.kind == "corrected" and _origin(standing, target).position in standing.withdrawn:
        return [Finding("already-withdrawn", f"What position {target.position} corrects was withdrawn.",
                        "Record what is true as a new entry.")]
    try:
        new = codec.statement_of(said.woman, said.event.event)
    except (KeyError, TypeError, BadValue) as why:
        return [Finding("bad-correction", f"The correcting event is not whole: {why}", "Give every field of the kind.")]
    first = _origin(standing, target).said.kind
    if new.kind in history.RIGHTING or new.kind in MERGES or (new.kind == "woman-identified") != (first == "woman-identified"):
        return [Finding("bad-correction", f"an entry of this kind cannot be corrected into {new.kind}.",
                        "Withdraw it, and record what is true as a new entry.")]
    return [*_envelope(new), *_when(new, today), *_whose(standing, new)]


def _origin(standing: Standing, entry: Entry) -> Entry:
    """The entry that first said what a correction, or a correction of one, puts right."""
    while entry.said.kind == "corrected":
        entry = standing.at[entry.said.event.position]
    return entry


def _merging(said: Statement, others: Mapping[str, Standing]) -> list[Finding]:
    other = said.event.other
    if other == said.woman:
        return [Finding("same-woman", f"{other} is one woman already.")]
    if other == PROGRAMME or said.woman == PROGRAMME:
        return [Finding("not-a-woman", "The programme is no woman, and cannot be merged with one.", "Mend the reference.")]
    if other in others and others[other].erased:
        return [Finding("erased", f"{other} was erased; her stream takes no further entry.")]
    if other not in others or not others[other].known:
        return [Finding("unknown-woman", f"{other} is not known to this ledger.", "Mend the reference.")]
    return []



"""Which tables does the read model have, and what does each column say?

Declared as data: the tables, their keys and indexes, the `descriptions` table and what Datasette shows are all made
from it. Types are fixed here and never guessed, so that a reference such as 0012 stays as it was written. Pure.
"""

from typing import Final

import attrs

from projections.sheets import Sheet

TEXT: Final = str
WHOLE: Final = int
NUMBER: Final = float
Type = type[str] | type[int] | type[float]


@attrs.frozen
class Column:
    """One column. to: the table and column that it points at, 'entries.position'. index: looked things up by often."""

    name: str
    type: Type
    text: str
    to: str = ""
    index: bool = False


@attrs.frozen
class Table:
    """One table: its name, what a row of it is, its columns, and which of them make a row itself."""

    name: str
    text: str
    pk: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def _woman(text: str = "Her local reference; none for the programme's own.") -> Column:
    return Column("woman", TEXT, text, "women.woman", index=True)


def _position(name: str, text: str) -> Column:
    return Column(name, WHOLE, text, "entries.position", index=True)


DAY: Final = "a day as YYYY-MM-DD"
OCCURRED: Final = Column("occurred", TEXT, "When it was true, as precisely as it was known: a day, a month or a year.")
PLACED: Final = Column(
    "day", TEXT, f"The day on which it is placed, {DAY}: the first of its month or year where no more is known.", index=True)
PRECISION: Final = Column("precision", TEXT, "How precisely its date is known: day, month or year.")
KIND: Final = Column("kind", TEXT, "What happened, such as larc-fitted.", "kinds.kind", index=True)
FIGURE: Final = Column("figure", TEXT, "The figure, such as M09.in-place, a-and-e.before-1 or signed-up.", "definitions.figure", index=True)
ITS_FIGURE: Final = attrs.evolve(FIGURE, index=False)
FIELDS: Final = Column("fields", TEXT, "The fields of the event, a JSON object.")
HALF_OPEN: Final = "The day after its last, YYYY-MM-DD: half-open, so that end less start is the number of days."
SERVICE: Final = Column("service", TEXT, "The service, such as a-and-e.", index=True)
PHASE: Final = Column("phase", TEXT, "before-2, before-1, outreach, during or after.", index=True)
MARK: Final = Column("mark", TEXT, "u unreliable, too few events; x nobody looked, which is not 0; z nobody to ask; else none.")

WHAT_IT_IS: Final = (
    Table("about", "What this file is: of which ledger, as true on and known by which day, and for whom.", ("name",), (
        Column("name", TEXT, "What is said, such as audience."),
        Column("value", TEXT, "What it is."),
        Column("text", TEXT, "What that means."))),
    Table("descriptions", "What every table and column of this file says.", ("table_name", "column_name"), (
        Column("table_name", TEXT, "The table or view."),
        Column("column_name", TEXT, "The column; empty for the table itself."),
        Column("text", TEXT, "What it says."))),
)
WORDS: Final = (
    Table("kinds", "Each kind of event that can be recorded.", ("kind",), (
        Column("kind", TEXT, "Its name."),
        Column("text", TEXT, "What it means."),
        Column("of", TEXT, "Whose it is: woman or programme."))),
    Table("kind_fields", "Each field of each kind of event.", ("kind", "field"), (
        KIND,
        Column("field", TEXT, "The field."),
        Column("text", TEXT, "What it says."),
        Column("shape", TEXT, "What it takes."),
        Column("list", TEXT, "The list whose words it takes; see codes."))),
    Table("codes", "Each word of each list, with the standard it comes from.", ("list", "word"), (
        Column("list", TEXT, "The list."),
        Column("word", TEXT, "The word that is kept."),
        Column("code", TEXT, "The standard's code for it, where it has one."),
        Column("text", TEXT, "What it means."),
        Column("standard", TEXT, "Whose list it is, and when it was read."))),
    Table("definitions", "Each figure that is asked of the women, and how it counts.", ("figure",), (
        Column("figure", TEXT, "The figure's name."),
        Column("report", TEXT, "The report that it stands in."),
        Column("indicator", TEXT, "Its indicator in the matrix."),
        Column("outcome", TEXT, "The outcome that it tells of."),
        Column("title", TEXT, "Its title."),
        Column("unit", TEXT, "What is counted."),
        Column("measure", TEXT, "proportion, rate, share, median, mean or count."),
        Column("per", WHOLE, "A rate is per so many woman-years."),
        Column("frequency", TEXT, "How often it is meant to be told."),
        Column("of_whom", TEXT, "Who is in the denominator."),
        Column("counts", TEXT, "What counts."),
        Column("missing", TEXT, "Who is missing."),
        Column("excluded", TEXT, "Who is excluded."),
        Column("baseline", TEXT, "What it was before, and its source."),
        Column("target", TEXT, "The target in the papers, and its source."),
        Column("meaning", TEXT, "The figure in a sentence."))),
)
RECORD: Final = (
    Table("women", "Each woman by reference, and where she stands on the day.", ("woman",), (
        Column("woman", TEXT, "Her local reference."),
        Column("same_as", TEXT, "The reference under which she is counted, where two were found to be the same woman; else none.",
               "women.woman", index=True),
        Column("stage", TEXT, "Where she stands on the day; none where nothing of her stood on it.", index=True),
        Column("since", TEXT, "Since when, as precisely as it is known."),
        Column("outreach_from", TEXT, f"From when her phases are counted, {DAY}."),
        Column("outreach_stands_in", WHOLE, "1 where no outreach was recorded and another date stands in for it."),
        Column("signed_up_on", TEXT, f"Her first sign-up, {DAY}."),
        Column("died_on", TEXT, f"Her death, {DAY}."),
        Column("in_programme", WHOLE, "1 where she is in the programme on the day."),
        Column("practitioners", TEXT, "Who works with her, by reference, separated by a space."),
        Column("last_occurred", TEXT, "When the last of what is known of her occurred."),
        Column("entries", WHOLE, "How many entries carry this reference, standing or not."),
        Column("first_position", WHOLE, "The first entry that carries this reference."))),
    Table("entries", "Each entry of the log as known by the day, also those put right since. The position is where it stands in the log.",
          ("position",), (
        Column("position", WHOLE, "Its place in the log: outcomes show POSITION."),
        _woman("The reference that it carries; none for the programme's own."),
        KIND,
        OCCURRED,
        PLACED,
        PRECISION,
        Column("recorded_at", TEXT, "When the ledger learned it, UTC."),
        Column("recorded_on", TEXT, f"That day in the ledger's time zone, {DAY}.", index=True),
        Column("by", TEXT, "Who saw or heard it."),
        Column("author", TEXT, "Who appended it."),
        Column("append", TEXT, "One id for all that was appended together.", index=True),
        Column("source", TEXT, "self-report, practitioner, partner-record, document or import."),
        Column("source_ref", TEXT, "The document, or the file, sheet and row.", index=True),
        Column("episode_ref", TEXT, "Ties the entries of one crisis or visit."),
        Column("note", TEXT, "A short free text."),
        Column("key", TEXT, "The sender's own name for the row."),
        Column("clock", TEXT, "set, where the time was given by hand."),
        Column("status", TEXT, "stands, corrected, withdrawn or undone.", index=True),
        _position("put_right_by", "The entry that corrected or withdrew it, if one did and stands."),
        _position("puts_right", "The entry that this one corrects or withdraws."),
        FIELDS)),
)
FACTS: Final = (
    Table("parameters", "The windows, thresholds and lengths in force on the day.", ("name",), (
        Column("name", TEXT, "Which."),
        Column("value", WHOLE, "Its value in force."),
        Column("default_value", WHOLE, "Its value where nobody set it."),
        Column("text", TEXT, "What it means."),
        _position("position", "The entry that set it; none for the default."))),
    Table("facts", "What is true on the day, as known by the day: corrections applied, what was withdrawn left out.", ("position",), (
        Column("position", WHOLE, "The entry that first said it.", "entries.position"),
        _woman("The woman, under the reference by which she is counted; none for the programme's own."),
        Column("said_of", TEXT, "The reference that the entry carries.", "women.woman", index=True),
        KIND,
        OCCURRED,
        PLACED,
        PRECISION,
        _position("corrected_by", "The entry that says what stands here, where the first was corrected."),
        Column("by", TEXT, "Who saw or heard it."),
        Column("source", TEXT, "Where it comes from."),
        Column("source_ref", TEXT, "The document, or the file, sheet and row."),
        Column("episode_ref", TEXT, "Ties the facts of one crisis or visit.", index=True),
        Column("note", TEXT, "A short free text."),
        FIELDS)),
    Table("fact_values", "Each value of each fact, one a row; a field that holds a list has several.", ("position", "field", "place"), (
        Column("position", WHOLE, "The fact.", "facts.position"),
        Column("field", TEXT, "The field.", index=True),
        Column("place", WHOLE, "Its place in a list, from 0."),
        Column("value", TEXT, "The value as text, as it was kept."),
        Column("number", NUMBER, "The value as a number, where it is one."))),
    Table("spells", "Each run through the programme, from sign-up to its end.", ("woman", "number"), (
        _woman("The woman."),
        Column("number", WHOLE, "Her first run is 1."),
        Column("start_day", TEXT, "The day she signed up, YYYY-MM-DD."),
        Column("end_day", TEXT, HALF_OPEN),
        Column("days", WHOLE, "How many days."),
        Column("open", WHOLE, "1 where it has not ended by the day."),
        Column("outcome", TEXT, "How it ended."),
        Column("planned_end", TEXT, f"When it is planned to end, {DAY}."),
        _position("begun_by", "The sign-up."),
        _position("ended_by", "The entry that ended it."))),
    Table("phases", "Each stretch of days of a woman in one phase.", ("woman", "phase", "start_day"), (
        _woman("The woman."),
        PHASE,
        Column("start_day", TEXT, f"Its first day, {DAY}."),
        Column("end_day", TEXT, HALF_OPEN),
        Column("days", WHOLE, "How many days."))),
    Table("phase_positions", "The entries that a woman's phases rest on.", ("woman", "position"), (
        _woman("The woman."),
        _position("position", "The entry."))),
    Table("covered_days", "For each woman, service and phase, on how many of her days its use would be known.",
          ("woman", "service", "phase"), (
        _woman("The woman."),
        SERVICE,
        PHASE,
        Column("phase_days", WHOLE, "Her days in the phase."),
        Column("covered_days", WHOLE, "Those of them in the area and inside a complete review of the service's records."))),
    Table("covered_positions", "The reviews of a service's records, and where she was: what her covered days rest on.",
          ("woman", "service", "position"), (
        _woman("The woman."),
        SERVICE,
        _position("position", "The entry."))),
)
FIGURES: Final = (
    Table("figures", "The monitoring and evaluation matrix on the day.", ("figure",), (
        ITS_FIGURE,
        Column("numerator", NUMBER, "What counted."),
        Column("denominator", NUMBER, "Counted and not counted."),
        Column("value", NUMBER, "The figure itself."),
        Column("low", NUMBER, "The lower limit of its 95 % interval."),
        Column("high", NUMBER, "The upper limit of its 95 % interval."),
        Column("missing", WHOLE, "Asked about and not known."),
        Column("excluded", WHOLE, "Could not be asked of."),
        Column("erased", WHOLE, "Women whose entries can no longer be read, outside every denominator."),
        Column("baseline", TEXT, "What it was before."),
        Column("target", TEXT, "The target last set, else the papers'."),
        MARK)),
    Table("profile", "Service use by phase, over the days that were looked at.", ("figure",), (
        ITS_FIGURE,
        SERVICE,
        PHASE,
        Column("events", WHOLE, "Attended, recorded contacts on covered days."),
        Column("women", WHOLE, "Women with covered days."),
        Column("women_with_events", WHOLE, "Those of them with any."),
        Column("covered_days", WHOLE, "Their covered days."),
        Column("uncovered_days", WHOLE, "The phase's other days."),
        Column("rate", NUMBER, "Events a woman-year."),
        Column("low", NUMBER, "The lower limit of its exact 95 % interval."),
        Column("high", NUMBER, "The upper limit."),
        Column("self_reported", WHOLE, "Contacts that she told of herself, not among the events."),
        Column("largest_share", NUMBER, "The share of the woman with most events."),
        Column("planned_share", NUMBER, "Planned contacts among all health contacts of the phase."),
        MARK)),
    Table("funnel", "How many women took each step, of those who took the one before.", ("figure",), (
        ITS_FIGURE,
        Column("women", WHOLE, "Took it."),
        Column("out_of", WHOLE, "Took the step before."))),
    Table("answers", "What each woman's history says to each figure. Amounts and out_of of a figure's rows add up to it.", ("answer_id",), (
        Column("answer_id", WHOLE, "The row."),
        FIGURE,
        _woman("Whose it is; none for the programme's own."),
        Column("unit", TEXT, "What the row is, where it is not the woman herself, such as one fitting."),
        Column("answer", TEXT, "counted, not-counted, missing or excluded.", index=True),
        Column("amount", NUMBER, "What it adds to the numerator."),
        Column("out_of", NUMBER, "What it adds to the denominator."),
        Column("reason", TEXT, "Why."))),
    Table("answer_positions", "The entries that an answer rests on.", ("answer_id", "position"), (
        Column("answer_id", WHOLE, "The answer.", "answers.answer_id"),
        _position("position", "The entry."))),
)
TABLES: Final = (*WHAT_IT_IS, *WORDS, *RECORD, *FACTS, *FIGURES)
TYPES: Final = {"whole": WHOLE, "number": NUMBER, "pair": NUMBER}


def of_sheet(report: str, sheet: Sheet) -> Table:
    """The table of a report's sheet, columns as the report describes them; a pair of limits is two."""
    columns = [Column("row_number", WHOLE, "Where the row stands in the report, from 1.")]
    for column in sheet.columns:
        text = f"{column.title}. {column.text}".strip()
        names = (f"{column.name}_low", f"{column.name}_high") if column.kind == "pair" else (column.name,)
        columns += [Column(name.replace("-", "_"), TYPES.get(column.kind, TEXT), text) for name in names]
    name = f"report_{report}" if sheet.name in (report, "rows") else f"report_{report}_{sheet.name}"
    return Table(name.replace("-", "_"), f"{sheet.title}. {sheet.text}".strip(), ("row_number",), tuple(columns))

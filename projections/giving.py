"""How does what is held of a woman come to her, and what is seen to first?"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger import erasure, history, traces
from ledger.errors import Usage
from projections.for_her import for_her, in_words

if TYPE_CHECKING:
    from ledger.folder import Ledger

BEFORE: Final = ("Read it before you hand it over: no program recognises every name, nor everything that another person told.",
                 "Be sure that it is she who asks, and record that she did: outcomes record disclosure-requested WOMAN --from herself ...")


def given(ledger: "Ledger", woman: str) -> dict[str, Any]:
    """What is held of her under all her references, as she gets it. Raises NotFound, Refused."""
    women = erasure.one_with(ledger, woman, "nothing was shown")
    entries = [entry for each in women for entry in ledger.entries.stream(ledger.stream_of(each))]
    head = ledger.entries.head()
    return {"report": "show-for-her", "woman": woman, "service": ledger.settings.name,
            "day": in_words(ledger.day_of(head.recorded_at).isoformat()),
            "position": head.position, **for_her(entries), "safe": _safe(entries)}


def _safe(entries: list[Any]) -> list[str]:
    """How she may be reached, for whoever hands it over."""
    last = history.history("", entries).last("contact-safety-set")
    if last is None:
        return ["How she can be reached safely is not recorded: hand it to her in person."]
    return [f"Safe to reach her by: {', '.join(last.event.safe_media)}. Voicemail: {last.event.voicemail}."]


def put(ledger: "Ledger", path: Path, document: dict[str, Any]) -> str:
    """Write it to a new file that its owner alone may read; what was written. Raises Usage, Refused."""
    from projections.formats import for_her as laid_out
    from projections.formats import written

    made = {".txt": lambda: laid_out.text(document) + "\n", ".html": lambda: laid_out.page(document)}.get(path.suffix.lower())
    if made is None:
        raise Usage(f"{path.name}: it is written as .txt or .html.", "Such as: --output for-her.html")
    written.ready(path)
    written.put(path.parent, {path.name: made().encode()})
    path.chmod(0o600)
    traces.note(ledger.entries.ledger_id, [path], of=map(ledger.stream_of, erasure.one_with(ledger, document["woman"])))
    return f"Wrote {path}, for her alone. Delete it once she has it."

"""Where on a disk do words still lie, in whatever form a program may have written them?

Every byte of every file is looked at: as it lies there, inside whatever is packed in it (a workbook, a pack, a page of a
document, base64), and in every encoding and escape in which a word may stand there.
"""

import base64
import binascii
import contextlib
import functools
import html
import io
import json
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")
BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
DEEPEST: Final = 3


@functools.cache
def forms(word: str) -> set[bytes]:
    """A word as bytes, in every form in which a program writes text; letters of ASCII are small ones, and bytes of 0 left out."""
    spelt = {word, json.dumps(word)[1:-1], html.escape(word), urllib.parse.quote(word),
             "".join(each if each.isascii() else f"&#{ord(each)};" for each in word)}
    made = {each.encode(coding, "replace").lower() for each in spelt for coding in ("utf-8", "cp1252", "utf-16-le", "utf-16-be")}
    return {each.replace(b"\0", b"") for each in made if b"?" not in each}


def layers(raw: bytes, depth: int = 0) -> Iterator[bytes]:
    """Bytes, and whatever is packed in them, as deep as it goes."""
    yield raw
    if depth < DEEPEST:
        for inner in (*_members(raw), *_inflated(raw), *_decoded(raw)):
            yield from layers(inner, depth + 1)


def _members(raw: bytes) -> Iterator[bytes]:
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for each in packed.infolist():
                yield packed.read(each)


def _inflated(raw: bytes) -> Iterator[bytes]:
    """What inflates wherever a stream may begin: of a picture, a page, a compressed response."""
    for start in {found.start() for mark in ZLIB for found in re.finditer(re.escape(mark), raw)}:
        with contextlib.suppress(zlib.error):
            if len(zlib.decompressobj(wbits=47).decompress(raw[start:start + 512], 32)) == 32:
                yield zlib.decompressobj(wbits=47).decompress(raw[start:])


def _decoded(raw: bytes) -> Iterator[bytes]:
    """What is written in base64, put together with a line feed between: a word does not run over from one to the next."""
    made = []
    for found in set(BASE64.findall(raw)):
        with contextlib.suppress(binascii.Error):
            made.append(base64.b64decode(found.translate(URL_SAFE).rstrip(b"=") + b"=" * (-len(found.rstrip(b"=")) % 4)))
    if made:
        yield b"\n".join(made)


def found_in(raw: bytes, words: Iterable[str]) -> set[str]:
    """The words that stand in some bytes, in whatever form."""
    wanted = {word: forms(word) for word in words}
    found = set[str]()
    for layer in layers(raw):
        plain = layer.replace(b"\0", b"").lower()
        found |= {word for word, spelt in wanted.items() if word not in found and any(each in plain for each in spelt)}
    return found


def left_of(words: Iterable[str], *folders: Path) -> dict[str, set[str]]:
    """The files under some folders in whose bytes or name a word still lies, and which words."""
    words = list(words)
    files = sorted({file for folder in folders for file in folder.rglob("*") if file.is_file() and not file.is_symlink()})
    told = {str(file): found_in(file.read_bytes(), words) | found_in(file.name.encode(), words) for file in files}
    return {file: found for file, found in told.items() if found}

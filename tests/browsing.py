"""A browser without a screen, where the machine has one: how a page is seen, heard and printed."""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESK, PHONE = (1280, 900), (390, 844)


@attrs.frozen
class Seen:
    """What a browser made of a page: what it asked the network for, its console, axe's findings, its width on a phone, its print."""

    requests: list[str]
    console: list[str]
    violations: list[str]
    narrow: int
    printed: bytes


def browser() -> str:
    """The system's Chromium. Where there is none the test is passed over, aloud; with NEED_CHROMIUM set it fails."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found:
        return found
    if os.environ.get("NEED_CHROMIUM"):
        pytest.fail("There is no Chromium, and NEED_CHROMIUM asks for one: apt-get install chromium")
    warnings.warn("NO PAGE WAS LOOKED AT: there is no Chromium on this machine (apt-get install chromium).", stacklevel=2)
    pytest.skip("there is no Chromium on this machine")


@contextmanager
def _opened() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def look(path: Path) -> Seen:
    """Open a page on a desk and on a phone, listen to it with axe-core, and print it."""
    from axe_playwright_python.sync_playwright import Axe

    browser()
    requests, console = list[str](), list[str]()
    with _opened() as started:
        page = started.new_page(viewport=dict(zip(("width", "height"), DESK, strict=True)))
        page.on("request", lambda asked: requests.append(asked.url))
        page.on("console", lambda said: console.append(said.text))
        page.goto(path.as_uri())
        found = Axe().run(page).response["violations"]
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        page.set_viewport_size(dict(zip(("width", "height"), PHONE, strict=True)))
        narrow = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    violations = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]
    return Seen([url for url in requests if url != path.as_uri()], console, violations, narrow, printed)

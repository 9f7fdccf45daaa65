"""A real browser, where there is one, and what every page must hold in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1280, 375)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str:
    """Where Chromium is. Skips, saying so, where there is none; under CI=true that is a failure."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium was found, and under CI=true the browser tests must run.")
    pytest.skip("No Chromium was found: install the package chromium, or name one in CHROMIUM.")


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window; without its sandbox when the tests run as root, where it cannot start."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def page_of(started: Browser, *, width: int = 1280, script: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what its console says: nothing, but for Chromium's own word on an answer of 4xx."""
    context = started.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        yield page, said
    finally:
        context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    session = page.context.new_cdp_session(page)  # the page's own policy forbids a script of ours, rightly
    session.send("Runtime.evaluate", {"expression": AXE})
    # Only what is wrong: the whole answer takes four times as long to come over as the look itself.
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((told) => told.violations)")
    told = [f"{one['id']}: {', '.join(node['html'][:120] for node in one['nodes'][:3])}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        told.append("scrolls sideways")
    return told


def fulfil(route: Any, answers: dict[str, Any]) -> None:
    """The answer fetched before the browser's loop was there, and the product's static files."""
    parts = urlsplit(route.request.url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    if address in answers:
        answer = answers[address]
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)
        return
    found = finders.find(parts.path.removeprefix("/static/")) if parts.path.startswith("/static/") else None
    if found is None:
        route.fulfill(status=204)
    else:
        route.fulfill(path=str(found))

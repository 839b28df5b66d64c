"""A real browser for tests of pages: the system's Chromium, started once, offline.

Without Chromium a test that needs a page is skipped, or fails if ADVISOR_NEEDS_BROWSER is set.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OFFLINE = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""The rules of axe that look at colours; all others find the same in light and dark."""
NONE_HERE = "there is no chromium here to open a page in"


@cache
def _browser() -> Browser | None:
    path = shutil.which("chromium")
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=path, args=OFFLINE)


@contextmanager
def open_browser_page(
    *,
    width: int = 1280,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    touch: bool = False,
    offline: bool = True,
    scripts: bool = True,
) -> Iterator[Page]:
    """Open a new page in a fresh context and close it at the end; all tests of a run share the browser.

    Without `scripts`, the browser runs no JavaScript.
    """
    browser = _browser()
    if browser is None:
        if os.environ.get("ADVISOR_NEEDS_BROWSER"):
            pytest.fail(NONE_HERE)
        pytest.skip(NONE_HERE)
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        has_touch=touch,
        offline=offline,
        java_script_enabled=scripts,
    )
    try:
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
    finally:
        context.close()


def find_axe_faults(
    page: Page, *, only: Sequence[str] = (), without: Sequence[str] = (), repeated: str = ""
) -> list[str]:
    """Find what is wrong on a page in the eyes of axe.

    Args:
        page: the page as it is shown now.
        only: the rules of axe to apply, if not all.
        without: the rules of axe to leave out.
        repeated: a selector of elements to leave out, since they have the form of elements before them.
    """
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, object] = {
        "resultTypes": ["violations"],
        "rules": {each: {"enabled": False} for each in without},
    }
    if only:
        options["runOnly"] = {"type": "rule", "values": [*only]}
    context = {"exclude": [[repeated]]} if repeated else None
    found = Axe().run(page, context, options).response
    wanted = "document-title" if "color-contrast" in without else "color-contrast"
    assert wanted in {each["id"] for each in found["passes"]}
    return [f"{each['id']} {[node['target'] for node in each['nodes']][:3]}" for each in found["violations"]]


def find_axe_faults_in_both_schemes(page: Page, *, repeated: str = "") -> list[str]:
    """Find what is wrong on a light page, and then what is wrong with the colours of the dark one.

    In the dark, elements of the selector `repeated` are left out.
    """
    faults = find_axe_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {each}" for each in find_axe_faults(page, only=COLOUR_RULES, repeated=repeated)]
    page.emulate_media(color_scheme="light")
    return faults

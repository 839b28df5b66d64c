"""A real browser for tests of pages: the system's Chromium, started once, offline.

Without Chromium a test that needs a page is skipped, or fails if ADVISOR_NEEDS_BROWSER is set.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator
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
def browser_page(
    *, width: int = 1280, height: int = 900, scheme: Literal["light", "dark"] = "light", touch: bool = False
) -> Iterator[Page]:
    """Open a new page in a fresh context and close it at the end; all tests of a run share the browser."""
    browser = _browser()
    if browser is None:
        if os.environ.get("ADVISOR_NEEDS_BROWSER"):
            pytest.fail(NONE_HERE)
        pytest.skip(NONE_HERE)
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=touch, offline=True
    )
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        yield page
    finally:
        context.close()

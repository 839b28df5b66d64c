"""A server in a thread of the test, and a visitor who reads pages and sends forms as a browser does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx
from uvicorn.protocols.http.h11_impl import H11Protocol

from advisor.model.rulebase import RuleBase
from advisor.web.app.application import build_application
from advisor.web.app.server import PatientProtocol, build_server, open_socket
from advisor.web.app.site import Site, SiteLimits
from advisor.web.security.access import Access
from advisor.web.security.addresses import build_addresses

TOKEN = "a-token-for-tests-0123456789"
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')
_VALUES = re.compile(r'<input type="(?:radio|checkbox)" name="value" id="[^"]*" value="([^"]*)"')


OPEN_CLIENTS: list[httpx.Client] = []
"""The clients of the present test, which are closed at its end."""


def open_client(url: str = "") -> httpx.Client:
    """Open a browser without a window, which is closed at the end of the test."""
    client = httpx.Client(base_url=url, follow_redirects=True, timeout=300)
    OPEN_CLIENTS.append(client)
    return client


class RunningSite(NamedTuple):
    """A server that is running: its address, its folder, and the site."""

    url: str
    data: Path
    site: Site

    @property
    def link(self) -> str:
        """The link with the token."""
        return f"{self.url}/?token={TOKEN}"


@contextmanager
def run_site(
    rulebase: RuleBase,
    data: Path,
    limits: SiteLimits | None = None,
    protocol: type[H11Protocol] = PatientProtocol,
    public_url: str = "",
    database: str = "",
) -> Iterator[RunningSite]:
    """Run a server until the end of the block."""
    addresses = build_addresses("127.0.0.1", public_url)
    site = Site(rulebase, data, Access(TOKEN), Access(TOKEN, "guest"), addresses, limits or SiteLimits(), database)
    listening = open_socket("127.0.0.1", 0)
    server = build_server(build_application(site), protocol)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield RunningSite(f"http://127.0.0.1:{listening.getsockname()[1]}", data, site)
    finally:
        server.should_exit = True
        thread.join(30)
        site.close()


class Visitor:
    """A browser without a window: keeps cookies, follows links, and sends the forms of the page that it is on."""

    def __init__(self, running: RunningSite, *, admitted: bool = True) -> None:
        self.url = running.url
        self.client = open_client(running.url)
        self.page: httpx.Response = self.client.get(f"/?token={TOKEN}" if admitted else "/static/page.css")
        self.form_token = ""

    def go(self, path: str) -> httpx.Response:
        """Load a page."""
        self._keep(self.client.get(path))
        return self.page

    def post(self, path: str, fields: dict[str, object], **options: object) -> httpx.Response:
        """Send fields, with the token of the forms."""
        self._keep(self.client.post(path, data={"form_token": self.form_token, **fields}, **options))  # type: ignore[arg-type]
        return self.page

    def begin(self, company: str = "") -> str:
        """Begin an interview; return the address of the consultation."""
        self.go("/")
        self.post("/interview", {"company": company})
        return self.page.url.path.removesuffix("/question")

    def send_facts(self, text: str) -> str:
        """Begin with pasted facts; return the address of the consultation."""
        self.go("/facts")
        self._keep(self._send_file_form("/facts", {"text": text, "language": "YAML"}))
        return self.page.url.path.removesuffix("/report")

    def _send_file_form(self, path: str, fields: dict[str, str]) -> httpx.Response:
        parts = {name: (None, value) for name, value in {"form_token": self.form_token, **fields}.items()}
        return self.client.post(path, files=parts)

    def list_values(self) -> list[str]:
        """List the answers that the page offers."""
        return list_values(self.page.text)

    def read_hidden(self) -> dict[str, str]:
        """Return the hidden fields of the first form on the page."""
        return read_hidden(self.page.text)

    @property
    def fact(self) -> str:
        """The question on the page."""
        return self.read_hidden().get("fact", "")

    def answer(self, *values: str, typed: str = "", unsure: bool = False) -> httpx.Response:
        """Answer the question on the page."""
        home = re.match(r"/c/\w+", self.page.url.path)
        assert home is not None
        fields = {**self.read_hidden(), "go": "unsure" if unsure else "answer", "value": list(values), "typed": typed}
        self._keep(self.client.post(f"{home[0]}/answer", data=fields))
        return self.page

    def _keep(self, page: httpx.Response) -> None:
        self.page = page
        self.form_token = self.read_hidden().get("form_token", self.form_token)


def list_values(text: str) -> list[str]:
    """List the answers that the text of a page offers."""
    return list(map(unescape, _VALUES.findall(text)))


def read_hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of the first form in the text of a page."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(text.partition("</form>")[0])}


def read_text(page: httpx.Response) -> str:
    """Return the words of a page without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<body>")[2])).split())

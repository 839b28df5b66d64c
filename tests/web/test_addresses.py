"""The names that a server answers to, and the pages whose forms it takes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from advisor.model.rulebase import RuleBase
from advisor.web.security.addresses import build_addresses, is_loopback
from tests.web.running import TOKEN, run_site

PUBLIC = "https://advisor.example.org"


@pytest.mark.parametrize(
    ("host", "public_url", "header", "accepted"),
    [
        ("127.0.0.1", "", "127.0.0.1:8000", True),
        ("127.0.0.1", "", "localhost:8000", True),
        ("127.0.0.1", "", "LOCALHOST", True),
        ("127.0.0.1", "", "[::1]:8000", True),
        ("127.0.0.1", "", "192.0.2.1", False),
        ("127.0.0.1", "", "advisor.example.org", False),
        ("127.0.0.1", PUBLIC, "advisor.example.org", True),
        ("127.0.0.1", PUBLIC, "advisor.example.org.", True),
        ("127.0.0.1", PUBLIC, "www.advisor.example.org", False),
        ("0.0.0.0", "", "192.0.2.1:8000", True),
        ("::", "", "[2001:db8::1]:8000", True),
        ("0.0.0.0", "", "evil.example", False),
        ("office-pc", "", "office-pc:8000", True),
    ],
)
def test_hosts(host: str, public_url: str, header: str, accepted: bool) -> None:
    assert build_addresses(host, public_url).accepts_host(header) is accepted


@pytest.mark.parametrize(
    ("public_url", "host", "origin", "accepted"),
    [
        ("", "127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("", "127.0.0.1:8000", "http://localhost:8000", False),
        ("", "127.0.0.1:8000", "https://127.0.0.1:8000", False),
        ("", "127.0.0.1:8000", "http://127.0.0.1:9000", False),
        (PUBLIC, "advisor.example.org", PUBLIC, True),
        (PUBLIC, "advisor.example.org", "http://advisor.example.org", False),
        (PUBLIC, "127.0.0.1:8000", PUBLIC, True),
        (PUBLIC, "advisor.example.org", "https://evil.example", False),
        ("", "127.0.0.1:8000", "null", False),
        ("", "127.0.0.1:8000", "", False),
    ],
)
def test_origins(public_url: str, host: str, origin: str, accepted: bool) -> None:
    assert build_addresses("127.0.0.1", public_url).accepts_origin(origin, None, host) is accepted


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("pc", False)],
)
def test_loopback(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here


def test_behind_a_proxy(builtin: RuleBase, tmp_path: Path) -> None:
    """Cookies travel through https only, browsers are asked to stay there, and forms come from the public page."""
    with run_site(builtin, tmp_path / "data", public_url=PUBLIC) as running:
        headers = {"Host": "advisor.example.org"}
        with httpx.Client(base_url=running.url, headers=headers) as client:
            page = client.get(f"/?token={TOKEN}")
            assert "; secure" in page.headers["set-cookie"].lower()
            assert page.headers["strict-transport-security"].startswith("max-age=")
            cookie = page.headers["set-cookie"].partition(";")[0]  # a client without https does not keep it
            start = client.get("/", headers={"Cookie": cookie})
            form_token = start.text.partition('name="form_token" value="')[2].partition('"')[0]
            for origin, status in ((PUBLIC, 303), ("http://advisor.example.org", 403), (running.url, 403)):
                sent = {"Cookie": cookie, "Origin": origin}
                assert client.post("/interview", data={"form_token": form_token}, headers=sent).status_code == status

"""What a scanner tries: who comes in, from where, with what; and what the server gives away when it refuses."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from advisor.model.rulebase import RuleBase
from advisor.web.app.server import PatientProtocol
from advisor.web.app.site import SiteLimits
from tests.web.running import TOKEN, RunningSite, Visitor, read_text, run_site

LIMITS = SiteLimits(form_bytes=20_000, upload_bytes=50_000, body_seconds=0.3, request_seconds=30, consultations=3)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGES = ["/", "/facts", "/survey", "/interview", f"/c/{'a' * 26}/report", "/nothing"]


class HurriedProtocol(PatientProtocol):
    """A protocol that waits shortly for the head of a request."""

    header_seconds = 0.3


@pytest.fixture(scope="module")
def strict(builtin: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with run_site(builtin, tmp_path_factory.mktemp("strict") / "data", LIMITS, HurriedProtocol) as site:
        yield site


@pytest.fixture
def inside(strict: RunningSite) -> Visitor:
    for path in strict.data.glob("*.yaml"):
        path.unlink()
    visitor = Visitor(strict)
    visitor.go("/")
    return visitor


def send_raw(strict: RunningSite, *parts: bytes) -> bytes:
    """Send bytes as they are, and return everything that the server sends until it closes the connection."""
    port = int(strict.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def build_head(strict: RunningSite, line: str, *headers: str) -> bytes:
    host = strict.url.removeprefix("http://")
    return "\r\n".join([f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]).encode("latin-1")


# who may come in


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "é"])
def test_nobody_comes_in_without_the_token(path: str, token: str, strict: RunningSite) -> None:
    """Every page says the same to a stranger, also one that does not exist."""
    with httpx.Client(base_url=strict.url) as client:
        page = client.get(path, params={"token": token} if token else {})
    assert page.status_code == 401
    assert "set-cookie" not in page.headers
    assert 'name="form_token"' not in page.text


def test_token_becomes_a_cookie_and_leaves_the_address(strict: RunningSite) -> None:
    with httpx.Client(base_url=strict.url) as client:
        page = client.get(f"/?token={TOKEN}")
        assert page.status_code == 200
        cookie = page.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/" in cookie
        assert TOKEN not in page.text
        assert 'content="0; url=/"' in page.text
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "/c/x/../../evil", "/%0d%0aSet-Cookie:a=b", "/c/<b>"]
)
def test_link_with_the_token_leads_to_our_pages_only(path: str, strict: RunningSite) -> None:
    """A forged link that has the token, and another place after it, leads to the start page."""
    reply = send_raw(strict, build_head(strict, f"GET {path}?token={TOKEN}"))
    assert b'content="0; url=/"' in reply
    assert b"evil" not in reply.partition(b"\r\n\r\n")[2]
    assert b"a=b" not in reply


@pytest.mark.parametrize("change", ["", "x", "short", "swapped"])
def test_forged_cookie_is_refused(change: str, strict: RunningSite, inside: Visitor) -> None:
    (name, value), *_ = inside.client.cookies.items()
    number, _, signature = value.partition(".")
    forged = {"": "", "x": f"{value}x", "short": number, "swapped": f"{signature}.{number}"}[change]
    with httpx.Client(base_url=strict.url) as client:
        assert client.get("/", headers={"Cookie": f"{name}={forged}"}).status_code == 401
        assert client.get("/", headers={"Cookie": f"{name}={value}; {name}={value}x"}).status_code == 401


def test_cookies_of_others_do_no_harm(strict: RunningSite, inside: Visitor) -> None:
    """Another program on this computer can have cookies of any form, since cookies know no ports."""
    (name, value), *_ = inside.client.cookies.items()
    with httpx.Client(base_url=strict.url) as client:
        for others in ('a={"b": [1, 2]}; ', "a b=c; ", "=; ;; ", 'x="; '):
            assert client.get("/", headers={"Cookie": f"{others}{name}={value}"}).status_code == 200


def test_cookie_of_another_token_is_refused(builtin: RuleBase, strict: RunningSite, tmp_path: Path) -> None:
    """A cookie that was kept from an earlier start of the server is worth nothing with a new token."""
    from advisor.web.security.access import Access

    stolen = Access("another-token-0123456789").open_session()
    name = strict.site.access.cookie_name
    with httpx.Client(base_url=strict.url) as client:
        assert client.get("/", headers={"Cookie": f"{name}={stolen}"}).status_code == 401
        guest = strict.site.guests.open_session()
        assert client.get("/", headers={"Cookie": f"{name}={guest}"}).status_code == 401


def test_program_sends_the_token(strict: RunningSite) -> None:
    with httpx.Client(base_url=strict.url) as client:
        assert client.get("/", headers=BEARER).status_code == 200
        for wrong in ("Bearer", "Bearer x", f"Basic {TOKEN}", TOKEN):
            assert client.get("/", headers={"Authorization": wrong}).status_code == 401


# from where


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "127.0.0.1@evil", "a b", "[::1"]
)
def test_other_host_is_refused(host: str, strict: RunningSite) -> None:
    """A page whose name got the address of this computer (DNS rebinding) gets nothing, not even with the token."""
    reply = send_raw(strict, f"GET /?token={TOKEN} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert reply.split(b" ", 2)[1] in (b"421", b"400")
    assert b"set-cookie" not in reply.lower()


def test_two_hosts_are_refused(strict: RunningSite) -> None:
    host = strict.url.removeprefix("http://")
    request = f"GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert send_raw(strict, request.encode()).split(b" ", 2)[1] in (b"421", b"400")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_form_of_another_page_is_refused(headers: dict[str, str], strict: RunningSite, inside: Visitor) -> None:
    page = inside.post("/interview", {"company": ""}, headers=headers)
    assert page.status_code == 403
    assert not list(strict.data.glob("*.yaml"))


def test_form_of_our_page_is_accepted(strict: RunningSite, inside: Visitor) -> None:
    headers = {"Origin": strict.url, "Sec-Fetch-Site": "same-origin"}
    assert inside.post("/interview", {"company": ""}, headers=headers).status_code == 200


@pytest.mark.parametrize("form_token", [None, "", "x", "é", "0" * 64])
def test_form_without_its_token_is_refused(form_token: str | None, strict: RunningSite, inside: Visitor) -> None:
    fields = {"company": ""} if form_token is None else {"company": "", "form_token": form_token}
    assert inside.client.post("/interview", data=fields).status_code == 403
    assert not list(strict.data.glob("*.yaml"))


def test_form_token_of_another_browser_is_refused(strict: RunningSite, inside: Visitor) -> None:
    other = Visitor(strict)
    other.go("/")
    fields = {"company": "", "form_token": other.form_token}
    assert inside.client.post("/interview", data=fields).status_code == 403


def test_every_form_needs_its_token(strict: RunningSite, inside: Visitor) -> None:
    """No address that takes forms is left out."""
    from advisor.web.app.application import MODULES

    home = inside.begin()
    before = {path.name: path.read_bytes() for path in strict.data.glob("*.yaml")}
    paths = [path for module in MODULES for path, method, _ in module.ROUTES if method == "POST"]
    assert len(paths) > 5
    for path in paths:
        if not path.startswith("/r/"):
            address = re.sub(r"^/c/\{name\}", home, path)
            refused = 401 if path.startswith("/v1/") else 403  # there, the session of a browser opens nothing
            assert inside.client.post(address, data={"value": "defined"}).status_code == refused, path
    assert {path.name: path.read_bytes() for path in strict.data.glob("*.yaml")} == before


# what it asks for


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../app/site.py",
        "/static/..%2f..%2fapplication.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/",
        "/static",
        "/c/",
        "/c",
        "/c/../../../etc/passwd/report",
        "/c/%2e%2e%2f%2e%2e%2fetc%2fpasswd/report",
        "/c/..%5c..%5cwindows/facts.yaml",
        f"/c/{'a' * 26}/facts.yaml",
        f"/c/{'a' * 25}1/facts.yaml",
        f"/c/{'A' * 26}/facts.yaml",
        f"/c/{'a' * 26}%00/facts.yaml",
        f"/c/{'a' * 26}.yaml/facts.yaml",
        "/.git/config",
        "/.env",
        "/advisor-data/",
        "/wp-login.php",
        "/%c0%ae%c0%ae/etc/passwd",
    ],
)
def test_path_leads_nowhere(path: str, strict: RunningSite) -> None:
    reply = send_raw(strict, build_head(strict, f"GET {path}", f"Authorization: Bearer {TOKEN}"))
    assert reply.split(b" ", 2)[1] in (b"404", b"400")
    for given_away in (b"root:", b"import ", b"Index of", b"Traceback", str(strict.data).encode()):
        assert given_away not in reply


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(method: str, strict: RunningSite) -> None:
    reply = send_raw(strict, build_head(strict, f"{method} /", f"Authorization: Bearer {TOKEN}"))
    assert reply.split(b" ", 2)[1] in (b"405", b"400")


@pytest.mark.parametrize("path", ["/interview", f"/c/{'a' * 26}/company"])
def test_reading_an_address_of_forms_changes_nothing(path: str, strict: RunningSite, inside: Visitor) -> None:
    assert inside.go(path).status_code == 405
    assert not list(strict.data.glob("*.yaml"))


def test_websocket_is_not_answered(strict: RunningSite) -> None:
    upgrade = ("Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13")
    reply = send_raw(
        strict, build_head(strict, "GET /", *upgrade).replace(b"Connection: close", b"Connection: upgrade, close")
    )
    assert b"101 " not in reply.partition(b"\r\n")[0]


# how large and how slow


def test_large_form_is_refused(strict: RunningSite, inside: Visitor) -> None:
    assert inside.post("/interview", {"company": "x" * 30_000}).status_code == 413
    assert not list(strict.data.glob("*.yaml"))


@pytest.mark.parametrize("declared", ["30000", "99999999999999999999", "-1", "1e3", "0x10"])
def test_declared_size_is_checked_first(declared: str, strict: RunningSite) -> None:
    headers = (f"Authorization: Bearer {TOKEN}", f"Content-Length: {declared}")
    kind = "Content-Type: application/x-www-form-urlencoded"
    reply = send_raw(strict, build_head(strict, "POST /interview", kind, *headers))
    assert reply.split(b" ", 2)[1] in (b"413", b"400")


def test_endless_body_is_cut_off(strict: RunningSite) -> None:
    """A body in chunks without a size ends at the limit."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = build_head(strict, "POST /interview", kind, f"Authorization: Bearer {TOKEN}", "Transfer-Encoding: chunked")
    chunk = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    assert send_raw(strict, head, chunk, chunk, chunk).split(b" ", 2)[1] == b"413"


def test_slow_body_is_cut_off(strict: RunningSite) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = build_head(strict, "POST /interview", kind, f"Authorization: Bearer {TOKEN}", "Content-Length: 100")
    assert send_raw(strict, head, b"company=").split(b" ", 2)[1] == b"408"


@pytest.mark.parametrize("start", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: 127", b"GET / HTTP/1.1\r\nA: b\r\n"])
def test_slow_head_is_cut_off(start: bytes, strict: RunningSite) -> None:
    """A connection that never completes the head of a request (slow loris) is closed."""
    assert send_raw(strict, start) == b""


def test_second_slow_head_is_cut_off(strict: RunningSite) -> None:
    """The same on a connection that has had a request before."""
    host = strict.url.removeprefix("http://")
    whole = f"GET /static/page.css HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    assert send_raw(strict, whole, b"GET / HT").count(b"HTTP/1.1") == 1


def test_large_head_is_refused(strict: RunningSite) -> None:
    assert send_raw(strict, build_head(strict, "GET /", f"A: {'x' * 100_000}")).split(b" ", 2)[1] == b"431"
    assert send_raw(strict, build_head(strict, f"GET /?a={'x' * 5_000}")).split(b" ", 2)[1] == b"414"


def test_long_work_is_given_up(builtin: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes too long is answered with an error, and the server goes on."""
    release = threading.Event()
    with run_site(builtin, tmp_path / "data", SiteLimits(request_seconds=0.3)) as running:
        visitor = Visitor(running)
        with monkeypatch.context() as patched:
            patched.setattr("advisor.web.app.shown_question.build_question", lambda *_: release.wait(20))
            visitor.go("/")
            assert visitor.post("/interview", {}).status_code == 503
            release.set()
        assert visitor.go("/").status_code == 200


def test_number_of_consultations_is_limited(strict: RunningSite, inside: Visitor) -> None:
    for _ in range(LIMITS.consultations):
        inside.go("/")
        assert inside.post("/interview", {}).status_code == 200
    inside.go("/")
    page = inside.post("/interview", {})
    assert page.status_code == 503
    assert len(list(strict.data.glob("*.yaml"))) == LIMITS.consultations


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(300))),
        ("application/x-www-form-urlencoded", b"company=%ff"),
        ("application/x-www-form-urlencoded", b"company=\xff"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 300),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=", b"--x--"),
        ("application/json", b"{}"),
        ("text/plain", b"company=a"),
        ("", b"company=a"),
    ],
)
def test_broken_forms_are_refused(kind: str, body: bytes, strict: RunningSite) -> None:
    with httpx.Client(base_url=strict.url, headers=BEARER) as client:
        page = client.post("/interview", content=body, headers={"Content-Type": kind})
    assert page.status_code in (400, 415)
    assert "Traceback" not in page.text


# what comes back


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/nothing", "/facts"])
@pytest.mark.parametrize("admitted", [True, False])
def test_every_response_has_the_headers(path: str, admitted: bool, strict: RunningSite) -> None:
    with httpx.Client(base_url=strict.url, headers=BEARER if admitted else {}) as client:
        headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers
    if not path.startswith("/static"):
        assert headers["cache-control"] == "no-store"


def test_pages_load_nothing_from_elsewhere(inside: Visitor) -> None:
    home = inside.begin()
    for path in ("/", "/facts", "/survey", f"{home}/question", f"{home}/answers", f"{home}/delete"):
        page = inside.go(path)
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', page.text):
            assert address.startswith(("/", "#")), address
            assert not address.startswith("//")
        assert "<script" not in page.text
        assert " style=" not in page.text


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}", "{% raw %}", "${7*7}", "<script>alert(1)</script>", '"\' onload=alert(1) x="', "</title><b>", "&lt;"],
)
def test_names_are_only_text(name: str, inside: Visitor) -> None:
    """A name is neither run as a template nor read as HTML, in any form of the report."""
    home = inside.begin(name)
    for path in (f"{home}/answers", f"{home}/report", f"{home}/report.html"):
        page = inside.go(path)
        assert page.status_code == 200
        assert "49" not in re.findall(r"<title>[^<]*", page.text)[0]
        assert "<script" not in page.text
        assert "</title><b>" not in page.text
        assert re.search(r"<[^>]*\sonload=", re.sub(r'"[^"]*"', '""', page.text)) is None
    assert name in read_text(inside.go(f"{home}/report"))


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", "a\x00b", "a\x1b[31m"])
def test_names_cannot_hold_control_characters(name: str, strict: RunningSite, inside: Visitor) -> None:
    page = inside.post("/interview", {"company": name})
    assert "set-cookie" not in page.headers
    for path in strict.data.glob("*.yaml"):
        assert not re.search(rb"[\x00\x1b\r]", path.read_bytes())


def test_query_is_not_written_into_pages(inside: Visitor) -> None:
    home = inside.begin()
    attack = "%22%3E%3Cb%3Eattack"
    for path in (f"/?x={attack}", f"{home}/question?from={attack}&depth={attack}", f"{home}/answers?saved={attack}"):
        assert "attack" not in inside.go(path).text
    assert inside.go(f"{home}/question?fact={attack}").status_code == 404


def test_crash_gives_nothing_away(
    strict: RunningSite, inside: Visitor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An unexpected error: a page without a traceback for the person, and no answer in the log."""

    def crash(*_: object) -> None:
        raise RuntimeError("the answer is confidential-4711")

    monkeypatch.setattr("advisor.web.app.shown_question.build_question", crash)
    page = inside.post("/interview", {"company": "confidential-0815"})
    assert page.status_code == 500
    assert "RuntimeError" not in page.text
    assert ".py" not in page.text
    printed = "".join(capfd.readouterr())
    assert "RuntimeError" in printed
    assert "confidential" not in printed
    assert TOKEN not in printed


def test_nothing_is_logged(strict: RunningSite, inside: Visitor, capfd: pytest.CaptureFixture[str]) -> None:
    inside.begin("confidential-0815")
    inside.answer("defined")
    inside.go("/nothing")
    send_raw(strict, b"nonsense\r\n\r\n")
    assert "".join(capfd.readouterr()) == ""

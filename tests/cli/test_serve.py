"""`advisor serve`: what it prints, refuses and leaves behind; the pages are tested in `tests/web`."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import httpx
import pytest

from tests.cli.command import run
from tests.web.process import TOKEN, ServeProcess


def test_prints_a_link_that_works_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    data = tmp_path / "answers"
    server = ServeProcess(data)
    other = ServeProcess(tmp_path / "others")
    try:
        assert httpx.get(server.link).status_code == 200
        assert httpx.get(f"{server.url}/").status_code == 401
        assert server.link.rpartition("=")[2] != other.link.rpartition("=")[2]
        assert str(data) in server.printed[2]
    finally:
        code, out, err = server.interrupt()
        other.kill()
    assert (code, err) == (0, "")
    assert str(data) in out


@pytest.mark.parametrize("folder", ["data", "data/inner"])
def test_makes_the_folder_for_its_owner(folder: str, tmp_path: Path) -> None:
    server = ServeProcess(tmp_path / folder, "--token", TOKEN)
    server.kill()
    assert (tmp_path / folder).stat().st_mode & 0o077 == 0
    assert server.link.endswith(f"/?token={TOKEN}")


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_open_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data").chmod(0o755)
    server = ServeProcess(tmp_path / "data")
    _, _, err = server.interrupt()
    assert err.startswith("warning: ")
    assert "chmod 700" in err


def test_other_computers_are_named_as_a_danger(tmp_path: Path) -> None:
    """The server listens on all addresses: a warning, and every IP address is accepted, but no other name."""
    server = ServeProcess(tmp_path / "data", "--host", "0.0.0.0", "--token", TOKEN)
    try:
        for host, status in {"192.0.2.7": 200, "evil.example": 421}.items():
            headers = {"Authorization": f"Bearer {TOKEN}", "Host": host}
            assert httpx.get(f"{server.url}/", headers=headers).status_code == status
    finally:
        _, _, err = server.interrupt()
    assert err.startswith("warning: ")
    assert "docs/serve.md" in err


def test_behind_a_proxy(tmp_path: Path) -> None:
    """The link and the host are the public ones, cookies are for https only, and forms come from the public page."""
    public = "https://advisor.example.org"
    server = ServeProcess(tmp_path / "data", "--token", TOKEN, "--public-url", f"{public}/")
    try:
        assert server.link == f"{public}/?token={TOKEN}"
        port = server.process.args[server.process.args.index("--port") + 1]  # type: ignore[union-attr, index]
        assert port == "0"
    finally:
        server.kill()


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "70000"),
        ("--port", "http"),
        ("--token", "short"),
        ("--token", "a token with spaces in it"),
        ("--token", "x" * 300),
        ("--public-url", "advisor.example.org"),
        ("--public-url", "https://advisor.example.org/path"),
        ("--public-url", "https://user:secret@advisor.example.org"),
        ("--public-url", "https://advisor.example.org:x"),
        ("--host", "no such host", "--port", "0"),
        ("--host", "192.0.2.1", "--port", "0"),
        ("--data", "file"),
        ("--data", "file/inner"),
        ("--database", "nonsense"),
        ("--database", "postgresql://user:secret-word@127.0.0.1:1/x"),
        ("--pack", "nowhere"),
    ],
)
def test_wrong_options_are_refused(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("serve", *options, folder=tmp_path)
    assert result.code == 2
    assert result.out == ""
    assert "Traceback" not in result.err
    assert "secret" not in result.err.replace("--public-url", "")
    assert len(result.err.splitlines()) == 1


def test_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", port, folder=tmp_path)
    assert result.code == 2
    assert result.err.startswith(f"127.0.0.1:{port}: ")
    assert "`--port`" in result.err


def test_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.cli.serve.find_spec", lambda name: None)
    result = run("serve", folder=tmp_path)
    assert result.code == 2
    assert "alignment-advisor[web]" in result.err
    assert not list(tmp_path.iterdir())

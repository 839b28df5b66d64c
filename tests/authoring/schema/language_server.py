"""A client of the YAML language server that editors use, installed by npm: it completes, marks and explains."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest

VERSION = "1.19.2"
NEEDED = "ADVISOR_NEEDS_NODE"
SECONDS = 300
SETTINGS = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}


def skip_or_fail(why: str) -> NoReturn:
    """Skip the test, or fail if the environment requires Node."""
    if os.environ.get(NEEDED):
        pytest.fail(why)
    pytest.skip(why)


def run_npm(folder: Path, *args: str) -> None:
    """Run npm in a folder."""
    if not shutil.which("npm") or not shutil.which("node"):
        skip_or_fail("node and npm are not installed")
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        process = subprocess.run(
            ["npm", *args, *quiet], cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        skip_or_fail("the npm registry does not answer")
    if process.returncode:
        skip_or_fail(f"npm {' '.join(args)} did not work: {process.stderr[-300:]}")


def install_server(folder: Path) -> Path:
    """Install the server into a folder, and return its program."""
    (folder / "package.json").write_text("{}")
    run_npm(folder, "install", f"yaml-language-server@{VERSION}")
    return folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class Server:
    """One running server. Places are lines and columns counted from 0, as in the protocol."""

    def __init__(self, program: Path) -> None:
        self.process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        capabilities = {"textDocument": {"completion": {}, "hover": {}}, "workspace": {"configuration": True}}
        self.request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})
        self.notify("initialized", {})

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline().strip():
                pass
            self.inbox.put(json.loads(out.read(length)))
        self.inbox.put(None)

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _read_message(self) -> dict[str, Any]:
        """Return the next message; answer requests of the server before it."""
        message = self.inbox.get(timeout=SECONDS)
        assert message is not None, "the language server ended"
        if message.get("method") == "workspace/configuration":
            items = message["params"]["items"]
            settings = [SETTINGS if item.get("section") == "yaml" else {} for item in items]
            self._send({"id": message["id"], "result": settings})
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Send a message that needs no answer."""
        self._send({"method": method, "params": params})

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request and return its result."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while (message := self._read_message()).get("id") != self.number or "method" in message:
            pass
        assert "error" not in message, message
        return message["result"]

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with a text and return its marks."""
        uri = path.as_uri()
        self.diagnostics.pop(uri, None)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        while uri not in self.diagnostics:
            self._read_message()
        return self.diagnostics[uri]

    def complete(self, path: Path, line: int, column: int) -> list[str]:
        """Return the words that the server offers at a place."""
        result = self.request("textDocument/completion", _build_position(path, line, column))
        return [item["label"] for item in result["items"]]

    def explain(self, path: Path, line: int, column: int) -> str:
        """Return the explanation of the word at a place."""
        result = self.request("textDocument/hover", _build_position(path, line, column))
        return str(result["contents"]["value"]) if result else ""

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def _build_position(path: Path, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}

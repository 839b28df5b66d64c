"""The server of `advisor mcp`, used by the client of the official SDK over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")
import jsonschema
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from advisor.assistant.answers import MAX_ANSWER_BYTES
from advisor.assistant.server import NOTICE
from advisor.assistant.tool_list import TOOLS
from tests.cli.command import run

ROOT = Path(__file__).resolve().parents[2]
COMMAND = StdioServerParameters(
    command=sys.executable,
    args=["-c", "from advisor.cli.main import main; main()", "mcp"],
    cwd=ROOT,
    env={"PYTHONPATH": str(ROOT)},
)
FACTS = {"relationship": "defined", "change_rapid": "yes", "employees": 120}


def talk(use: Callable[[Client], Awaitable[None]], mode: str = "auto") -> None:
    """Start the server, and use it."""

    async def run() -> None:
        async with Client(COMMAND, mode=mode) as client:
            await use(client)

    with ThreadPoolExecutor(1) as thread:  # the thread of a test can have the loop of a browser
        thread.submit(asyncio.run, run()).result()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_asks_advises_explains_and_checks(mode: str) -> None:
    async def use(client: Client) -> None:
        assert (client.instructions or "").count(NOTICE) == 1
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == list(TOOLS)

        async def call(tool: str, **arguments: Any) -> Any:
            result = await client.call_tool(tool, arguments)
            assert not result.is_error, result.content
            assert len(result.model_dump_json(by_alias=True, exclude_none=True).encode()) <= MAX_ANSWER_BYTES
            jsonschema.validate(result.structured_content, TOOLS[tool].answer)
            return result

        listed = await call("list_facts")
        assert listed.structured_content["total"] > 40
        question = (await call("next_question", facts={})).structured_content["question"]
        assert question["fact"] == "relationship"
        advice = await call("advise", facts=FACTS)
        assert advice.structured_content["verdict"] == "tighten"
        assert all(claim["rule"] and claim["source"] for claim in advice.structured_content["claims"])
        how = await call("explain", facts=FACTS, kind="how")
        assert how.structured_content["target"] == "verdict:tighten"
        text = advice.content[0].text.partition("Left out")[0]
        check = await call("check_claims", facts=FACTS, text=text)
        assert check.structured_content["agrees"]
        check = await call("check_claims", facts=FACTS, text=text.replace("verdict:tighten", "verdict:stay"))
        assert not check.structured_content["agrees"]

        wrong = await client.call_tool("advise", {"facts": {"relatonship": "defined", "employees": "many"}, "prt": 1})
        assert wrong.is_error
        said = wrong.content[0].text  # type: ignore[union-attr]
        assert "did you mean `relationship`" in said
        assert "employees" in said
        assert "did you mean `part`" in said

    talk(use, mode)


def test_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.cli.mcp.find_spec", lambda name: None)
    result = run("mcp", folder=tmp_path)
    assert result.code == 2
    assert "alignment-advisor[mcp]" in result.err


def test_the_notice_is_on_standard_error_and_nothing_else_on_standard_output() -> None:
    import subprocess

    command = [COMMAND.command, *COMMAND.args]
    process = subprocess.run(command, cwd=ROOT, input=b"no message\n", capture_output=True, timeout=300, check=False)
    assert process.returncode == 0
    assert process.stderr.decode().count(NOTICE) == 1
    assert all(line.startswith(b"{") for line in process.stdout.splitlines())

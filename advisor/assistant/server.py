"""The server: the tools behind the Model Context Protocol, over standard input and output. Only this room uses mcp."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from advisor.assistant.answers import Answer
from advisor.assistant.tool_list import TOOLS, ToolEntry
from advisor.assistant.tools import Tools
from advisor.model.rulebase import RuleBase

NOTICE = (
    "The company that makes the assistant sees the facts and the advice. "
    "The advisor itself sends nothing over the network."
)
INSTRUCTIONS = (
    "This server advises a company on how closely its Sales and Marketing teams should work together. Rules compute "
    "the advice; you ask and report. Begin with next_question, ask the person, and add each answer to `facts`. Then "
    "call advise. Repeat only what it says, keep the mark in brackets after each claim, and check your text with "
    "check_claims before you show it. Never guess a fact. Before the first question, say this once to the "
    f"person: {NOTICE}"
)


def serve(rulebase: RuleBase) -> None:
    """Serve until standard input ends."""
    asyncio.run(_serve(build_server(Tools(rulebase))))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


def build_server(tools: Tools) -> Server[Any]:
    """Build the server; one thread computes, so that the server still answers while a long search runs."""
    thread = ThreadPoolExecutor(1, "tools")
    listed = [_build_tool(name, entry) for name, entry in TOOLS.items()]

    async def list_tools(context: Any, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listed)

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        loop = asyncio.get_running_loop()
        return _build_result(await loop.run_in_executor(thread, _call, tools, params.name, params.arguments or {}))

    return Server(
        "alignment-advisor",
        version=version("alignment-advisor"),
        title="Alignment advisor",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _call(tools: Tools, name: str, arguments: dict[str, Any]) -> Answer:
    try:
        return tools.call(name, arguments)
    except Exception as error:
        print(f"{name}: {type(error).__name__}", file=sys.stderr)  # noqa: T201 - no more: it could hold what people wrote
        sentence = "Something went wrong here, and nothing was computed. Try it again with fewer facts."
        return Answer(sentence, None, is_error=True)


def _build_tool(name: str, entry: ToolEntry) -> types.Tool:
    return types.Tool(
        name=name,
        title=entry.title,
        description=entry.description,
        input_schema={**entry.arguments, "additionalProperties": False},
        output_schema=entry.answer,
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def _build_result(answer: Answer) -> types.CallToolResult:
    content: list[Any] = [types.TextContent(type="text", text=answer.text)]
    return types.CallToolResult(content=content, structured_content=answer.data, is_error=answer.is_error)

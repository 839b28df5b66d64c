"""Checks the arguments of a tool against its schema, and says what to correct."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from advisor.assistant.tool_list import TOOLS
from advisor.errors import Finding, Place
from advisor.loading.documents.mapping_nodes import format_key
from advisor.loading.finding_codes import MISSING_KEY, UNKNOWN_KEY, UNKNOWN_NAME, UNKNOWN_VALUE, WRONG_SHAPE
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_quoted

_TYPES: dict[str, tuple[type, str]] = {
    "object": (dict, "an object"),
    "string": (str, "a text"),
    "integer": (int, "a whole number"),
    "array": (list, "a list"),
}


def iter_argument_findings(tool: str, arguments: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the arguments of a tool."""
    schema = TOOLS[tool].arguments
    known = schema["properties"]
    for name in schema["required"]:
        if name not in arguments:
            yield Finding(Place(name), f"`{name}` is missing; add it to the arguments", MISSING_KEY)
    for name, value in arguments.items():
        if name not in known:
            way_out = suggest_name(name, known) or f"; the arguments are {join_quoted(known, ' and ')}"
            yield Finding(
                Place(format_key(name)), f"`{format_key(name)}` is not an argument of this tool{way_out}", UNKNOWN_KEY
            )
        else:
            yield from _iter_value_findings(name, value, known[name])
    if tool == "advise" and "skip" in arguments and "part" not in arguments:
        yield Finding(Place("skip"), "`skip` needs `part`; name the part of the advice to read on", WRONG_SHAPE)


def iter_list_findings(
    arguments: Mapping[str, Any], known: Collection[str], listed: Collection[str], levels: Collection[str]
) -> Iterator[Finding]:
    """Yield names that are no facts and a level that is none.

    Args:
        arguments: the arguments of `list_facts`.
        known: the arguments that have another fault; they are not looked at.
        listed: the names of the facts.
        levels: the levels.
    """
    level = arguments.get("level")
    if "level" not in known and level is not None and level not in levels:
        way_out = suggest_name(level, levels) or f"; write {join_quoted(levels)}"
        yield Finding(Place("level"), f"`{format_key(level)}` is not a level{way_out}", UNKNOWN_NAME)
    for name in arguments.get("names") or () if "names" not in known else ():
        if name not in listed:
            sentence = f"`{format_key(name)}` is not a fact{suggest_name(name, listed)}"
            yield Finding(Place("names"), sentence, UNKNOWN_NAME)


def _iter_value_findings(name: str, value: Any, schema: Mapping[str, Any]) -> Iterator[Finding]:
    kind, words = _TYPES[schema["type"]]
    if not isinstance(value, kind) or isinstance(value, bool):
        yield Finding(Place(name), f"`{name}` must be {words}; send it as JSON", WRONG_SHAPE)
    elif isinstance(value, str) and value not in schema.get("enum", [value]):
        way_out = suggest_name(value, schema["enum"]) or f"; it is one of {join_quoted(schema['enum'])}"
        yield Finding(Place(name), f"`{format_key(value)}` is not a value of `{name}`{way_out}", UNKNOWN_VALUE)
    elif isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        limits = f"from {schema['minimum']}" + (f" to {schema['maximum']}" if "maximum" in schema else "")
        yield Finding(Place(name), f"`{name}` is out of range; write a whole number {limits}", WRONG_SHAPE)
    elif isinstance(value, list) and not all(isinstance(item, str) for item in value):
        yield Finding(Place(name), f"`{name}` must be a list of texts; send names of facts", WRONG_SHAPE)

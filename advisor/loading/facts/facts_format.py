"""The three languages of facts files, and how one fact is written in each."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import PurePath

from advisor.loading.documents.yaml_writer import format_flow
from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value

_PLAIN_WORDS = re.compile(r"[A-Za-z][\w ()'-]*")
"""Words that need no quotes in a list of YAML."""
EXAMPLE_TOTALS = {"sales": 63, "marketing": 58}
"""Totals of the 20 statements, for examples of how to state them."""


class FactsFormat(StrEnum):
    """A language of facts files."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"


SUFFIXES = {".yaml": FactsFormat.YAML, ".yml": FactsFormat.YAML, ".toml": FactsFormat.TOML, ".json": FactsFormat.JSON}


def detect_facts_format(name: str) -> FactsFormat:
    """Return the language of a file by its ending; files with any other ending, and standard input, are YAML."""
    return SUFFIXES.get(PurePath(name).suffix.lower(), FactsFormat.YAML)


def format_fact_line(name: str, value: object, form: FactsFormat) -> str:
    """Write plain data as the value of a key: `totals: [a, b]`, `totals = ["a", "b"]` or `"totals": ["a", "b"]`."""
    if form is FactsFormat.YAML:
        return f"{name}: {format_flow(value)}"
    if form is FactsFormat.TOML:
        return f"{name} = {_format_toml(value)}"
    return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"


def format_list(values: list[str], form: FactsFormat) -> str:
    """Write a list of values: `[pricing, the budget]`, in TOML and JSON with quotes."""
    if form is not FactsFormat.YAML:
        return json.dumps(values, ensure_ascii=False)
    return f"[{', '.join(each if _PLAIN_WORDS.fullmatch(each) else format_flow(each) for each in values)}]"


def format_totals_example(form: FactsFormat) -> str:
    """Write the example of totals: `assessment: {totals: {sales: 63, marketing: 58}}`."""
    return format_fact_line("assessment", {"totals": EXAMPLE_TOTALS}, form)


def build_plain_data(value: Value | None) -> object:
    """Return a value as facts files have it; `none` for an empty list, `unknown` for None."""
    if value is None:
        return "unknown"
    return "none" if value == frozenset() else to_plain_value(value)


def _format_toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_format_toml(each)}' for key, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)

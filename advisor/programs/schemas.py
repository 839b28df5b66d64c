"""The published schemas (docs/*.schema.json), from the package or from a checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from advisor.authoring.schema.schemas import build_schemas
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.model.rulebase import RuleBase

PUBLISHED = (
    "advice",
    "advice-compact",
    "next-question",
    "explain-how",
    "explain-why-not",
    "explain-what-if",
    "explain-change",
    "facts-list",
    "rule",
    "step",
    "problem",
)
"""The schemas that the API uses, by the names of their files."""


def read_schema(name: str) -> dict[str, Any]:
    """Read a published schema."""
    root = Path(find_builtin_folder())
    folder = root / "schemas" if root.name == "builtin" else root / "docs"
    schema: dict[str, Any] = json.loads((folder / f"{name}.schema.json").read_text("utf-8"))
    return schema


def build_facts_schema(rulebase: RuleBase) -> dict[str, Any]:
    """Build the schema of a mapping of facts, for the facts of this rule base."""
    schema: dict[str, Any] = json.loads(build_schemas(rulebase)["facts.schema.json"])
    return schema


def move_definitions(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema and its definitions as components of an OpenAPI document, with the references to them."""
    moved = _point(schema, name)
    components: dict[str, Any] = {}
    for keyword in ("$defs", "definitions"):
        for part, definition in moved.pop(keyword, {}).items():
            components[f"{name}.{part}"] = definition
    for keyword in ("$schema", "$id"):
        moved.pop(keyword, None)
    return {name: moved, **components}


def _point(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _point_to(part, name) if key == "$ref" else _point(part, name) for key, part in value.items()}
    return [_point(part, name) for part in value] if isinstance(value, list) else value


def _point_to(reference: object, name: str) -> object:
    for beginning in ("#/$defs/", "#/definitions/"):
        if isinstance(reference, str) and reference.startswith(beginning):
            return f"#/components/schemas/{name}.{reference.removeprefix(beginning)}"
    return f"#/components/schemas/{name}" if reference == "#" else reference

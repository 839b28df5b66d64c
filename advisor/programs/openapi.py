"""The description of the API (OpenAPI 3.1), made from the published schemas."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from advisor.model.rulebase import RuleBase
from advisor.programs.explanation_kinds import KINDS, MAX_LISTED_SETS
from advisor.programs.findings_data import JSON_TYPE, PROBLEM_TYPE
from advisor.programs.schemas import PUBLISHED, build_facts_schema, move_definitions, read_schema

EXAMPLE_FACTS: dict[str, Any] = {"company": "Acme", "relationship": "defined", "change_rapid": "yes", "employees": 120}
EXAMPLE_OPTIONS: dict[str, dict[str, Any]] = {
    "how": {"target": "verdict:tighten"},
    "why-not": {"target": "verdict:stay", "max": 3, "keep": ["relationship"]},
    "what-if": {"tried": {"change_rapid": "no"}},
    "change": {"to": "stay"},
}
EXAMPLE_RULE, EXAMPLE_STEP = "defined/market-or-gaps-press", "colocation"
"""The examples of the document; a test runs each."""
_OPTION_SCHEMAS: dict[str, dict[str, Any]] = {
    "target": {"type": "string", "description": "A part of the advice, such as `step:colocation`."},
    "max": {"type": "integer", "minimum": 1, "maximum": MAX_LISTED_SETS},
    "keep": {"type": "array", "items": {"type": "string"}, "description": "Facts whose answers stay as they are."},
    "tried": {"$ref": "#/components/schemas/tried", "description": "The answers to try; `unknown` takes one back."},
    "to": {"type": "string", "description": "The verdict to aim at."},
}
_SUMMARIES = {
    "how": "Show how a part of the advice comes about",
    "why-not": "Show which answers would have to be different for a part of the advice",
    "what-if": "Compare the advice with that for other answers",
    "change": "Show the cheapest changes that turn the verdict",
}
_NEEDED = {"why-not": ["target"], "what-if": ["tried"]}


def build_openapi(rulebase: RuleBase) -> dict[str, Any]:
    """Build the document for the facts of a rule base."""
    components: dict[str, Any] = move_definitions("facts", build_facts_schema(rulebase))
    facts = components["facts"]
    components["tried"] = {
        **facts,
        "title": "Answers to try",
        "properties": {name: each for name, each in facts["properties"].items() if name in rulebase.facts},
        "minProperties": 1,
    }
    for name in PUBLISHED:
        components |= move_definitions(name, read_schema(name))
    for kind, options in KINDS.items():
        components[f"explain-{kind}-request"] = {
            "type": "object",
            "additionalProperties": False,
            "required": ["facts", *_NEEDED.get(kind, [])],
            "properties": {"facts": _refer("facts"), **{name: _OPTION_SCHEMAS[name] for name in options}},
        }
    explanations = {f"/v1/explain/{kind}": {"post": _describe_explanation(kind)} for kind in KINDS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alignment advisor",
            "version": version("alignment-advisor"),
            "description": "Advises how closely Sales and Marketing should work together. docs/api.md has the details.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/v1/advise": {"post": _describe_advise()},
            "/v1/next-question": {
                "post": _describe("Find the next question", "next-question", "next-question", _describe_body("facts"))
            },
            **explanations,
            "/v1/facts": {
                "get": _describe(
                    "List the facts that can be stated", "facts", "facts-list", {"parameters": _list_filters(rulebase)}
                )
            },
            "/v1/rules/{id}": {"get": _describe_entry("Show a rule", "rule", EXAMPLE_RULE)},
            "/v1/steps/{id}": {"get": _describe_entry("Show a step", "step", EXAMPLE_STEP)},
            "/openapi.json": {
                "get": _describe("Show this document", "openapi", {"type": "object", "required": ["openapi"]})
            },
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": _describe_response("The request was refused.", _refer("problem"), PROBLEM_TYPE)},
        },
    }


def _refer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _describe_response(text: str, schema: dict[str, Any], media_type: str = JSON_TYPE) -> dict[str, Any]:
    return {"description": text, "content": {media_type: {"schema": schema}}}


def _describe_body(name: str, example: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"schema": _refer(name), "example": example or EXAMPLE_FACTS}
    return {"requestBody": {"required": True, "content": {JSON_TYPE: content}}}


def _describe(
    summary: str, operation: str, answer: str | dict[str, Any], more: dict[str, Any] | None = None
) -> dict[str, Any]:
    schema = _refer(answer) if isinstance(answer, str) else answer
    problem = {"$ref": "#/components/responses/Problem"}
    responses = {"200": _describe_response("The answer.", schema), "default": problem}
    return {"summary": summary, "operationId": operation, **(more or {}), "responses": responses}


def _describe_advise() -> dict[str, Any]:
    advice = {
        "allOf": [_refer("advice")],
        "properties": {"decision_id": {"type": "string"}, "notes": {"type": "array", "items": {"type": "string"}}},
        "required": ["decision_id"],
    }
    compact = {
        "name": "compact",
        "in": "query",
        "description": "With 1, only the claims that fit into 4 KB.",
        "schema": {"enum": ["0", "1"]},
    }
    answer = {"anyOf": [_refer("advice-compact"), advice]}
    return _describe("Advise a company", "advise", answer, {"parameters": [compact], **_describe_body("facts")})


def _list_filters(rulebase: RuleBase) -> list[dict[str, Any]]:
    return [
        {
            "name": "level",
            "in": "query",
            "description": "Only the facts that matter at this level.",
            "schema": {"enum": list(rulebase.states)},
        },
        {
            "name": "search",
            "in": "query",
            "description": "Only the facts with these words.",
            "schema": {"type": "string"},
        },
    ]


def _describe_explanation(kind: str) -> dict[str, Any]:
    body = _describe_body(f"explain-{kind}-request", {"facts": EXAMPLE_FACTS, **EXAMPLE_OPTIONS[kind]})
    return _describe(_SUMMARIES[kind], f"explain-{kind}", f"explain-{kind}", body)


def _describe_entry(summary: str, name: str, example: str) -> dict[str, Any]:
    described = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": example}
    return _describe(summary, name, name, {"parameters": [described]})

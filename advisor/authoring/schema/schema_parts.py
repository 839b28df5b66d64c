"""The small parts of the JSON Schemas: texts, words, mappings, and the values of facts and conclusions.

The schemas are draft 7, which editors understand. They are for YAML 1.2, in which `yes` is a word and `true` is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.vocabulary import MAX_COUNT, Conclusion, Fact, Kind

Schema = dict[str, object]

YES, NO = ("yes", True), ("no", False)
TEXT: Schema = {"type": ["string", "number"], "pattern": "\\S"}
FLAG: Schema = {"enum": [*YES, *NO]}
COUNT: Schema = {"type": "integer"}
SLUG = "^[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*$"
NAME = "^[a-z][a-z0-9]*([_.][a-z0-9]+)*$"


def add_description(schema: Schema, description: str) -> Schema:
    """Return a schema with the text that an editor shows for it."""
    return {**schema, "description": description}


def build_enum(values: Iterable[str], clauses: Mapping[str, str] | None = None) -> Schema:
    """Build the schema of a word among `values`, with its clause; a word of digits needs no quotes."""
    words = list(values)
    schema: Schema = {"enum": [*words, *(int(word) for word in words if word.isdecimal())]}
    if clauses:
        schema["markdownEnumDescriptions"] = [clauses.get(word, "") for word in words]
    return schema


def allow_list(schema: Schema) -> Schema:
    """Build the schema of one value, or a list of them."""
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


def build_list(schema: Schema, *, min_items: int = 1) -> Schema:
    """Build the schema of a list."""
    return {"type": "array", "items": schema, "minItems": min_items}


def build_mapping(properties: Mapping[str, Schema], required: Iterable[str] = (), *, min_properties: int = 0) -> Schema:
    """Build the schema of a mapping with these keys and no others."""
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if required_keys := list(required):
        schema["required"] = required_keys
    if min_properties:
        schema["minProperties"] = min_properties
    return schema


def build_id_mapping(schema: Schema, pattern: str = SLUG) -> Schema:
    """Build the schema of a mapping of ids to entries."""
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": schema}


def _build_value_schema(fact: Fact) -> Schema:
    if fact.kind is Kind.YES_NO:
        clauses = [fact.values.get("yes", ""), fact.values.get("no", "")]
        return {"enum": ["yes", "no", True, False], "markdownEnumDescriptions": [*clauses, *clauses]}
    return build_enum(fact.values, fact.values)


def describe_fact(fact: Fact) -> str:
    """Return the text that an editor shows for a fact."""
    parts = [f"{fact.label[:1].upper()}{fact.label[1:]}. {fact.question}".strip(), fact.help]
    if fact.kind is Kind.COUNT:
        parts.append(f"A{fact.describe_counts()[1:]}.")
    return "\n\n".join(filter(None, parts))


def build_test_schema(fact: Fact) -> Schema:
    """Build the schema of what a condition may compare a fact with."""
    if fact.kind is not Kind.COUNT:
        return add_description(allow_list(_build_value_schema(fact)), describe_fact(fact))
    bounds = build_mapping({"at_least": COUNT, "at_most": COUNT}, min_properties=1)
    return add_description({"anyOf": [COUNT, bounds]}, describe_fact(fact))


def build_answer_schema(fact: Fact) -> Schema:
    """Build the schema of what a facts file or a case may state of a fact."""
    unknown: Schema = {"enum": ["unknown"]}
    if fact.kind is Kind.COUNT:
        limits = {"minimum": fact.minimum, **({"maximum": fact.maximum} if fact.maximum < MAX_COUNT else {})}
        return add_description({"anyOf": [{**COUNT, **limits}, unknown]}, describe_fact(fact))
    value = _build_value_schema(fact)
    if fact.kind is Kind.MANY:
        several: Schema = {"type": "array", "items": value}
        return add_description({"anyOf": [value, several, {"enum": ["none", "unknown"]}]}, describe_fact(fact))
    return add_description({"anyOf": [value, unknown]}, describe_fact(fact))


def build_conclusion_values(conclusion: Conclusion, *, several: bool = True) -> Schema:
    """Build the schema of the values of a conclusion, in a condition or in `then`."""
    value = TEXT if conclusion.values is None else build_enum(sorted(conclusion.values))
    return add_description(allow_list(value) if several else value, f"Concluded in the stage {conclusion.stage}.")

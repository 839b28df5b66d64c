"""The small parts of the JSON Schemas: texts, words, mappings, and the values that a fact or a conclusion can have.

Draft 7, which is what editors know. YAML 1.2 is meant, where `yes` is a word and `true` is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.vocabulary import Conclusion, Fact, Kind

Schema = dict[str, object]

YES, NO = ("yes", True), ("no", False)
TEXT: Schema = {"type": ["string", "number"], "pattern": "\\S"}
FLAG: Schema = {"enum": [*YES, *NO]}
COUNT: Schema = {"type": "integer"}
SLUG = "^[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*$"
NAME = "^[a-z][a-z0-9]*([_.][a-z0-9]+)*$"


def told(schema: Schema, description: str) -> Schema:
    """A schema with what an editor says of it."""
    return {**schema, "description": description}


def words(values: Iterable[str], clauses: Mapping[str, str] | None = None) -> Schema:
    """One of some words, each with what it means; a word of digits may stand without quotes."""
    listed = list(values)
    schema: Schema = {"enum": [*listed, *(int(word) for word in listed if word.isdecimal())]}
    if clauses:
        schema["markdownEnumDescriptions"] = [clauses.get(word, "") for word in listed]
    return schema


def one_or_more(schema: Schema) -> Schema:
    """One value, or a list of them."""
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


def listed(schema: Schema, *, least: int = 1) -> Schema:
    """A list."""
    return {"type": "array", "items": schema, "minItems": least}


def mapping(properties: Mapping[str, Schema], required: Iterable[str] = (), *, least: int = 0) -> Schema:
    """A mapping with these keys and no others."""
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if needed := list(required):
        schema["required"] = needed
    if least:
        schema["minProperties"] = least
    return schema


def ids_to(schema: Schema, pattern: str = SLUG) -> Schema:
    """A mapping of ids to entries."""
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": schema}


def _values(fact: Fact) -> Schema:
    if fact.kind is Kind.YES_NO:
        clauses = [fact.values.get("yes", ""), fact.values.get("no", "")]
        return {"enum": ["yes", "no", True, False], "markdownEnumDescriptions": [*clauses, *clauses]}
    return words(fact.values, fact.values)


def about(fact: Fact) -> str:
    """What an editor says of a fact."""
    parts = [f"{fact.label[:1].upper()}{fact.label[1:]}. {fact.question}".strip(), fact.help]
    if fact.kind is Kind.COUNT:
        parts.append(f"A whole number of {fact.minimum} or more.")
    return "\n\n".join(filter(None, parts))


def asked(fact: Fact) -> Schema:
    """What a condition may compare a fact with."""
    if fact.kind is not Kind.COUNT:
        return told(one_or_more(_values(fact)), about(fact))
    bounds = mapping({"at_least": COUNT, "at_most": COUNT}, least=1)
    return told({"anyOf": [COUNT, bounds]}, about(fact))


def stated(fact: Fact) -> Schema:
    """What a facts file or a case may state of a fact."""
    unknown: Schema = {"enum": ["unknown"]}
    if fact.kind is Kind.COUNT:
        return told({"anyOf": [{**COUNT, "minimum": fact.minimum}, unknown]}, about(fact))
    if fact.kind is Kind.MANY:
        several: Schema = {"type": "array", "items": _values(fact)}
        return told({"anyOf": [_values(fact), several, {"enum": ["none", "unknown"]}]}, about(fact))
    return told({"anyOf": [_values(fact), unknown]}, about(fact))


def concluded(conclusion: Conclusion, *, several: bool = True) -> Schema:
    """The values of a conclusion, in a condition or in `then`."""
    values = TEXT if conclusion.values is None else words(sorted(conclusion.values))
    several_or_one = one_or_more(values) if several else values
    return told(several_or_one, f"Concluded in the stage {conclusion.stage}.")

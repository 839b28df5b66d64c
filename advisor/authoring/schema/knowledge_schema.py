"""The part of the schemas that describes the sections of a knowledge file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.authoring.schema.parts import (
    COUNT,
    FLAG,
    NAME,
    SLUG,
    TEXT,
    Schema,
    ids_to,
    listed,
    mapping,
    one_or_more,
    told,
    words,
)
from advisor.loading.knowledge import SECTIONS, SYSTEMS
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Kind, Stage

SOURCE = told(TEXT, "The locator in a work; its first part is a prefix of one of the `sources`.")


def knowledge(facts: Sequence[str], tasks: Sequence[str], exempt: Schema, overriding: Mapping[str, Schema]) -> Schema:
    """A knowledge file. `facts` and `tasks` are what fillings and steps may name; every entry may override."""
    every: dict[str, Schema] = {**overriding, "exempt": exempt}
    sections: dict[str, Schema] = {
        "facts": told(ids_to(_fact(facts, every), NAME), "What can be asked."),
        "conclusions": told(ids_to(_conclusion(every), NAME), "What rules may conclude."),
        "steps": told(ids_to(_step(tasks, every)), "What can be advised."),
        **{name: told(ids_to(_entry(name, every)), "Reference entries.") for name in SYSTEMS},
        "wording": told(_wording(overriding), "The sentences that join the parts of a report."),
        "sources": told(ids_to(_work(every)), "The works that locators point into."),
    }
    return mapping({name: sections[name] for name in SECTIONS})


def _fact(facts: Sequence[str], every: Mapping[str, Schema]) -> Schema:
    band = mapping({"at_least": COUNT, "at_most": COUNT})
    filling = mapping(
        {"fact": words(facts), "bands": {"type": "object", "additionalProperties": band}, "source": SOURCE},
        ("fact", "source"),
    )
    keys = {
        "kind": told(words([each.value for each in Kind]), "How it is answered."),
        "label": told(TEXT, "A short noun phrase, used in lists."),
        "question": told(TEXT, "What is asked."),
        "help": told(TEXT, "Explains a term or gives an example."),
        "values": told({"type": "object", "additionalProperties": TEXT}, "Each value with the clause that states it."),
        "clause": told({**TEXT, "pattern": r"\{value\}"}, "States the answer; `{value}` is where it is put."),
        "empty": told(TEXT, "The clause where none of the values is chosen."),
        "minimum": told(COUNT, "The least count that can be."),
        "filled_from": told(filling, "The count that a choice is worked out from where it is not stated."),
        "computed": told(FLAG, "Whether the program works it out; such a fact is never asked."),
        "source": SOURCE,
        **every,
    }
    return {
        **mapping(keys, ("kind", "label", "source")),
        "allOf": [
            {"if": _of_kind(Kind.CHOICE, Kind.YES_NO), "then": {"required": ["values"]}},
            {"if": _of_kind(Kind.MANY), "then": {"required": ["values", "clause", "empty"]}},
            {"if": _of_kind(Kind.COUNT), "then": {"required": ["clause"], "not": {"required": ["values"]}}},
            {"if": {"not": {"required": ["computed"]}}, "then": {"required": ["question"]}},
        ],
    }


def _of_kind(*kinds: Kind) -> Schema:
    return {"properties": {"kind": {"enum": [kind.value for kind in kinds]}}, "required": ["kind"]}


def _conclusion(every: Mapping[str, Schema]) -> Schema:
    keys = {
        "stage": told(words([each.value for each in Stage]), "The stage whose rules conclude it."),
        "values": told(listed(TEXT, least=0), "The values it can have; any where they are left out."),
        "values_from": told(TEXT, "The section whose ids are its values."),
        "single": told(FLAG, "Whether at most one value can hold."),
        "source": SOURCE,
        **every,
    }
    return mapping(keys, ("stage", "source"))


def _step(tasks: Sequence[str], every: Mapping[str, Schema]) -> Schema:
    practice = mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
    changed = ("title", "what", "first", "owner", "sign")
    variant = {
        **mapping({**dict.fromkeys(changed, TEXT), "source": SOURCE}, ("source",)),
        "anyOf": [{"required": [name]} for name in changed],
    }
    weeks = mapping({"from": {**COUNT, "minimum": 0}, "to": COUNT, "source": SOURCE}, ("from", "source"))
    keys = {
        "title": told(TEXT, "What is to be done, as a heading."),
        "short": told(TEXT, "The title as a noun, for lists."),
        "move": told(words(MOVES), "The move that the step belongs to."),
        "order": told(COUNT, "Its usual place in the sequence of this move."),
        "what": told(TEXT, "One sentence that says what the step is."),
        "first": told(TEXT, "The first concrete thing to do."),
        "owner": told(TEXT, "Who owns it, in lower case."),
        "sign": told(TEXT, "How one sees that it works."),
        "weeks": told(weeks, "When it is taken, in weeks from the decision; without `to` it goes on for good."),
        "practices": told(ids_to(practice), "Concrete forms it can take."),
        "variants": told(ids_to(variant), "Other words for other cases."),
        "tasks": told(one_or_more(words(tasks)), "The checklist tasks it fulfils."),
        "source": SOURCE,
        **every,
    }
    return mapping(keys, ("title", "move", "what", "first", "owner", "sign", "source"))


def _entry(section: str, every: Mapping[str, Schema]) -> Schema:
    keys: dict[str, Schema] = {
        "title": told(TEXT, "Its name."),
        "text": told(TEXT, "What there is to say of it."),
        "source": SOURCE,
        **dict.fromkeys(SYSTEMS[section], TEXT),
        **every,
    }
    if section == "relationships":
        sign = mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
        keys["signs"] = told(ids_to(sign), "What it shows by.")
    schema = mapping(keys, ("source",))
    if section != "bands":
        schema["anyOf"] = [{"required": ["title"]}, {"required": ["text"]}]
    return schema


def _wording(overriding: Mapping[str, Schema]) -> Schema:
    other = mapping({"text": TEXT, **overriding}, ("text", *overriding))
    return {"type": "object", "propertyNames": {"pattern": SLUG}, "additionalProperties": {"anyOf": [TEXT, other]}}


def _work(every: Mapping[str, Schema]) -> Schema:
    keys = {
        "title": told(TEXT, "The title of the work."),
        "authors": TEXT,
        "year": TEXT,
        "published_in": TEXT,
        "prefix": told(
            {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, "The first parts of the locators that lead to it."
        ),
        "places": told({"type": "object", "additionalProperties": TEXT}, "Parts of the work, named for readers."),
        "mark": told(TEXT, "What it is cited by, where that is not a number."),
        **every,
    }
    return mapping(keys, ("title",))

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
    add_description,
    allow_list,
    build_enum,
    build_id_mapping,
    build_list,
    build_mapping,
)
from advisor.loading.knowledge import REFERENCE_SECTIONS, SECTIONS
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Kind, Stage

SOURCE = add_description(TEXT, "The locator in a work; its first part is a prefix of one of the `sources`.")


def build_knowledge_schema(
    facts: Sequence[str], tasks: Sequence[str], exempt: Schema, override_keys: Mapping[str, Schema]
) -> Schema:
    """A knowledge file. `facts` and `tasks` are what fillings and steps may name; every entry may override."""
    every: dict[str, Schema] = {**override_keys, "exempt": exempt}
    sections: dict[str, Schema] = {
        "facts": add_description(build_id_mapping(_build_fact_schema(facts, every), NAME), "What can be asked."),
        "conclusions": add_description(
            build_id_mapping(_build_conclusion_schema(every), NAME), "What rules may conclude."
        ),
        "steps": add_description(build_id_mapping(_build_step_schema(tasks, every)), "What can be advised."),
        **{
            name: add_description(build_id_mapping(_build_entry_schema(name, every)), "Reference entries.")
            for name in REFERENCE_SECTIONS
        },
        "wording": add_description(
            _build_wording_schema(override_keys), "The sentences that join the parts of a report."
        ),
        "sources": add_description(build_id_mapping(_build_work_schema(every)), "The works that locators point into."),
    }
    return build_mapping({name: sections[name] for name in SECTIONS})


def _build_fact_schema(facts: Sequence[str], common_keys: Mapping[str, Schema]) -> Schema:
    band = build_mapping({"at_least": COUNT, "at_most": COUNT})
    filling = build_mapping(
        {"fact": build_enum(facts), "bands": {"type": "object", "additionalProperties": band}, "source": SOURCE},
        ("fact", "source"),
    )
    keys = {
        "kind": add_description(build_enum([each.value for each in Kind]), "How it is answered."),
        "label": add_description(TEXT, "A short noun phrase, used in lists."),
        "question": add_description(TEXT, "What is asked."),
        "help": add_description(TEXT, "Explains a term or gives an example."),
        "values": add_description(
            {"type": "object", "additionalProperties": TEXT}, "Each value with the clause that states it."
        ),
        "clause": add_description(
            {**TEXT, "pattern": r"\{value\}"}, "States the answer; `{value}` is where it is put."
        ),
        "empty": add_description(TEXT, "The clause where none of the values is chosen."),
        "minimum": add_description(COUNT, "The least count that can be."),
        "filled_from": add_description(filling, "The count that a choice is worked out from where it is not stated."),
        "computed": add_description(FLAG, "Whether the program works it out; such a fact is never asked."),
        "source": SOURCE,
        **common_keys,
    }
    return {
        **build_mapping(keys, ("kind", "label", "source")),
        "allOf": [
            {"if": _build_kind_condition(Kind.CHOICE, Kind.YES_NO), "then": {"required": ["values"]}},
            {"if": _build_kind_condition(Kind.MANY), "then": {"required": ["values", "clause", "empty"]}},
            {
                "if": _build_kind_condition(Kind.COUNT),
                "then": {"required": ["clause"], "not": {"required": ["values"]}},
            },
            {"if": {"not": {"required": ["computed"]}}, "then": {"required": ["question"]}},
        ],
    }


def _build_kind_condition(*kinds: Kind) -> Schema:
    return {"properties": {"kind": {"enum": [kind.value for kind in kinds]}}, "required": ["kind"]}


def _build_conclusion_schema(common_keys: Mapping[str, Schema]) -> Schema:
    keys = {
        "stage": add_description(build_enum([each.value for each in Stage]), "The stage whose rules conclude it."),
        "values": add_description(
            build_list(TEXT, min_items=0), "The values it can have; any where they are left out."
        ),
        "values_from": add_description(TEXT, "The section whose ids are its values."),
        "single": add_description(FLAG, "Whether at most one value can hold."),
        "source": SOURCE,
        **common_keys,
    }
    return build_mapping(keys, ("stage", "source"))


def _build_step_schema(tasks: Sequence[str], common_keys: Mapping[str, Schema]) -> Schema:
    practice = build_mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
    changed = ("title", "what", "first", "owner", "sign")
    variant = {
        **build_mapping({**dict.fromkeys(changed, TEXT), "source": SOURCE}, ("source",)),
        "anyOf": [{"required": [name]} for name in changed],
    }
    weeks = build_mapping({"from": {**COUNT, "minimum": 0}, "to": COUNT, "source": SOURCE}, ("from", "source"))
    keys = {
        "title": add_description(TEXT, "What is to be done, as a heading."),
        "short": add_description(TEXT, "The title as a noun, for lists."),
        "move": add_description(build_enum(MOVES), "The move that the step belongs to."),
        "order": add_description(COUNT, "Its usual place in the sequence of this move."),
        "what": add_description(TEXT, "One sentence that says what the step is."),
        "first": add_description(TEXT, "The first concrete thing to do."),
        "owner": add_description(TEXT, "Who owns it, in lower case."),
        "sign": add_description(TEXT, "How one sees that it works."),
        "weeks": add_description(
            weeks, "When it is taken, in weeks from the decision; without `to` it goes on for good."
        ),
        "practices": add_description(build_id_mapping(practice), "Concrete forms it can take."),
        "variants": add_description(build_id_mapping(variant), "Other words for other cases."),
        "tasks": add_description(allow_list(build_enum(tasks)), "The checklist tasks it fulfils."),
        "source": SOURCE,
        **common_keys,
    }
    return build_mapping(keys, ("title", "move", "what", "first", "owner", "sign", "source"))


def _build_entry_schema(section: str, common_keys: Mapping[str, Schema]) -> Schema:
    keys: dict[str, Schema] = {
        "title": add_description(TEXT, "Its name."),
        "text": add_description(TEXT, "What there is to say of it."),
        "source": SOURCE,
        **dict.fromkeys(REFERENCE_SECTIONS[section], TEXT),
        **common_keys,
    }
    if section == "relationships":
        sign = build_mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
        keys["signs"] = add_description(build_id_mapping(sign), "What it shows by.")
    schema = build_mapping(keys, ("source",))
    if section != "bands":
        schema["anyOf"] = [{"required": ["title"]}, {"required": ["text"]}]
    return schema


def _build_wording_schema(override_keys: Mapping[str, Schema]) -> Schema:
    other = build_mapping({"text": TEXT, **override_keys}, ("text", *override_keys))
    return {"type": "object", "propertyNames": {"pattern": SLUG}, "additionalProperties": {"anyOf": [TEXT, other]}}


def _build_work_schema(common_keys: Mapping[str, Schema]) -> Schema:
    keys = {
        "title": add_description(TEXT, "The title of the work."),
        "authors": TEXT,
        "year": TEXT,
        "published_in": TEXT,
        "prefix": add_description(
            {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, "The first parts of the locators that lead to it."
        ),
        "places": add_description(
            {"type": "object", "additionalProperties": TEXT}, "Parts of the work, named for readers."
        ),
        "mark": add_description(TEXT, "What it is cited by, where that is not a number."),
        **common_keys,
    }
    return build_mapping(keys, ("title",))

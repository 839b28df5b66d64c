"""The schema of a knowledge file, with all its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.authoring.schema.schema_parts import (
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
from advisor.loading.packs.exclusions import EXCLUSIONS
from advisor.loading.packs.knowledge import REFERENCE_SECTIONS, SECTIONS
from advisor.model.exclusions import Ground
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Control, Kind, Stage

SOURCE = add_description(TEXT, "The locator in a work; its first part is a prefix of one of the `sources`.")


def build_knowledge_schema(
    facts: Sequence[str], tasks: Sequence[str], exempt: Schema, override_keys: Mapping[str, Schema], excluded: Schema
) -> Schema:
    """Build the schema of a knowledge file.

    Args:
        facts: The facts that `filled_from` may name.
        tasks: The checklist tasks that steps may name.
        exempt: The schema of `exempt`, which every entry may have.
        override_keys: The schemas of `overrides` and `reason`, which every entry may have.
        excluded: The schema of the conclusions that answers may exclude.
    """
    every: dict[str, Schema] = {**override_keys, "exempt": exempt}
    sections: dict[str, Schema] = {
        "facts": add_description(
            build_id_mapping(_build_fact_schema(facts, every), NAME), "What the interview can ask."
        ),
        "conclusions": add_description(
            build_id_mapping(_build_conclusion_schema(every), NAME), "What rules may conclude."
        ),
        "steps": add_description(build_id_mapping(_build_step_schema(tasks, every)), "What the report can advise."),
        EXCLUSIONS: add_description(
            build_id_mapping(_build_exclusion_schema(excluded, every)),
            "What answers exclude from the advice; `advisor rules check --prove` proves it.",
        ),
        **{
            name: add_description(build_id_mapping(_build_entry_schema(name, every)), "Reference entries.")
            for name in REFERENCE_SECTIONS
        },
        "wording": add_description(
            _build_wording_schema(override_keys), "Sentences that connect the parts of a report."
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
        "kind": add_description(build_enum([each.value for each in Kind]), "The kind of answer."),
        "label": add_description(TEXT, "A short noun phrase, used in lists."),
        "question": add_description(TEXT, "The question of the interview."),
        "help": add_description(TEXT, "Explains a term or gives an example."),
        "values": add_description(
            {"type": "object", "additionalProperties": TEXT}, "Each value with the clause that states it."
        ),
        "clause": add_description(
            {**TEXT, "pattern": r"\{value\}"}, "A clause that states the answer; `{value}` is replaced by it."
        ),
        "empty": add_description(TEXT, "The clause if none of the values is chosen."),
        "minimum": add_description(COUNT, "The smallest possible count."),
        "maximum": add_description(COUNT, "The largest possible count, such as 100 for a percentage."),
        "filled_from": add_description(filling, "The count that the choice is computed from if it is not stated."),
        "computed": add_description(FLAG, "Whether the program computes it; the interview never asks such a fact."),
        "control": add_description(
            build_enum([each.value for each in Control]), "Who can make the answer different; without it, the company."
        ),
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
            build_list(TEXT, min_items=0), "The values it can have; without `values` it can have any."
        ),
        "values_from": add_description(TEXT, "The section whose ids are its values."),
        "single": add_description(FLAG, "Whether at most one value can hold."),
        "reported": add_description(FLAG, "Whether only reported answers count; an unknown fact is not reported."),
        "source": SOURCE,
        **common_keys,
    }
    return build_mapping(keys, ("stage", "source"))


def _build_step_schema(tasks: Sequence[str], common_keys: Mapping[str, Schema]) -> Schema:
    practice = build_mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
    texts = ("title", "what", "first", "owner", "sign")
    variant = {
        **build_mapping({**dict.fromkeys(texts, TEXT), "source": SOURCE}, ("source",)),
        "anyOf": [{"required": [name]} for name in texts],
    }
    weeks = build_mapping({"from": {**COUNT, "minimum": 0}, "to": COUNT, "source": SOURCE}, ("from", "source"))
    keys = {
        "title": add_description(TEXT, "What to do, as a heading."),
        "short": add_description(TEXT, "The title as a noun, for lists."),
        "move": add_description(build_enum(MOVES), "The move that the step belongs to."),
        "order": add_description(COUNT, "Its usual place among the steps of this move."),
        "what": add_description(TEXT, "One sentence that says what the step is."),
        "first": add_description(TEXT, "The first concrete thing to do."),
        "owner": add_description(TEXT, "Who owns it, in lower case."),
        "sign": add_description(TEXT, "How you see that it works."),
        "weeks": add_description(weeks, "When to take it, in weeks from the decision; without `to` it does not end."),
        "practices": add_description(build_id_mapping(practice), "Concrete ways to do it."),
        "variants": add_description(build_id_mapping(variant), "Other texts for other companies."),
        "tasks": add_description(allow_list(build_enum(tasks)), "The checklist tasks that it completes."),
        "source": SOURCE,
        **common_keys,
    }
    return build_mapping(keys, ("title", "move", "what", "first", "owner", "sign", "source"))


def _build_exclusion_schema(excluded: Schema, common_keys: Mapping[str, Schema]) -> Schema:
    condition: Schema = {"allOf": [{"$ref": "#/definitions/condition"}]}
    keys = {
        "ground": add_description(
            build_enum([each.value for each in Ground]), "Whether the answers say that it is there, or deny its ground."
        ),
        "when": add_description(condition, "The answers that exclude it."),
        "forbids": add_description(excluded, "The conclusions that no advice may have then."),
        "unless": add_description(condition, "Conclusions with which it is allowed, such as a variant of a step."),
        "source": SOURCE,
        **common_keys,
    }
    return build_mapping(keys, ("ground", "when", "forbids", "source"))


def _build_entry_schema(section: str, common_keys: Mapping[str, Schema]) -> Schema:
    keys: dict[str, Schema] = {
        "title": add_description(TEXT, "Its name."),
        "text": add_description(TEXT, "What the report says about it."),
        "source": SOURCE,
        **dict.fromkeys(REFERENCE_SECTIONS[section], TEXT),
        **common_keys,
    }
    if section == "relationships":
        sign = build_mapping({"text": TEXT, "source": SOURCE}, ("text", "source"))
        keys["signs"] = add_description(build_id_mapping(sign), "Signs by which you recognize it.")
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
            {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, "The first parts of the locators that belong to it."
        ),
        "places": add_description(
            {"type": "object", "additionalProperties": TEXT}, "Parts of the work, named for readers."
        ),
        "mark": add_description(TEXT, "How reports cite it, if not by a number."),
        **common_keys,
    }
    return build_mapping(keys, ("title",))

"""JSON Schemas for every kind of file that authors and users write; editors use them to complete words and mark errors.

They are built from the vocabulary of a rule base and the tables of the loader. They cover what one file shows by
itself. `advisor rules check` finds the rest, such as ids that are there twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from advisor.authoring.schema.knowledge_schema import build_knowledge_schema
from advisor.authoring.schema.schema_parts import (
    COUNT,
    TEXT,
    Schema,
    add_description,
    allow_list,
    build_answer_schema,
    build_conclusion_values,
    build_enum,
    build_list,
    build_mapping,
    build_test_schema,
)
from advisor.consultation import UNDETERMINED
from advisor.model.inferred_facts import can_be_inferred
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT
from advisor.model.rulebase import NO_VERDICT, REASON, VERDICT, RuleBase
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage
from advisor.survey.completion import STATUS_WORDS
from advisor.survey.mapping_file import FUNCTION, IGNORE, OPTIONS, OTHER_FUNCTION, ROLE

DRAFT = "http://json-schema.org/draft-07/schema#"
EXEMPT = add_description(
    {"type": "object", "propertyNames": {"pattern": "^ADV[0-9]{3}$"}, "additionalProperties": TEXT},
    "Codes of `advisor rules check` that do not apply to this entry, each with the reason.",
)
OVERRIDE_KEYS: Mapping[str, Schema] = {
    "overrides": add_description(TEXT, "The id of an entry of an earlier pack that this one replaces."),
    "reason": add_description(TEXT, "Why the other one is replaced."),
}


def build_schemas(rulebase: RuleBase) -> dict[str, str]:
    """Return the text of each schema by its file name, for the vocabulary of this rule base."""
    return {
        f"{name}.schema.json": json.dumps({"$schema": DRAFT, **build(rulebase)}, indent=1, ensure_ascii=False) + "\n"
        for name, build in SCHEMA_BUILDERS.items()
    }


def _build_pack_schema(rulebase: RuleBase) -> Schema:
    gone = [each.what.removeprefix("rules/") for each in rulebase.overrides if each.what.startswith("rules/")]
    rule = build_enum(dict.fromkeys([*rulebase.rules_by_id, *gone]))
    off = build_mapping({"rule": rule, "reason": TEXT}, ("rule", "reason"))
    template = build_mapping({"template": TEXT, "reason": TEXT}, ("template", "reason"))
    keys = {
        "name": add_description(TEXT, "A short name; the ids of the pack's rules begin with it."),
        "version": add_description(TEXT, "The version of the pack."),
        "title": add_description(TEXT, "What the pack is, in a line."),
        "requires": add_description(
            TEXT, "The versions of the built-in pack that this pack works with, such as `>=1.0,<2`."
        ),
        "switches_off": add_description(
            build_list(off, min_items=0), "Rules of earlier packs to switch off, each with the reason."
        ),
        "replaces_templates": add_description(
            build_list(template, min_items=0), "Templates that replace built-in ones, each with the reason."
        ),
    }
    return {"title": "The header of a pack (pack.yaml)", **build_mapping(keys, ("name", "version"))}


def _build_rules_schema(rulebase: RuleBase) -> Schema:
    facts = {name: build_test_schema(fact) for name, fact in rulebase.facts.items()}
    conclusions = {name: build_conclusion_values(each) for name, each in rulebase.conclusions.items()}
    inferred = {name: facts[name] for name, fact in rulebase.facts.items() if can_be_inferred(fact)}
    concluded = {name: each for name, each in conclusions.items() if name != REASON}
    then = build_mapping({**inferred, **concluded}, min_properties=1)
    keys = {
        "id": add_description(TEXT, "Lower-case words joined by `-` and `/`; begins with the name of the pack."),
        **OVERRIDE_KEYS,
        "title": add_description(TEXT, "The pattern found, as a heading without a final period."),
        "status": add_description(build_enum([each.value for each in RuleStatus]), "How settled the rule is."),
        "source": add_description(TEXT, "The locator in a work; its first part is a prefix of one of the `sources`."),
        "exempt": EXEMPT,
        "when": add_description(
            {"allOf": [{"$ref": "#/definitions/condition"}]}, "When the rule fires, in addition to the guard."
        ),
        "then": add_description(then, "What follows: conclusions of the file's stage, or facts in the stage `infer`."),
        "because": add_description(
            TEXT, "What the report prints; `{grounds}` is replaced by the answers that made the rule fire."
        ),
    }
    required = ("id", "title", "status", "source", "then", "because")
    file_keys = {
        "stage": add_description(build_enum([each.value for each in Stage]), "The stage of all rules of this file."),
        "guard": add_description(
            {"allOf": [{"$ref": "#/definitions/condition"}]}, "A condition joined to that of every rule."
        ),
        "rules": add_description(
            build_list({"$ref": "#/definitions/rule"}, min_items=0), "The rules, in the order of the report."
        ),
    }
    return {
        "title": "Rules (rules/**/*.yaml)",
        **build_mapping(file_keys, ("stage", "rules")),
        "allOf": [_build_stage_condition(stage, rulebase) for stage in Stage],
        "definitions": {"condition": _build_condition(rulebase), "rule": build_mapping(keys, required)},
    }


def _build_condition(rulebase: RuleBase) -> Schema:
    """Build the schema of a condition, which refers to itself as `#/definitions/condition`."""
    several = build_list({"$ref": "#/definitions/condition"})
    parts: dict[str, Schema] = {
        "all": add_description(several, "All of these conditions."),
        "any": add_description(several, "At least one of these conditions."),
        "not": add_description({"allOf": [{"$ref": "#/definitions/condition"}]}, "Not this condition."),
    }
    facts = {name: build_test_schema(fact) for name, fact in rulebase.facts.items()}
    conclusions = {name: build_conclusion_values(each) for name, each in rulebase.conclusions.items()}
    return build_mapping({**parts, **facts, **conclusions}, min_properties=1)


def _build_stage_condition(stage: Stage, rulebase: RuleBase) -> Schema:
    """Build the condition that a rule concludes only what belongs to its stage."""
    own = [name for name, each in rulebase.conclusions.items() if each.stage is stage and name != REASON]
    if stage is Stage.INFER:
        own += [name for name, fact in rulebase.facts.items() if can_be_inferred(fact)]
    then: Schema = {"properties": {"then": {"propertyNames": {"enum": own}}}}
    return {
        "if": {"properties": {"stage": {"const": stage.value}}, "required": ["stage"]},
        "then": {"properties": {"rules": {"items": then}}},
    }


def _build_cases_schema(rulebase: RuleBase) -> Schema:
    verdicts = sorted(rulebase.conclusions[VERDICT].values or ()) if VERDICT in rulebase.conclusions else []
    rule, step = build_enum(rulebase.rules_by_id), build_enum(rulebase.steps)
    caution = build_enum(dict.fromkeys(key for each in rulebase.rules for key in each.list_concluded_values("caution")))
    move = build_mapping({"from": build_enum(rulebase.states), "to": build_enum(rulebase.states)}, ("from", "to"))
    atoms = {name: [atom.value for atom in rulebase.list_concluded_atoms(name)] for name in rulebase.conclusions}
    conclusions = {name: allow_list(build_enum(values)) for name, values in atoms.items() if values}
    expect: dict[str, Schema] = {
        "verdict": add_description(
            build_enum([*verdicts, UNDETERMINED, NO_VERDICT]), "The verdict; `none` if no rule gives one."
        ),
        "possible_verdicts": add_description(
            allow_list(build_enum([*verdicts, NO_VERDICT])), "All verdicts that are possible, in any order."
        ),
        "state": add_description(build_enum([*rulebase.states, "unknown"]), "The state of the relationship."),
        "move": add_description({"anyOf": [{"enum": ["none"]}, move]}, "From which state to which, or `none`."),
        "fires": add_description(allow_list(rule), "Rules that must fire."),
        "silent": add_description(allow_list(rule), "Rules that must not fire."),
        "steps": add_description(allow_list(step), "Steps advised, in this order; there may be others between them."),
        "all_steps": add_description(allow_list(step), "All steps advised, in this order, and no others."),
        "cautions": add_description(allow_list(caution), "Cautions that must be there."),
        "done": add_description(allow_list(step), "Steps that are in place already."),
        "not_yet": add_description(allow_list(step), "Steps that must wait."),
        "concludes": add_description(build_mapping(conclusions, min_properties=1), "Conclusions that must be drawn."),
    }
    keys = {
        "name": add_description(TEXT, "A sentence that says what happens."),
        "facts": add_description(
            _build_facts_mapping(rulebase, computed=True), "What is known of the company; the rest is unknown."
        ),
        "expect": add_description(build_mapping(expect, min_properties=1), "What the advice must hold."),
    }
    cases = build_list(build_mapping(keys, ("name", "facts", "expect")))
    return {"title": "Cases (rules/**/*.cases.yaml)", **build_mapping({"cases": cases}, ("cases",))}


def _build_facts_schema(rulebase: RuleBase) -> Schema:
    return {"title": "The facts of a company", **_build_facts_mapping(rulebase, computed=False)}


def _build_facts_mapping(rulebase: RuleBase, *, computed: bool) -> Schema:
    facts = {name: build_answer_schema(fact) for name, fact in rulebase.facts.items() if computed or not fact.computed}
    answer: Schema = {"enum": [*range(MIN_RATING, MAX_RATING + 1), "unknown", "missing"]}
    person = build_mapping(
        {
            "function": build_enum((*FUNCTIONS, BOTH_FUNCTIONS)),
            "role": build_enum(ROLES),
            "answers": {
                "anyOf": [
                    {"type": "array", "items": answer, "minItems": STATEMENT_COUNT, "maxItems": STATEMENT_COUNT},
                    {"type": "string", "pattern": f"^[{MIN_RATING}-{MAX_RATING}-]{{{STATEMENT_COUNT}}}$"},
                    {"type": "object", "additionalProperties": answer},
                ]
            },
        },
        ("function", "answers"),
    )
    total: Schema = {"type": "number", "minimum": STATEMENT_COUNT * MIN_RATING, "maximum": STATEMENT_COUNT * MAX_RATING}
    assessment = {
        **build_mapping(
            {
                "respondents": add_description(
                    {"anyOf": [build_list(person), {"type": "string", "minLength": STATEMENT_COUNT}]},
                    "Who answered the 20 statements: a list, or a text with a line for each respondent.",
                ),
                "totals": add_description(
                    build_mapping(dict.fromkeys(FUNCTIONS, total), min_properties=1), "The total of each function."
                ),
                "min_group": add_description(
                    {**COUNT, "minimum": 1},
                    "The report shows no group of fewer people; at least 3, unless one person answered alone.",
                ),
                "show_heads": add_description(
                    {"enum": ["yes", "no", True, False]}, "Whether the report may show a head's answers."
                ),
            }
        ),
        "oneOf": [{"required": ["respondents"]}, {"required": ["totals"]}],
    }
    own = {
        "company": add_description({"type": ["string", "number", "null"]}, "The company's name."),
        "assessment": add_description(assessment, "Answers to the 20 statements."),
        "interview": add_description({"type": "object"}, "What the interview saves for itself."),
    }
    return build_mapping({**own, **facts})


def _build_survey_schema(rulebase: RuleBase) -> Schema:
    numbers = range(1, STATEMENT_COUNT + 1)
    holds: Schema = {"enum": [FUNCTION, ROLE, IGNORE, *OPTIONS, *numbers, *map(str, numbers)]}
    marks = range(MIN_RATING, MAX_RATING + 1)
    answer: Schema = {"enum": ["missing", "unknown", *marks, *map(str, marks)]}
    keys: dict[str, Schema] = {
        "columns": add_description({"type": "object", "additionalProperties": holds}, "What each column holds."),
        "answers": add_description(
            {"type": "object", "additionalProperties": answer}, "The answer that each word means."
        ),
        "functions": add_description(
            {"type": "object", "additionalProperties": build_enum((*FUNCTIONS, BOTH_FUNCTIONS, OTHER_FUNCTION))},
            "The function that each word means.",
        ),
        "roles": add_description(
            {"type": "object", "additionalProperties": build_enum(ROLES)}, "The role that each word means."
        ),
        "statuses": add_description(
            {"type": "object", "additionalProperties": build_enum(tuple(STATUS_WORDS))},
            "Whether a response with this status is finished.",
        ),
    }
    return {"title": "What the columns and words of a survey mean (--map)", **build_mapping(keys)}


def _build_knowledge_file(rulebase: RuleBase) -> Schema:
    tasks = [key.removeprefix("checklist/") for key in rulebase.entries if key.startswith("checklist/")]
    shown = {
        name: build_conclusion_values(each)
        for name, each in rulebase.conclusions.items()
        if each.stage in (Stage.PLAN, Stage.CAUTION)
    }
    excluded = build_mapping(shown, min_properties=1)
    return {
        "title": "Knowledge (knowledge/**/*.yaml)",
        **build_knowledge_schema(tuple(rulebase.facts), tasks, EXEMPT, OVERRIDE_KEYS, excluded),
        "definitions": {"condition": _build_condition(rulebase)},
    }


SCHEMA_BUILDERS: Mapping[str, Callable[[RuleBase], Schema]] = {
    "pack": _build_pack_schema,
    "rules": _build_rules_schema,
    "cases": _build_cases_schema,
    "knowledge": _build_knowledge_file,
    "facts": _build_facts_schema,
    "mapping": _build_survey_schema,
}
"""The kinds of files, and the function that builds the schema of each."""

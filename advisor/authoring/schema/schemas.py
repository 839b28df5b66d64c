"""JSON Schemas for every kind of file that authors and users write; an editor completes and marks by them while typing.

They are made from the vocabulary of a rule base and from the tables that the loader goes by. They say what can be said
of one file by itself: that a rule's `because` can be filled in, or that ids are there once only, the checks tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from advisor.authoring.schema.knowledge_schema import knowledge
from advisor.authoring.schema.parts import (
    COUNT,
    TEXT,
    Schema,
    asked,
    concluded,
    listed,
    mapping,
    one_or_more,
    stated,
    told,
    words,
)
from advisor.consultation import UNDETERMINED
from advisor.model.responses import BOTH, FUNCTIONS, HIGHEST, LOWEST, ROLES, STATEMENTS
from advisor.model.rulebase import REASON, VERDICT, RuleBase
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage
from advisor.survey.mapping_file import FUNCTION, IGNORE, ROLE

DRAFT = "http://json-schema.org/draft-07/schema#"
EXEMPT = told(
    {"type": "object", "propertyNames": {"pattern": "^ADV[0-9]{3}$"}, "additionalProperties": TEXT},
    "Codes of docs/checks.md that do not hold for this entry, each with the reason.",
)
OVERRIDING: Mapping[str, Schema] = {
    "overrides": told(TEXT, "The id of an entry of an earlier pack whose place this one takes."),
    "reason": told(TEXT, "Why the other one is replaced."),
}


def schemas(rulebase: RuleBase) -> dict[str, str]:
    """The text of each schema by the name of its file, for the vocabulary of this rule base."""
    return {
        f"{name}.schema.json": json.dumps({"$schema": DRAFT, **make(rulebase)}, indent=1, ensure_ascii=False) + "\n"
        for name, make in FILES.items()
    }


def _pack(rulebase: RuleBase) -> Schema:
    gone = [each.what.removeprefix("rules/") for each in rulebase.overrides if each.what.startswith("rules/")]
    off = mapping({"rule": words(dict.fromkeys([*rulebase.by_id, *gone])), "reason": TEXT}, ("rule", "reason"))
    template = mapping({"template": TEXT, "reason": TEXT}, ("template", "reason"))
    keys = {
        "name": told(TEXT, "A short name; the ids of the pack's rules begin with it."),
        "version": told(TEXT, "The version of the pack."),
        "title": told(TEXT, "What the pack is, in a line."),
        "requires": told(TEXT, "The versions of the built-in pack that this one was made for, such as `>=1.0,<2`."),
        "switches_off": told(listed(off, least=0), "Rules of earlier packs that do not count, each with the reason."),
        "replaces_templates": told(
            listed(template, least=0), "Templates that stand in the place of built-in ones, each with the reason."
        ),
    }
    return {"title": "The header of a pack (pack.yaml)", **mapping(keys, ("name", "version"))}


def _rules(rulebase: RuleBase) -> Schema:
    facts = {name: asked(fact) for name, fact in rulebase.facts.items()}
    conclusions = {name: concluded(each) for name, each in rulebase.conclusions.items()}
    several = listed({"$ref": "#/definitions/condition"})
    parts: dict[str, Schema] = {
        "all": told(several, "All of these conditions."),
        "any": told(several, "At least one of these conditions."),
        "not": told({"allOf": [{"$ref": "#/definitions/condition"}]}, "Not this condition."),
    }
    condition = mapping({**parts, **facts, **conclusions}, least=1)
    then = mapping({name: each for name, each in conclusions.items() if name != REASON}, least=1)
    keys = {
        "id": told(TEXT, "Lower-case words joined by `-` and `/`; begins with the name of the pack."),
        **OVERRIDING,
        "title": told(TEXT, "The pattern found, as a heading without a final period."),
        "status": told(words([each.value for each in RuleStatus]), "How settled the rule is."),
        "source": told(TEXT, "The locator in a work; its first part is a prefix of one of the `sources`."),
        "exempt": EXEMPT,
        "when": told({"allOf": [{"$ref": "#/definitions/condition"}]}, "When the rule fires, beside the guard."),
        "then": told(then, "What follows: conclusions of the file's stage."),
        "because": told(TEXT, "What the report prints; `{grounds}` stands for the answers that made the rule fire."),
    }
    required = ("id", "title", "status", "source", "then", "because")
    whole = {
        "stage": told(words([each.value for each in Stage]), "The stage of all rules of this file."),
        "guard": told({"allOf": [{"$ref": "#/definitions/condition"}]}, "A condition joined to that of every rule."),
        "rules": told(listed({"$ref": "#/definitions/rule"}, least=0), "The rules, in the order they are told in."),
    }
    return {
        "title": "Rules (rules/**/*.yaml)",
        **mapping(whole, ("stage", "rules")),
        "allOf": [_of_stage(stage, rulebase) for stage in Stage],
        "definitions": {"condition": condition, "rule": mapping(keys, required)},
    }


def _of_stage(stage: Stage, rulebase: RuleBase) -> Schema:
    """A rule concludes only what belongs to its stage."""
    own = [name for name, each in rulebase.conclusions.items() if each.stage is stage and name != REASON]
    then: Schema = {"properties": {"then": {"propertyNames": {"enum": own}}}}
    return {
        "if": {"properties": {"stage": {"const": stage.value}}, "required": ["stage"]},
        "then": {"properties": {"rules": {"items": then}}},
    }


def _cases(rulebase: RuleBase) -> Schema:
    verdicts = sorted(rulebase.conclusions[VERDICT].values or ()) if VERDICT in rulebase.conclusions else []
    rule, step = words(rulebase.by_id), words(rulebase.steps)
    caution = words(dict.fromkeys(slug for each in rulebase.rules for slug in each.concludes("caution")))
    move = mapping({"from": words(rulebase.states), "to": words(rulebase.states)}, ("from", "to"))
    expect: dict[str, Schema] = {
        "verdict": told(words([*verdicts, UNDETERMINED]), "The verdict."),
        "possible_verdicts": told(one_or_more(words(verdicts)), "All verdicts that are possible, in any order."),
        "state": told(words([*rulebase.states, "unknown"]), "The state of the relationship."),
        "move": told({"anyOf": [{"enum": ["none"]}, move]}, "From which state to which, or `none`."),
        "fires": told(one_or_more(rule), "Rules that must fire."),
        "silent": told(one_or_more(rule), "Rules that must not fire."),
        "steps": told(one_or_more(step), "Steps advised, in this order; others may stand between."),
        "cautions": told(one_or_more(caution), "Cautions that must be there."),
        "done": told(one_or_more(step), "Steps told to be in place already."),
        "not_yet": told(one_or_more(step), "Steps told to wait."),
    }
    keys = {
        "name": told(TEXT, "A sentence that says what happens."),
        "facts": told(_stating(rulebase, computed=True), "What is known of the company; the rest is unknown."),
        "expect": told(mapping(expect, least=1), "What the advice must hold."),
    }
    cases = listed(mapping(keys, ("name", "facts", "expect")))
    return {"title": "Cases (rules/**/*.cases.yaml)", **mapping({"cases": cases}, ("cases",))}


def _facts(rulebase: RuleBase) -> Schema:
    return {"title": "The facts of a company", **_stating(rulebase, computed=False)}


def _stating(rulebase: RuleBase, *, computed: bool) -> Schema:
    facts = {name: stated(fact) for name, fact in rulebase.facts.items() if computed or not fact.computed}
    answer: Schema = {"enum": [*range(LOWEST, HIGHEST + 1), "unknown", "missing"]}
    person = mapping(
        {
            "function": words((*FUNCTIONS, BOTH)),
            "role": words(ROLES),
            "answers": {
                "anyOf": [
                    {"type": "array", "items": answer, "minItems": STATEMENTS, "maxItems": STATEMENTS},
                    {"type": "string", "pattern": f"^[{LOWEST}-{HIGHEST}-]{{{STATEMENTS}}}$"},
                    {"type": "object", "additionalProperties": answer},
                ]
            },
        },
        ("function", "answers"),
    )
    total: Schema = {"type": "number", "minimum": STATEMENTS * LOWEST, "maximum": STATEMENTS * HIGHEST}
    assessment = {
        **mapping(
            {
                "respondents": told(listed(person), "Who answered the 20 statements."),
                "totals": told(mapping(dict.fromkeys(FUNCTIONS, total), least=1), "The total of each function."),
                "min_group": told({**COUNT, "minimum": 1}, "Answers of fewer people than this are not shown."),
                "show_heads": told({"enum": ["yes", "no", True, False]}, "Whether a head's answers may be shown."),
            }
        ),
        "oneOf": [{"required": ["respondents"]}, {"required": ["totals"]}],
    }
    own = {
        "company": told({"type": ["string", "number", "null"]}, "The company's name."),
        "assessment": told(assessment, "Answers to the 20 statements."),
        "interview": told({"type": "object"}, "What an interview keeps for itself."),
    }
    return mapping({**own, **facts})


def _mapping(rulebase: RuleBase) -> Schema:
    numbers = range(1, STATEMENTS + 1)
    holds: Schema = {"enum": [FUNCTION, ROLE, IGNORE, *numbers, *map(str, numbers)]}
    marks = range(LOWEST, HIGHEST + 1)
    answer: Schema = {"enum": ["missing", "unknown", *marks, *map(str, marks)]}
    keys: dict[str, Schema] = {
        "columns": told({"type": "object", "additionalProperties": holds}, "What each column holds."),
        "answers": told({"type": "object", "additionalProperties": answer}, "Which answer each word stands for."),
        "functions": told(
            {"type": "object", "additionalProperties": words((*FUNCTIONS, BOTH))}, "The function a word stands for."
        ),
        "roles": told({"type": "object", "additionalProperties": words(ROLES)}, "The role a word stands for."),
    }
    return {"title": "What the columns and words of a survey mean (--map)", **mapping(keys)}


def _knowledge(rulebase: RuleBase) -> Schema:
    tasks = [key.removeprefix("checklist/") for key in rulebase.entries if key.startswith("checklist/")]
    return {"title": "Knowledge (knowledge/**/*.yaml)", **knowledge(tuple(rulebase.facts), tasks, EXEMPT, OVERRIDING)}


FILES: Mapping[str, Callable[[RuleBase], Schema]] = {
    "pack": _pack,
    "rules": _rules,
    "cases": _cases,
    "knowledge": _knowledge,
    "facts": _facts,
    "mapping": _mapping,
}
"""The kinds of files, and what makes the schema of each."""

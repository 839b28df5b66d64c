"""The tools of the server: name, description, and the schemas of arguments and answers."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.programs.claims import PARTS
from advisor.programs.explanation_kinds import KINDS, MAX_LISTED_SETS

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_ID: Schema = {"type": "string", "description": "The same for the same answers and rules."}
_FACTS: Schema = {
    "type": "object",
    "description": 'What is known of the company: values by fact, such as {"relationship": "defined"}. '
    "Take names and values from `list_facts` or `next_question`. A fact that the person does not know is `unknown`. "
    "Never guess a value.",
}
_SKIP: Schema = {**_COUNT, "description": "How many items to leave out at the beginning, to read on."}


def _build_object(properties: Schema, required: str = "", description: str = "") -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "required": required.split()}
    return {**schema, "description": description} if description else schema


def _build_list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_CLAIM = _build_object(
    {
        **dict.fromkeys(("target", "text", "rule", "source", "source_pack"), _TEXT),
        "rule": {**_TEXT, "description": "`none` if no rule makes the claim, as while the verdict is open."},
    },
    "target text rule source",
    "Cite it as [TARGET; rule RULE; source SOURCE].",
)
_PROBLEM = _build_object(dict.fromkeys(("what", "said", "advice"), _TEXT), "what said advice")
_FACT_DATA = _build_object(
    {"name": _TEXT, "label": _TEXT, "kind": _TEXT, "source": _TEXT, "values": {"type": ["array", "object"]}},
    "name label kind values source",
)
_QUESTION = {
    **_build_object(
        {
            "fact": _TEXT,
            "text": _TEXT,
            "help": _TEXT,
            "kind": _TEXT,
            "options": _build_list(_build_object({"value": _TEXT, "text": _TEXT}, "value text")),
            "progress": _TEXT,
            "reasons": _build_list(
                _build_object({"title": _TEXT, "rule": _TEXT, "source": _TEXT}, "title rule source")
            ),
            "source": _TEXT,
        },
        "fact text kind options reasons source",
    ),
    "type": ["object", "null"],
}


_LINE = _build_object(
    {
        **dict.fromkeys(("kind", "text", "source", "id"), _TEXT),
        "value": {},
        "lines": _build_list({"$ref": "#/$defs/line"}),
        "left_out": _COUNT,
    },
    "kind text source id lines",
)


class ToolEntry(NamedTuple):
    """A tool: its title, what it is for, and the schemas of its arguments and of its answer."""

    title: str
    description: str
    arguments: Schema
    answer: Schema


TOOLS: dict[str, ToolEntry] = {
    "list_facts": ToolEntry(
        "List the facts",
        "List the facts that can be stated about a company, with their values. With `search` or `names`, also their "
        "questions. Read on with `skip`.",
        _build_object(
            {
                "search": {**_TEXT, "description": "Only facts with all these words."},
                "names": {**_build_list(_TEXT), "description": "Only these facts."},
                "level": {**_TEXT, "description": "Only facts that matter at this level of today, such as `defined`."},
                "skip": _SKIP,
            }
        ),
        _build_object(
            {
                "facts": _build_list(_FACT_DATA),
                "total": _COUNT,
                "left_out": _COUNT,
                "next_skip": {"type": ["integer", "null"]},
            },
            "facts total left_out",
        ),
    ),
    "next_question": ToolEntry(
        "Find the next question",
        "Find the question that matters most for this company now, and why. Ask the person, put the answer into "
        "`facts` under the name of the fact (`unknown` if they do not know), and call it again until `done`.",
        _build_object({"facts": _FACTS}, "facts"),
        _build_object(
            {
                "schema": _TEXT,
                "decision_id": _ID,
                "done": {"type": "boolean"},
                "question": _QUESTION,
                "possible_verdicts": _build_list(_TEXT),
                "settled": {"type": ["object", "null"], "description": "The verdict, if only one is possible."},
                "undecided": {"type": ["object", "null"], "description": "Why several stay possible at the end."},
                "left_out": _COUNT,
            },
            "decision_id done question possible_verdicts left_out",
        ),
    ),
    "advise": ToolEntry(
        "Advise a company",
        "Give the advice for a company as claims, each with its rule and source. Keep the mark in brackets after each "
        "claim that you repeat. What does not fit is counted in `left_out`; `part` shows one part in full.",
        _build_object(
            {
                "facts": _FACTS,
                "part": {"type": "string", "enum": list(PARTS), "description": "Show only this part."},
                "skip": {**_SKIP, "description": "With `part`: how many claims to leave out at the beginning."},
            },
            "facts",
        ),
        _build_object(
            {
                "schema": _TEXT,
                "decision_id": _ID,
                "packs": _build_list(_TEXT),
                "company": _TEXT_OR_NULL,
                "level": _TEXT_OR_NULL,
                "verdict": _TEXT,
                "possible_verdicts": _build_list(_TEXT),
                "strength": _TEXT_OR_NULL,
                "move_to": _TEXT_OR_NULL,
                "claims": _build_list(_CLAIM),
                "left_out": {"type": "object", "additionalProperties": _COUNT},
            },
            "schema decision_id verdict possible_verdicts claims left_out",
        ),
    ),
    "explain": ToolEntry(
        "Explain the advice",
        "Explain the advice: `how` a part comes about, `why-not` another one, `what-if` other answers, or what would "
        "`change` the verdict.",
        _build_object(
            {
                "facts": _FACTS,
                "kind": {"type": "string", "enum": list(KINDS)},
                "target": {**_TEXT, "description": "For how and why-not: `verdict:prepare` or `step:colocation`."},
                "tried": {"type": "object", "description": "For what-if: the answers to try, by fact."},
                "to": {**_TEXT, "description": "For change: the verdict to aim at."},
                "keep": {**_build_list(_TEXT), "description": "For why-not: facts whose answers stay."},
                "max": {"type": "integer", "minimum": 1, "maximum": MAX_LISTED_SETS},
            },
            "facts kind",
        ),
        _build_object(
            {
                "schema": {**_TEXT, "description": "`explain-` and the kind; it says which of the others are there."},
                "decision_id": _ID,
                "target": {**_TEXT, "description": "For how and why-not: the part of the advice."},
                "holds": {"type": "boolean", "description": "For how and why-not: whether the advice has this part."},
                "lines": {**_build_list({"$ref": "#/$defs/line"}), "description": "For how: what leads to it."},
                "possible": {"type": ["boolean", "null"], "description": "For why-not: null if it is not known."},
                "complete": {"type": "boolean", "description": "For why-not and change: whether these are all."},
                "changes": {
                    **_build_list({"type": ["array", "object"]}),
                    "description": "For why-not: sets of answers to change. For change: verdicts, each with such "
                    "a set. `source` is that of the question; no rule makes a change.",
                },
                "verdict": {
                    "type": ["object", "string"],
                    "description": "For what-if: the verdict before and after. For change: the present verdict.",
                },
                "route": {"type": ["object", "null"], "description": "For change: statements to the next level."},
                "tried": {**_build_list({"type": "object"}), "description": "For what-if: the answers tried."},
                "differences": _build_list(
                    _build_object(
                        dict.fromkeys(("part", "id", "before", "after", "rule", "source"), _TEXT),
                        "part id before after",
                        "For what-if: a part of the advice before and after, with the claim's rule and source.",
                    )
                ),
                "rules": {
                    **_build_list(
                        _build_object(
                            {
                                **dict.fromkeys(("rule", "title", "stage", "source"), _TEXT),
                                "fires_now": {"type": "boolean"},
                            },
                            "rule title stage source fires_now",
                        )
                    ),
                    "description": "For what-if: the rules that fire only with one of the two sets of answers.",
                },
                "left_out": _COUNT,
            },
            "schema decision_id left_out",
        )
        | {"$defs": {"line": _LINE}},
    ),
    "check_claims": ToolEntry(
        "Check what you wrote",
        "Check a text that cites the advice, before you show it: verdicts, levels, steps, owners, numbers, rules and "
        "sources. Put the mark of a claim at the end of its sentences, in the same paragraph. Whether other words mean "
        "the same is not checked.",
        _build_object({"facts": _FACTS, "text": {**_TEXT, "description": "The text with its marks."}}, "facts text"),
        _build_object(
            {
                "decision_id": _ID,
                "agrees": {"type": "boolean"},
                "checked": _COUNT,
                "agreeing": _build_list(_TEXT),
                "differing": _build_list(
                    _build_object(
                        {"mark": _TEXT, "words": _TEXT, "problems": _build_list(_PROBLEM), "right_mark": _TEXT_OR_NULL},
                        "mark words problems right_mark",
                    )
                ),
                "uncited": _build_list(
                    _build_object({"sentence": _TEXT, "problems": _build_list(_PROBLEM)}, "sentence problems")
                ),
                "left_out": _COUNT,
            },
            "decision_id agrees checked agreeing differing uncited left_out",
        ),
    ),
}

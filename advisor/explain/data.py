"""Explanations as data for programs; docs/explain-how.schema.json and the like describe these forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from advisor.explain.change import VerdictChanges
from advisor.explain.how import HowExplanation
from advisor.explain.lines import Line
from advisor.explain.targets import format_target
from advisor.explain.what_if import WhatIf
from advisor.explain.why_not import ChangedAnswer, WhyNot


def format_json(data: dict[str, Any]) -> str:
    """Format data as JSON for people and programs."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def build_how_data(how: HowExplanation) -> dict[str, Any]:
    """Build the data of an explanation."""
    return {
        "schema": "explain-how/1",
        "target": format_target(how.target),
        "holds": how.holds,
        "lines": [_build_line_data(line) for line in how.lines],
    }


def _build_line_data(line: Line) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": line.kind.value, "text": line.text, "source": line.source, "id": line.id}
    if line.value is not None:
        data["value"] = list(line.value) if isinstance(line.value, tuple) else line.value
    return {**data, "lines": [_build_line_data(each) for each in line.lines]}


def build_why_not_data(why_not: WhyNot) -> dict[str, Any]:
    """Build the data of the smallest changes for a target."""
    return {
        "schema": "explain-why-not/1",
        "target": format_target(why_not.target),
        "holds": why_not.holds,
        "possible": why_not.possible,
        "complete": why_not.complete,
        "changes": [_build_changes_data(changes) for changes in why_not.changes],
    }


def _build_changes_data(changes: Iterable[ChangedAnswer]) -> list[dict[str, Any]]:
    return [
        {
            "fact": each.fact,
            "from": "unknown" if each.before is None else each.before,
            "to": each.after,
            **({"or": list(each.others)} if each.others else {}),
            "clause": each.clause,
            "control": each.control.value,
            "source": each.source,
        }
        for each in changes
    ]


def build_what_if_data(what_if: WhatIf) -> dict[str, Any]:
    """Build the data of a comparison with tried answers."""
    return {
        "schema": "explain-what-if/1",
        "tried": [
            {
                "fact": each.fact,
                "from": "unknown" if each.before is None else each.before,
                "to": "unknown" if each.after is None else each.after,
            }
            for each in what_if.tried
        ],
        "verdict": {"before": what_if.now.verdict, "after": what_if.then.verdict},
        "differences": [each._asdict() for each in what_if.differences],
        "rules": [{**each._asdict(), "stage": each.stage.value} for each in what_if.rules],
    }


def build_change_data(changes: VerdictChanges) -> dict[str, Any]:
    """Build the data of what would turn the verdict."""
    route = changes.route
    return {
        "schema": "explain-change/1",
        "verdict": changes.verdict,
        "complete": changes.complete,
        "changes": [
            {
                "verdict": turn.verdict,
                "group": turn.group.value,
                "control": turn.control.value,
                "changes": _build_changes_data(turn.changes),
            }
            for turn in changes.turns
        ],
        "route": None
        if route is None
        else {
            "state": route.state,
            "next_state": route.next_state,
            "points": route.points,
            "statements": [each._asdict() for each in route.statements],
        },
    }

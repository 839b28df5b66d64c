"""Open answers that would deny the level, and so change a conclusion that is settled without them.

Whoever names a level says with it that its marks are there (policy/denied). So an open answer about a mark keeps no
conclusion open. But if the mark is then reported as missing, the conclusion can be another one.
"""

from __future__ import annotations

from advisor.logic.answer_changes import AnswerChange
from advisor.logic.decision_diagrams import collect_values
from advisor.logic.possible_values import PossibleValues
from advisor.model.answers import Answers
from advisor.model.conditions import iter_required_leaves


def find_denials(values: PossibleValues, answers: Answers) -> list[AnswerChange]:
    """Find the smallest sets of open answers that would change a settled conclusion if they were reported.

    Args:
        values: the possible values of the conclusion.
        answers: the answers so far.

    Returns:
        The changes in the order of the rules; none if the conclusion is not settled.
    """
    present = values.compute_values(answers)
    if len(present) != 1:
        return []
    changes = []
    for rule in values.builder.rules:
        required = [leaf for leaf in iter_required_leaves(rule.condition) if leaf.reported]
        wanted = tuple((leaf.name, min(leaf.values)) for leaf in required if leaf.name not in answers.known)
        if not wanted or any(answers.known.get(leaf.name, min(leaf.values)) not in leaf.values for leaf in required):
            continue
        given = {**answers.known, **dict(wanted)}
        if values.rulebase.find_clashes(given):
            continue
        changed = values.builder.build_node(values.rulebase.build_answers(given)).outcomes
        if (possible := collect_values(changed)) != present:
            changes.append(AnswerChange(wanted, possible))
    return changes

"""Laws 1 and 2 of the policy, by the section `exclusions` of the knowledge.

Law 1: nothing in the advice asks for what the answers say is there. Law 2: nothing presupposes what they deny.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.prove.laws import Ask, Question
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.loading.documents.yaml_writer import format_condition
from advisor.loading.packs.exclusions import EXCLUSIONS
from advisor.logic.circuit import FALSE, Literal
from advisor.model.exclusions import Exclusion, Ground
from advisor.model.rulebase import CHECKLIST_DONE, LEAVE_OUT
from advisor.model.vocabulary import Atom

_STEP, _DETAIL, _NOT_YET = "step", "detail", "not_yet"
_TASK_PREFIX = "checklist/"


def build_ask(ground: Ground) -> Ask:
    """Return the function that asks about the exclusions of one ground."""

    def ask_for_excluded_parts(formulas: RuleBaseFormulas) -> Iterator[Question]:
        for exclusion in formulas.rulebase.exclusions.values():
            if exclusion.ground is ground:
                yield from _iter_questions(exclusion, formulas)

    return ask_for_excluded_parts


def _iter_questions(exclusion: Exclusion, formulas: RuleBaseFormulas) -> Iterator[Question]:
    circuit = formulas.circuit
    given = circuit.join_all(
        (
            formulas.advised,
            formulas.read_condition(exclusion.when).holds,
            -formulas.read_condition(exclusion.unless).holds,
        )
    )
    words = format_condition(exclusion.when)
    said = f"the answers {words}" if exclusion.ground is Ground.THERE else f"the answers {words} deny its ground"
    for atom in exclusion.forbids:
        sentence = f"the advice has {atom.name} `{atom.value}` although {said}"
        if exclusion.ground is Ground.THERE:
            sentence = f"the advice has {atom.name} `{atom.value}` although {said} say that it is there"
        shown = circuit.join_all((given, _read_shown(atom, formulas)))
        yield Question(EXCLUSIONS, exclusion.id, sentence, shown)
        if atom.name == _STEP:
            waiting = circuit.join_all((given, _read_waiting_step(atom.value, exclusion, formulas)))
            yield Question(EXCLUSIONS, exclusion.id, sentence.replace("has step", "puts off step"), waiting)


def _read_shown(atom: Atom, formulas: RuleBaseFormulas) -> Literal:
    """Return the formula that a reader of the advice sees a conclusion."""
    if atom.name == _STEP:
        return formulas.read_shown_step(atom.value)
    if atom.name != _DETAIL:
        return formulas.read_certain(atom)
    circuit = formulas.circuit
    printed = (
        circuit.join_all(
            (
                formulas.read_holds(rule),
                circuit.join_any(map(formulas.read_shown_step, rule.list_concluded_values(_STEP))),
            )
        )
        for rule in formulas.rulebase.rules_by_atom.get(atom, ())
    )
    return circuit.join_all((circuit.join_any(printed), -_read_done_task(atom.value, formulas)))


def _read_done_task(detail: str, formulas: RuleBaseFormulas) -> Literal:
    """Return the formula that a practice is a task of the checklist that is ticked; such a one is not printed."""
    done = formulas.answers.facts.get(CHECKLIST_DONE)
    if done is None or not detail.startswith(_TASK_PREFIX):
        return FALSE
    task = detail.removeprefix(_TASK_PREFIX).replace("/", "_")
    return formulas.circuit.join_all((done.known, done.values.get(task, FALSE)))


def _read_waiting_step(step: str, exclusion: Exclusion, formulas: RuleBaseFormulas) -> Literal:
    """Return the formula that a step is put off, and not because of these answers."""
    circuit, rulebase = formulas.circuit, formulas.rulebase
    gone = [formulas.read_certain(Atom(name, step)) for name in ("done", LEAVE_OUT)]
    held, later = (formulas.read_certain(Atom(name, step)) for name in ("hold_back", _NOT_YET))
    advised = formulas.read_certain(Atom(_STEP, step))
    shown = circuit.join_any((held, circuit.join_all((later, -advised, -held))))
    names = set(rulebase.list_condition_facts(exclusion.when))
    because = (
        formulas.read_holds(rule)
        for name in ("hold_back", _NOT_YET)
        for rule in rulebase.rules_by_atom.get(Atom(name, step), ())
        if names <= set(rulebase.list_condition_facts(rule.condition))
    )
    return circuit.join_all((shown, *(-each for each in gone), -circuit.join_any(because)))

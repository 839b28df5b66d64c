"""Reasons for and against a closer relationship, each with its status for this company, and the relationship itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.model.advice import LevelMark, Progress, Reason, Relationship
from advisor.model.clauses import format_known_clause
from advisor.model.conditions import Status, evaluate, iter_required_leaves, iter_supporting_leaves
from advisor.model.knowledge import Entry
from advisor.model.pack_locators import add_authors
from advisor.model.rulebase import CHECKLIST_DONE, STATE
from advisor.model.rules import Firing, Rule, evaluate_rule
from advisor.model.vocabulary import Kind, Stage
from advisor.reasoning.inference_record import InferenceRecord

FAVOURING_CONCLUSIONS = ("favours", "on_balance")
LEVEL_SIGN = "level_sign"
"""The conclusion that answers a sign of a level: the id of the sign with `-yes` or `-no`."""
TABLE = "table/"
"""How the locators of the decision table begin."""


def build_reasons(record: InferenceRecord) -> list[Reason]:
    """List every reason that applies to a possible state of the company: those that hold, fail or are open."""
    firings = {firing.rule.id: firing for firing in record.firings}
    reasons = []
    for rule in _iter_weighing_rules(record):
        names = record.rulebase.list_condition_facts(rule.when)
        clauses = _map_clauses(record, names)
        status = evaluate_rule(rule, record.lookup)
        for favoured in (value for name in FAVOURING_CONCLUSIONS for value in rule.list_concluded_values(name)):
            reasons.append(
                Reason(
                    rule=rule.id,
                    title=rule.title,
                    favours=favoured,
                    status=str(status),
                    facts={name: record.get_plain_value(name) for name in names},
                    because=record.format_because(firings[rule.id]) if rule.id in firings else "",
                    known=list(clauses.values()),
                    unknown=[record.rulebase.facts[name].label for name in names if name not in clauses],
                    failing=_list_failing_clauses(record, rule) if status is Status.FAILS else [],
                    source=_sign_source(record, rule, status, firings),
                )
            )
    return reasons


def _sign_source(record: InferenceRecord, rule: Rule, status: Status, firings: Mapping[str, Firing]) -> str:
    """Return the locator of a reason, with the packs behind what makes it hold or fail."""
    if status is Status.FAILS:
        return add_authors(rule.source, sorted(record.influence.find_failing_packs(rule)))
    return record.sign(rule.source, *([firings[rule.id]] if rule.id in firings else []))


def judge_strength(record: InferenceRecord, verdict: str, reasons: Iterable[Reason]) -> str | None:
    """Judge how strong the case for a verdict is: `clear`, `mixed` or `slight`; None if no verdict is determined.

    A case is mixed if reasons hold on both sides. It is slight if only the summary or the text speaks for a move, or if
    no reason holds on either side at `stay`.
    """
    held = [reason for reason in reasons if reason.status == str(Status.HOLDS)]
    rules = record.rulebase.rules_by_id
    moving = [rules[reason.rule] for reason in held if "tighten" in rules[reason.rule].list_concluded_values("favours")]
    staying = [rules[reason.rule] for reason in held if "stay" in rules[reason.rule].list_concluded_values("favours")]
    if verdict in ("tighten", "prepare"):
        has_table = any("table" in rule.list_concluded_values("tighten_by") for rule in moving)
        return "mixed" if staying else "clear" if has_table else "slight"
    if verdict in ("stay", "consolidate"):
        has_table = any(rule.source.startswith(TABLE) for rule in staying)
        return "mixed" if moving else "clear" if has_table or verdict == "consolidate" else "slight"
    return "clear" if verdict == "maintain" else None


def _iter_weighing_rules(record: InferenceRecord) -> Iterator[Rule]:
    """Iterate over the rules that favour something, if their guard and state are possible for the company."""
    for rule in record.rulebase.find_concluding_rules(*FAVOURING_CONCLUSIONS):
        states = [leaf for leaf in iter_required_leaves(rule.condition) if leaf.name == STATE]
        if all(evaluate(part, record.lookup) is not Status.FAILS for part in (*states, rule.guard)):
            yield rule


def _list_failing_clauses(record: InferenceRecord, rule: Rule) -> list[str]:
    """Return the clauses of the answers that rule a reason out."""
    leaves = iter_supporting_leaves(rule.condition, record.lookup, Status.FAILS)
    return list(_map_clauses(record, (leaf.name for leaf in leaves if leaf.name in record.rulebase.facts)).values())


def _map_clauses(record: InferenceRecord, names: Iterable[str]) -> dict[str, str]:
    """Map the facts that are settled to their clauses."""
    clauses = {name: format_known_clause(name, record.answers, record.rulebase.facts) for name in names}
    return {name: clause for name, clause in clauses.items() if clause}


def build_relationship(record: InferenceRecord, basis: str) -> Relationship:
    """Describe the state of the relationship, its basis, and the marks of such a relationship (types/…)."""
    possible = record.evidence.get_values(STATE, certain=False)
    states = [state for state in record.rulebase.states if state in possible]
    state = states[0] if len(states) == 1 else None
    entry = record.rulebase.entries.get(f"relationships/{state}")
    return Relationship(
        state=state,
        basis=basis,
        possible_states=states,
        title=entry.title if entry else "",
        text=entry.text if entry else "",
        grounds=record.collect_grounds(firing for _, firing in record.iter_conclusions(Stage.CLASSIFY, STATE)),
        source=entry.source if entry else "",
        marks=_list_marks(record, entry) if entry else [],
        progress=_build_progress(record),
    )


def _list_marks(record: InferenceRecord, entry: Entry) -> list[LevelMark]:
    """List the marks of a level with the answers about them; a yes/no fact from the same place asks for the mark.

    Rules can conclude the answer where no fact asks for it.
    """
    concluded = record.evidence.get_values(LEVEL_SIGN)
    facts = {fact.source: name for name, fact in record.rulebase.facts.items() if fact.kind is Kind.YES_NO}
    marks = []
    for sign in entry.signs:
        name = sign.id.rpartition("/")[2]
        answer = str(record.answers.known.get(facts.get(sign.source, ""), ""))
        answer = answer or next((each for each in ("yes", "no") if f"{name}-{each}" in concluded), "")
        marks.append(LevelMark(f"{entry.id}/{sign.id}", sign.text, answer, sign.source))
    return marks


def _build_progress(record: InferenceRecord) -> Progress | None:
    """List the tasks of the integration checklist that are done and left; None if the company did not answer it."""
    chosen, fact = record.answers.get_choice(CHECKLIST_DONE), record.rulebase.facts.get(CHECKLIST_DONE)
    if fact is None or chosen is None:
        return None
    ticked = record.answers.stated.get(CHECKLIST_DONE, chosen)
    by_part: dict[str, list[str]] = {"done": [], "concluded": [], "left": []}
    for name, words in fact.values.items():
        is_ticked = isinstance(ticked, frozenset) and name in ticked
        by_part["done" if is_ticked else "concluded" if name in chosen else "left"].append(words)
    return Progress(**by_part, source=fact.source)

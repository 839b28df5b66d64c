"""ADV408: companies for which no rule concludes a verdict, each shown with such a company.

A pack takes the only verdict away by switching a rule off, by overriding it, or with a rule that another one must not
meet. A decision diagram finds the answers that are left without a verdict, and the rules confirm each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry
from advisor.consultation import BASIS, SCORE_STATE, Consultation
from advisor.errors import AdvisorError, PackError, Place
from advisor.loading.documents.nodes import ListNode, MappingNode, ScalarNode
from advisor.loading.documents.yaml_writer import format_flow
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.overrides import OVERRIDES_KEY
from advisor.logic.decision_diagrams import Node
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.reachability import consider_every_answer
from advisor.model.answers import PartialChoice, Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.rulebase import NO_VERDICT, STATE_BASES, STATED_STATE, VERDICT, RuleBase
from advisor.model.vocabulary import Stage

MAX_TRIED_PATHS = 40
"""Maximum number of answers that are tried for each state; some exclude each other, so that no company gives them."""
_Facts = dict[str, Value]


class _RuleChange(NamedTuple):
    """A rule that the pack takes away, with the place that says so, and the rule that replaces it."""

    rule: str
    place: Place
    item: SourceEntry | None


def check_missing_verdicts(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Find companies to which the pack leaves no verdict, one for each state."""
    if subject.builtin:
        return  # there is nothing before it that it could take away
    changes = list(_iter_rule_changes(subject))
    if not changes and not any(rule.stage.rank <= Stage.DECIDE.rank for _, rule in subject.rules.values()):
        return  # what comes after the verdict takes none away
    place, item = (changes[0].place, changes[0].item) if len(changes) == 1 else (None, None)
    place = place or (changes[0].place if changes else subject.documents[0].node.place)
    before, alone = _load_earlier(subject), Consultation(subject.rulebase)
    for facts in find_companies_without_verdict(subject.together):
        if subject.together is not subject.rulebase and not _lacks_verdict(alone, facts):
            continue  # a later pack takes this verdict away
        if before and _lacks_verdict(before, {k: value for k, value in facts.items() if k in before.rulebase.facts}):
            continue  # without this pack, the company has no verdict either
        company = format_flow({name: to_plain_value(value) for name, value in facts.items()})
        sentence = f"no rule concludes a verdict for a company with {company}"
        yield report("ADV408", item, sentence, place)


def _load_earlier(subject: CheckSubject) -> Consultation | None:
    """Load the packs before this one; None if they do not load without it."""
    try:
        return Consultation(load(subject.earlier_folders))
    except PackError:
        return None


def _iter_rule_changes(subject: CheckSubject) -> Iterator[_RuleChange]:
    for document in subject.documents:
        switched = document.node.get("switches_off") if isinstance(document.node, MappingNode) else None
        for each in switched.items if isinstance(switched, ListNode) else ():
            name = each.get("rule") if isinstance(each, MappingNode) else None
            if isinstance(name, ScalarNode):
                yield _RuleChange(name.text, name.place, None)
    for item in subject.iter_section(RULES):
        name = item.node.get(OVERRIDES_KEY) if isinstance(item.node, MappingNode) else None
        if isinstance(name, ScalarNode):
            yield _RuleChange(name.text, name.place, item)


def find_companies_without_verdict(rulebase: RuleBase) -> Iterator[_Facts]:
    """Yield the facts of a company for which no rule concludes a verdict, at most one for each state.

    States that scores or signs show are tried only if those that companies state all get a verdict.
    """
    verdicts = rulebase.list_concluded_atoms(VERDICT)
    consultation = Consultation(rulebase)
    if not verdicts:  # no rule is left that concludes any
        yield from (
            seed for seed in _iter_states(rulebase) if STATED_STATE in seed and _lacks_verdict(consultation, seed)
        )
        return
    rules = tuple(consider_every_answer(rule, rulebase) for rule in rulebase.rules)
    builder = DiagramBuilder(replace(rulebase, rules=rules), verdicts)
    found_stated = False
    for seed in _iter_states(rulebase):
        if found_stated and STATED_STATE not in seed:
            return
        try:
            node = builder.build_node(consultation.answers(Company(seed)))
        except (AdvisorError, RecursionError):
            continue
        paths = ({**seed, **path} for path in islice(_iter_empty_paths(node), MAX_TRIED_PATHS))
        found = next((facts for facts in paths if _lacks_verdict(consultation, facts)), None)
        if found:
            found_stated |= STATED_STATE in seed
            yield _drop_needless_facts(consultation, found, seed)


def _iter_states(rulebase: RuleBase) -> Iterator[_Facts]:
    """Yield each state, as a company states it, and as scores or signs may show it."""
    for state in rulebase.states:
        yield {STATED_STATE: state}
    if BASIS not in rulebase.facts:
        return
    scores, signs = STATE_BASES
    if SCORE_STATE in rulebase.facts:
        for state in rulebase.facts[SCORE_STATE].values:
            yield {BASIS: scores, SCORE_STATE: state}
    yield {BASIS: signs}


def _iter_empty_paths(node: Node) -> Iterator[_Facts]:
    """Yield the answers on each path from a node to an outcome without a conclusion."""
    if not any(not outcome for outcome in node.outcomes):
        return
    if node.variable is None:
        yield {}
        return
    name = node.variable.fact
    for label, below in node.branches:
        for path in _iter_empty_paths(below):
            later = path.get(name, frozenset())
            chosen = label.yes | later if isinstance(label, PartialChoice) and isinstance(later, frozenset) else label
            yield {name: chosen, **path, **({name: chosen} if isinstance(label, PartialChoice) else {})}


def _lacks_verdict(consultation: Consultation, facts: _Facts) -> bool:
    try:
        return consultation.conclude(Company(facts)).possible_verdicts == [NO_VERDICT]
    except AdvisorError:
        return False


def _drop_needless_facts(consultation: Consultation, facts: _Facts, seed: _Facts) -> _Facts:
    for name in reversed([name for name in facts if name not in seed]):
        fewer = {key: value for key, value in facts.items() if key != name}
        if _lacks_verdict(consultation, fewer):
            facts = fewer
    return facts

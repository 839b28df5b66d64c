"""What a case concludes if one late rule is changed, worked out from what the case concluded before.

A rule is late if no rule reads what it concludes, as nearly all rules of the plan and of the cautions. A change of it
then changes nothing else. This is many times as fast as a new run.
"""

from __future__ import annotations

from advisor.authoring.mutate.mutants import Mutant
from advisor.consultation import Conclusions
from advisor.model.conditions import Status, evaluate, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing
from advisor.model.vocabulary import Stage
from advisor.reasoning import plan
from advisor.reasoning.inference_record import InferenceRecord
from advisor.reasoning.schedule import schedule_steps


class LateChanges:
    """Works out what late mutants change. `rulebase` is the rule base without a mutant."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.read_names = frozenset(leaf.name for rule in rulebase.rules for leaf in iter_leaves(rule.condition))

    def applies_to(self, mutant: Mutant) -> bool:
        """Check whether a mutant changes a late rule, or only the order of steps."""
        if mutant.rule is None:
            return bool(mutant.steps)
        rules = (mutant.rule, *([] if mutant.changed is None else [mutant.changed]))
        return mutant.rule.stage in (Stage.PLAN, Stage.CAUTION) and not any(
            atom.name in self.read_names for rule in rules for atom in rule.then
        )

    def conclude(self, mutant: Mutant, mutated: RuleBase, base: Conclusions) -> Conclusions:
        """Return what a case concludes with a mutant.

        Args:
            mutant: The change.
            mutated: The rule base with it.
            base: What the case concluded without it.
        """
        record = base.record
        firings, evidence = record.firings, record.evidence
        if mutant.rule is not None:
            firings = tuple(firing for firing in firings if firing.rule.id != mutant.rule.id)
            changed = mutant.changed
            if changed is not None and evaluate(changed.condition, record.lookup) is Status.HOLDS:
                firings = (*firings, Firing(changed, ()))
            names = {atom.name for rule in (mutant.rule, changed) if rule is not None for atom in rule.then}
            certain = {name: values for name, values in evidence.certain.items() if name not in names}
            for name in names:
                certain[name] = {value for firing in firings for value in firing.rule.list_concluded_values(name)}
            evidence = Evidence(certain, evidence.possible, evidence.settled)
        new = InferenceRecord(mutated, record.answers, firings, evidence, record.open_rules)
        prepares = base.move is not None and base.possible_verdicts == ["prepare"]
        prepared_move = f"{base.move.from_}-to-{base.move.to}" if base.move is not None and prepares else ""
        steps = plan.build_steps(new, prepared_move)
        return base._replace(
            record=new,
            steps=schedule_steps(steps, wait_for_preparation=bool(prepared_move)),
            done=plan.build_done_steps(new),
            not_yet=plan.build_waiting_steps(new),
            cautions=plan.build_cautions(new),
        )

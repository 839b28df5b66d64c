"""All laws, in the order in which they are proven: the quick ones about verdicts first."""

from __future__ import annotations

from advisor.authoring.prove.exclusion_laws import build_ask
from advisor.authoring.prove.influence_laws import ask_for_idle_questions, ask_for_idle_reasons
from advisor.authoring.prove.laws import Law
from advisor.authoring.prove.rule_laws import ask_for_dead_rules, ask_for_implied_rules, ask_for_shadowed_rules
from advisor.authoring.prove.step_laws import ask_for_excluded_steps
from advisor.authoring.prove.verdict_laws import (
    ask_for_contradictions,
    ask_for_missing_verdicts,
    ask_for_moves_without_steps,
)
from advisor.model.exclusions import Ground

LAWS = (
    Law("a-verdict", "Every company gets a verdict.", "ADV801", ask_for_missing_verdicts),
    Law("one-verdict", "No company gets two verdicts, levels or moves.", "ADV802", ask_for_contradictions),
    Law("move-has-step", "Every verdict to move comes with a step.", "ADV803", ask_for_moves_without_steps),
    Law("step-not-excluded", "No step appears with what excludes it.", "ADV804", ask_for_excluded_steps),
    Law("not-there", "No step asks for what the answers say is there.", "ADV805", build_ask(Ground.THERE)),
    Law("not-denied", "No step presupposes what the answers deny.", "ADV806", build_ask(Ground.DENIED)),
    Law("rule-fires", "Every rule fires for some company.", "ADV807", ask_for_dead_rules),
    Law("rule-counts", "Every rule changes something for some company.", "ADV808", ask_for_shadowed_rules),
    Law("rule-not-implied", "No rule is implied by another one.", "ADV809", ask_for_implied_rules),
    Law("reason-decides", "Every reason can be the only one that decides.", "ADV810", ask_for_idle_reasons),
    Law("question-matters", "Every question can matter.", "ADV811", ask_for_idle_questions),
)
UNDECIDED = "ADV812"
"""The code of a law that is neither proven nor refuted, because the time was over."""

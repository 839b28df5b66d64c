"""The composition root: answers go in, advice comes out. What a program needs of the advisor is reachable from here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from advisor.engine.engine import Engine
from advisor.errors import CONTRADICTION, ContradictionError
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.advice import (
    ADVICE_SCHEMA,
    Advice,
    FunctionReading,
    Move,
    Score,
    UsedOverride,
    UsedPack,
    UsedRuleBase,
)
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import iter_required_leaves
from advisor.model.responses import FUNCTIONS
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.vocabulary import Stage
from advisor.reasoning import plan, questions, reasons
from advisor.reasoning.cited_works import collect_sources
from advisor.reasoning.funnel_checklist import build_checklist, build_funnel
from advisor.reasoning.inference_record import InferenceRecord

if TYPE_CHECKING:
    from advisor.assessment.scoring import StateBand
    from advisor.interview.dialogue import Dialogue
    from advisor.interview.planner import Depth, Planner
    from advisor.model.survey_result import SurveyResult

_UNKNOWN_COMPANY = Company({})
BASIS, SCORE_STATE, STATED_STATE = "state_basis", "score_state", "relationship"
UNDETERMINED = "undetermined"


class Consultation:
    """One rule base, ready for company after company. Make one for each thread."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.engine = Engine(rulebase)
        self.meaning = Semantics(rulebase)
        self._planner: Planner | None = None
        self.exact = {name: PossibleValues(rulebase, name) for name in (STATE, VERDICT, MOVE_TO)}

    def answers(self, company: Company, basis: str | None = None) -> Answers:
        """What is known of a company, with everything that the program works out itself.

        `basis` (stated, scores, signs) is what its state rests on where nothing known says so yet.
        """
        return self.rulebase.build_answers(self._collect_known_facts(company, basis), company.name)

    def interview(
        self,
        before: Company = _UNKNOWN_COMPANY,
        given: Mapping[str, Value | None] | None = None,
        depth: Depth | None = None,
    ) -> Dialogue:
        """A guided interview about a company, of which something may be known before; see `advisor.interview`."""
        from advisor.interview.dialogue import Dialogue
        from advisor.interview.planner import Depth, Planner

        if self._planner is None:
            self._planner = Planner(self.rulebase, self.meaning, self.exact)
        return Dialogue(self._planner, self.answers, before, given, Depth.USUAL if depth is None else depth)

    def advise(self, company: Company) -> Advice:
        """The advice for one company. Raises ContradictionError where the rules conclude two verdicts at once."""
        for possibilities in self.exact.values():
            possibilities.trim_cache()
        known = self._collect_known_facts(company)
        answers = self.rulebase.build_answers(known, company.name)
        scores, readings, survey = self._summarize_responses(company, known)
        record, verdicts = self._build_record(answers)
        verdict = verdicts[0] if len(verdicts) == 1 else UNDETERMINED
        basis = str(answers.known[BASIS]) if self._has_basis(answers) else "unknown"
        relationship = reasons.build_relationship(record, basis)
        move_to = sorted(record.evidence.get_values(MOVE_TO))
        entry = self.rulebase.entries.get(f"verdicts/{verdict}")
        advised = plan.build_steps(record)
        decided = record.collect_grounds(
            firing for firing in record.iter_firings(Stage.DECIDE) if firing.rule.list_concluded_values(VERDICT)
        )
        weighed = reasons.build_reasons(record)
        done, not_yet = plan.build_step_notes(record, "done"), plan.build_step_notes(record, "not_yet")
        cautions, context = plan.build_cautions(record), plan.collect_context(record)
        asked = questions.list_open_questions(record, self.exact[VERDICT], len(verdicts))
        heard = (*survey.statements, *survey.themes) if survey else ()
        parts = (relationship, *decided, *weighed, *advised, *done, *not_yet, *cautions, *context, *asked, *heard)
        return Advice(
            schema=ADVICE_SCHEMA,
            company=company.name,
            relationship=relationship,
            verdict=verdict,
            possible_verdicts=verdicts,
            move=Move(relationship.state, move_to[0]) if relationship.state and len(move_to) == 1 else None,
            headline=entry.title if entry else "",
            meaning=entry.text if entry else "",
            grounds=decided,
            reasons=weighed,
            steps=advised,
            done=done,
            not_yet=not_yet,
            cautions=cautions,
            context=context,
            open_questions=asked,
            would_change=questions.find_verdict_changes(record, self.exact[VERDICT]),
            scores=scores,
            readings=readings,
            survey=survey,
            funnel=build_funnel(self.rulebase, answers),
            checklist=build_checklist(self.rulebase, answers),
            sources=collect_sources(parts, self.rulebase.works),
            trace=record.build_trace(),
            rulebase=UsedRuleBase(
                [UsedPack(pack.name, pack.version, pack.sha256) for pack in self.rulebase.packs],
                self.engine.name,
                [UsedOverride(*each) for each in self.rulebase.overrides],
            ),
        )

    def _build_record(self, answers: Answers) -> tuple[InferenceRecord, list[str]]:
        settled = {name: possibilities.compute_values(answers) for name, possibilities in self.exact.items()}
        reading = self.meaning.evaluate(answers, settled)
        firings = self.engine.infer(answers, reading.evidence)
        record = InferenceRecord(self.rulebase, answers, firings, *reading)
        self._refuse_contradictions(record)
        order = list(self.rulebase.conclusions[VERDICT].values or ())
        known = [entry.id for entry in self.rulebase.iter_entries("verdicts")]
        return record, sorted(filter(None, settled[VERDICT]), key=(known or order).index)

    def _refuse_contradictions(self, record: InferenceRecord) -> None:
        for name in self.exact:
            by_value = {
                value: firing.rule.id for firing in record.firings for value in firing.rule.list_concluded_values(name)
            }
            if len(by_value) > 1:
                (one, first), (other, second), *_ = sorted(by_value.items())
                sentence = f"concludes {name} `{one}`, but rule `{second}` concludes `{other}`; change one of the two"
                raise ContradictionError.at(f"rule `{first}`", sentence, CONTRADICTION)

    def _collect_known_facts(self, company: Company, basis: str | None = None) -> dict[str, Value]:
        """What is stated, with what scores say and what the state rests on."""
        known: dict[str, Value] = dict(company.stated)
        if company.assessed:
            from advisor.assessment.derived_facts import compute_score_facts

            known = {**compute_score_facts(company.assessed, company.showing, self.bands), **known}
        known.setdefault(BASIS, self._choose_basis(known, basis or "stated"))
        return known

    def _choose_basis(self, known: Mapping[str, Value], default: str) -> str:
        """What the state rests on: the stated one, else scores, else signs."""
        if STATED_STATE in known:
            return "stated"
        if SCORE_STATE in known:
            return "scores"
        return "signs" if any(name in known for name in self._list_sign_facts()) else default

    def _list_sign_facts(self) -> set[str]:
        classify = self.rulebase.rules_by_stage[Stage.CLASSIFY]
        return {
            name
            for rule in classify
            if any(leaf.name == BASIS and "signs" in leaf.values for leaf in iter_required_leaves(rule.condition))
            for name in self.rulebase.list_condition_facts(rule.condition)
            if name != BASIS
        }

    @staticmethod
    def _has_basis(answers: Answers) -> bool:
        return answers.known[BASIS] != "stated" or STATED_STATE in answers.known

    @cached_property
    def bands(self) -> tuple[StateBand, ...]:
        """The bands of the scoring key."""
        from advisor.assessment.scoring import build_bands

        return build_bands(self.rulebase.iter_entries("bands"))

    def _summarize_responses(
        self, company: Company, known: Mapping[str, Value]
    ) -> tuple[list[Score], list[FunctionReading], SurveyResult | None]:
        """What those who answered the statements say, as far as it may be shown."""
        if not company.assessed:
            return [], [], None
        from advisor.assessment.survey_summary import compute_scores, summarize_survey
        from advisor.model.instrument import build_instrument

        @cache
        def compute_outcome(state: str) -> frozenset[tuple[str, str | None]]:
            answers = self._fill_for_state(known, state)
            moves = self.exact[MOVE_TO].compute_values(answers)
            return frozenset((verdict, move) for verdict in self._list_verdicts(answers) for move in moves)

        told = compute_scores(company.assessed, company.showing, self.bands)
        surveyed = summarize_survey(
            company.assessed, company.showing, build_instrument(self.rulebase), self.bands, compute_outcome
        )
        return told, self._build_readings(known, told), surveyed

    def _build_readings(self, known: Mapping[str, Value], scores: list[Score]) -> list[FunctionReading]:
        """The verdict under each function's own state, where the scores of the two name different ones."""
        apart = [each for each in scores if each.who in FUNCTIONS and len(each.states) == 1]
        if len(apart) < 2 or apart[0].states == apart[1].states:
            return []
        states = {each.who: each.states[0] for each in apart}
        return [
            FunctionReading(who, state, self._list_verdicts(self._fill_for_state(known, state)))
            for who, state in states.items()
        ]

    def _fill_for_state(self, known: Mapping[str, Value], state: str) -> Answers:
        """The answers of a company, were its relationship in some state."""
        return self.rulebase.build_answers({**known, BASIS: "stated", STATED_STATE: state})

    def _list_verdicts(self, answers: Answers) -> list[str]:
        return sorted(verdict for verdict in self.exact[VERDICT].compute_values(answers) if verdict)

"""The entry point for programs: a consultation turns the facts of a company into advice, or interviews for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from advisor.engine.engine import Engine
from advisor.errors import CONTRADICTION, ContradictionError, FactsError, Finding, Place
from advisor.loading.facts.company_check import check_company
from advisor.loading.finding_codes import CONTRADICTORY_ANSWERS
from advisor.logic.answer_changes import ChangeFinder
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.logic.step_semantics import build_step_semantics
from advisor.model.advice import (
    ADVICE_SCHEMA,
    Advice,
    Caution,
    FunctionReading,
    Move,
    Relationship,
    Score,
    StepAdvice,
    StepNote,
    Sturdiness,
    UsedOverride,
    UsedPack,
    UsedRuleBase,
    VerdictAlternative,
)
from advisor.model.answers import Answers, Value
from advisor.model.clauses import describe_clash
from advisor.model.company import Company
from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, VERDICT, RuleBase, name_verdicts
from advisor.model.rulebase import STATED_STATE as STATED_STATE
from advisor.model.rulebase import UNDETERMINED as UNDETERMINED
from advisor.model.rules import Evidence
from advisor.model.vocabulary import Stage
from advisor.reasoning import plan, reasons
from advisor.reasoning.answer_use import list_inferred_facts, list_unused_answers
from advisor.reasoning.cited_works import collect_sources
from advisor.reasoning.funnel_checklist import build_checklist, build_funnel
from advisor.reasoning.inference_record import InferenceRecord
from advisor.reasoning.open_questions import ask_for_state, find_verdict_changes, list_open_questions
from advisor.reasoning.open_steps import find_open_steps
from advisor.reasoning.reported_trouble import build_trouble
from advisor.reasoning.schedule import schedule_steps
from advisor.reasoning.state_readings import BASIS as BASIS
from advisor.reasoning.state_readings import SCORE_STATE as SCORE_STATE
from advisor.reasoning.state_readings import StateReadings, list_sign_facts
from advisor.reasoning.sturdiness import build_sturdiness, compute_score_margin, depends_on_scores

if TYPE_CHECKING:
    from advisor.assessment.scoring import StateBand
    from advisor.interview.dialogue import Dialogue
    from advisor.interview.planner import Depth, Planner
    from advisor.model.survey_result import SurveyResult

_UNKNOWN_COMPANY = Company({})
MAX_STEP_SETS = 64
"""Maximum number of sets of steps whose rules are cached."""


class Conclusions(NamedTuple):
    """What the rules conclude for a company: its advice without the reasons, the open questions and the survey."""

    record: InferenceRecord
    relationship: Relationship
    verdict: str
    possible_verdicts: list[str]
    move: Move | None
    steps: list[StepAdvice]
    done: list[StepNote]
    not_yet: list[StepNote]
    cautions: list[Caution]

    @property
    def fired(self) -> frozenset[str]:
        """The ids of the rules that fired."""
        return frozenset(firing.rule.id for firing in self.record.firings)


class Consultation:
    """A consultation over one rule base, for one company after another. Create one for each thread."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.engine = Engine(rulebase)
        self.meaning = Semantics(rulebase)
        self._planner: Planner | None = None
        self._get_step_semantics = lru_cache(MAX_STEP_SETS)(lambda steps: build_step_semantics(rulebase, steps))
        self.exact = {name: PossibleValues(rulebase, name) for name in (STATE, VERDICT, MOVE_TO)}

    def answers(self, company: Company, basis: str | None = None) -> Answers:
        """Return the facts of a company with all facts that the program derives.

        `basis` (stated, scores, signs) is the basis of the state if the known facts do not determine it.
        """
        return self.rulebase.build_answers(self._collect_known_facts(company, basis), company.name)

    def interview(
        self,
        before: Company = _UNKNOWN_COMPANY,
        given: Mapping[str, Value | None] | None = None,
        depth: Depth | None = None,
        declined: frozenset[str] = frozenset(),
    ) -> Dialogue:
        """Begin a guided interview about a company.

        Args:
            before: the facts known before the interview.
            given: answers from an earlier part of the interview; None for "unknown".
            depth: how far to ask; the default is Depth.USUAL.
            declined: facts that somebody has said, before the interview, nobody knows.

        Raises:
            FactsError: the company or an answer does not fit the rule base.
        """
        from advisor.interview.dialogue import Dialogue
        from advisor.interview.planner import Depth, Planner

        check_company(before, self.rulebase)
        if self._planner is None:
            self._planner = Planner(self.rulebase, self.meaning, self.exact)
        depth = Depth.USUAL if depth is None else depth
        return Dialogue(self._planner, self.answers, before, given, depth, declined)

    def conclude(self, company: Company) -> Conclusions:
        """Return what the rules conclude for one company; this is much faster than the whole advice.

        Raises:
            ContradictionError: the rules conclude two verdicts, states or moves.
            FactsError: the company does not fit the rule base, or two answers exclude each other.
            TooManyCasesError: the unknown facts leave too many cases open.
        """
        self._refuse_misfits(company)
        return self.conclude_answers(self.answers(company))

    def conclude_answers(self, answers: Answers) -> Conclusions:
        """Return what the rules conclude for answers that fit the rule base. Raises what `conclude` raises."""
        record, verdicts = self.build_record(answers)
        has_basis = answers.known[BASIS] != "stated" or STATED_STATE in answers.known
        relationship = reasons.build_relationship(record, str(answers.known[BASIS]) if has_basis else "unknown")
        move_to = sorted(record.evidence.get_values(MOVE_TO))
        move = Move(relationship.state, move_to[0]) if relationship.state and len(move_to) == 1 else None
        prepared_move = f"{move.from_}-to-{move.to}" if move and verdicts == ["prepare"] else ""
        steps = plan.build_steps(record, prepared_move)
        return Conclusions(
            record,
            relationship,
            verdict=verdicts[0] if len(verdicts) == 1 else UNDETERMINED,
            possible_verdicts=verdicts,
            move=move,
            steps=schedule_steps(steps, wait_for_preparation=bool(prepared_move)),
            done=plan.build_done_steps(record),
            not_yet=plan.build_waiting_steps(record),
            cautions=plan.build_cautions(record),
        )

    def advise(self, company: Company) -> Advice:
        """Return the advice for one company. Raises what `conclude` raises."""
        self._refuse_misfits(company)
        known = self._collect_known_facts(company)
        answers = self.rulebase.build_answers(known, company.name)
        scores, readings, survey = self._summarize_responses(company, known)
        record, relationship, verdict, verdicts, move, steps, done, not_yet, cautions = self.conclude_answers(answers)
        trouble = build_trouble(record, steps)
        entry = self.rulebase.entries.get(f"verdicts/{verdict}")
        grounds = record.collect_grounds(firing for _, firing in record.iter_conclusions(Stage.DECIDE, VERDICT))
        reason_list, context = reasons.build_reasons(record), plan.collect_context(record)
        open_questions = list_open_questions(record, self.exact[VERDICT], len(verdicts))
        if relationship.state is None and relationship.basis in ("signs", "scores"):
            by_state = StateReadings(self.rulebase, self.exact, known).list_verdicts_by_state()
            open_questions.insert(0, ask_for_state(record, by_state))
        open_steps = None
        if len(verdicts) > 1:
            open_steps = find_open_steps(record, steps, self._build_plan_function(step.id for step in steps))
        would_change, is_complete = find_verdict_changes(record, self._change_finder)
        survey_parts = (*survey.statements, *survey.themes) if survey else ()
        cited = (*grounds, *reason_list, *steps, *done, *not_yet, *cautions, *context, *open_questions, *survey_parts)
        return Advice(
            schema=ADVICE_SCHEMA,
            company=company.name,
            relationship=relationship,
            verdict=verdict,
            strength=reasons.judge_strength(record, verdict, reason_list),
            possible_verdicts=verdicts,
            move=move,
            headline=entry.title if entry else "",
            meaning=entry.text if entry else "",
            grounds=grounds,
            reasons=reason_list,
            trouble=trouble,
            steps=steps,
            open_steps=open_steps,
            done=done,
            not_yet=not_yet,
            cautions=cautions,
            context=context,
            open_questions=open_questions,
            would_change=would_change,
            would_change_complete=is_complete,
            sturdiness=self._judge_sturdiness(company, known, answers, verdicts, would_change),
            unused=list_unused_answers(record, company.stated, reason_list, trouble),
            inferred=list_inferred_facts(record),
            scores=scores,
            readings=self._complete_readings(readings, known),
            survey=survey,
            funnel=build_funnel(self.rulebase, answers),
            checklist=build_checklist(self.rulebase, answers),
            sources=collect_sources((relationship, *cited), self.rulebase.works),
            trace=record.build_trace(),
            rulebase=UsedRuleBase(
                [UsedPack(pack.name, pack.version, pack.sha256, pack.found_in) for pack in self.rulebase.packs],
                self.engine.name,
                [UsedOverride(*override) for override in self.rulebase.overrides],
            ),
        )

    def _judge_sturdiness(
        self,
        company: Company,
        known: Mapping[str, Value],
        answers: Answers,
        verdicts: Sequence[str],
        would_change: Sequence[VerdictAlternative],
    ) -> Sturdiness | None:
        """Judge how sturdy the verdict is; None if it is not settled."""
        if len(verdicts) != 1:
            return None
        margin = None
        if company.assessed:
            from advisor.assessment.privacy import find_shown_groups
            from advisor.assessment.score_margin import find_crossings
            from advisor.assessment.scoring import list_respondents

            rests_on_scores = depends_on_scores(self.exact[VERDICT], answers)
            if rests_on_scores and "company" in find_shown_groups(list_respondents(company.assessed), company.showing):
                readings = StateReadings(self.rulebase, self.exact, known)
                crossings = find_crossings(company.assessed, self.bands)
                margin = compute_score_margin(crossings, verdicts, readings.list_verdicts)
        return build_sturdiness(answers, would_change, margin)

    def build_record(self, answers: Answers) -> tuple[InferenceRecord, list[str]]:
        """Run the rules; return the record and the possible verdicts in the order of the knowledge, at least one.

        NO_VERDICT is among them if no rule gives a verdict, whatever else the company answers or for some answers.
        Raises what `conclude` raises.
        """
        for possible_values in self.exact.values():
            possible_values.trim_cache()
        settled = {name: possible_values.compute_values(answers) for name, possible_values in self.exact.items()}
        evaluation = self.meaning.evaluate(answers, settled)
        firings = self.engine.infer(answers, evaluation.evidence)
        record = InferenceRecord(self.rulebase, answers, firings, *evaluation)
        self._refuse_contradictions(record)
        return record, self._sort_verdicts(settled[VERDICT])

    def list_possible_verdicts(self, company: Company) -> list[str]:
        """Return the verdicts that are possible for a company, as the advice lists them. Raises what `conclude` raises.

        This runs no rules, so it is much faster.
        """
        self._refuse_misfits(company)
        return self._sort_verdicts(self.exact[VERDICT].compute_values(self.answers(company)))

    def _sort_verdicts(self, values: Iterable[str | None]) -> list[str]:
        known = [entry.id for entry in self.rulebase.iter_entries("verdicts")]
        order = known or list(self.rulebase.conclusions[VERDICT].values or ())
        return sorted(name_verdicts(values), key=[*order, NO_VERDICT].index)

    def _build_plan_function(self, steps: Iterable[str]) -> Callable[[Answers], Evidence]:
        """Return a function that computes, for some answers, which of these steps are certain, possible, withdrawn."""
        semantics = self._get_step_semantics(frozenset(steps))

        def compute(answers: Answers) -> Evidence:
            settled = {name: possible_values.compute_values(answers) for name, possible_values in self.exact.items()}
            return semantics.compute_evidence(answers, settled)

        return compute

    def _refuse_misfits(self, company: Company) -> None:
        check_company(company, self.rulebase)
        clashes = self.rulebase.find_clashes(company.stated)
        if clashes:
            sentences = [describe_clash(clash, company.stated) for clash in clashes]
            raise FactsError([Finding(Place("the answers"), sentence, CONTRADICTORY_ANSWERS) for sentence in sentences])

    def _refuse_contradictions(self, record: InferenceRecord) -> None:
        rules = [firing.rule for firing in record.firings]
        for name in self.exact:
            by_value = {value: rule.id for rule in rules for value in rule.list_concluded_values(name)}
            if len(by_value) > 1:
                (one, first), (other, second), *_ = sorted(by_value.items())
                sentence = f"concludes {name} `{one}`, but rule `{second}` concludes `{other}`; change one of the two"
                raise ContradictionError.at(f"rule `{first}`", sentence, CONTRADICTION)

    def _collect_known_facts(self, company: Company, basis: str | None = None) -> dict[str, Value]:
        """Return the stated facts with the facts from scores and the basis of the state."""
        known: dict[str, Value] = dict(company.stated)
        if company.assessed:
            from advisor.assessment.derived_facts import compute_score_facts

            known = {**compute_score_facts(company.assessed, company.showing, self.bands), **known}
        known.setdefault(BASIS, self._choose_basis(known, basis or "stated"))
        return known

    def _choose_basis(self, known: Mapping[str, Value], default: str) -> str:
        """Choose the basis of the state: the stated one, else scores, else signs."""
        if STATED_STATE in known:
            return "stated"
        if SCORE_STATE in known:
            return "scores"
        return default if self.sign_facts.isdisjoint(known) else "signs"

    @cached_property
    def sign_facts(self) -> frozenset[str]:
        """The facts that rules read only if the state depends on signs."""
        return list_sign_facts(self.rulebase)

    @cached_property
    def _change_finder(self) -> ChangeFinder:
        return ChangeFinder(self.exact[VERDICT])

    @cached_property
    def bands(self) -> tuple[StateBand, ...]:
        """The bands of the scoring key."""
        from advisor.assessment.scoring import build_bands

        return build_bands(self.rulebase.iter_entries("bands"))

    def _complete_readings(
        self, readings: Iterable[FunctionReading], known: Mapping[str, Value]
    ) -> list[FunctionReading]:
        """Add the move and the steps to the readings of one company."""
        completed = []
        for reading in readings:
            stated = {**known, BASIS: "stated", STATED_STATE: reading.state}
            other = self.conclude_answers(self.rulebase.build_answers(stated))
            goal = other.move.to if other.move else None
            completed.append(reading._replace(move_to=goal, steps=[step.id for step in other.steps]))
        return completed

    def _summarize_responses(
        self, company: Company, known: Mapping[str, Value]
    ) -> tuple[list[Score], list[FunctionReading], SurveyResult | None]:
        """Summarize the answers to the statements as far as a report may show them."""
        readings = StateReadings(self.rulebase, self.exact, known)
        others = readings.list_other_readings(self.sign_facts)
        if not company.assessed:
            return [], others, None
        from advisor.assessment.survey_summary import compute_scores, summarize_survey
        from advisor.model.instrument import build_instrument

        scores = compute_scores(company.assessed, company.showing, self.bands)
        instrument = build_instrument(self.rulebase)
        survey = summarize_survey(
            company.assessed, company.showing, instrument, self.bands, cache(readings.compute_outcome)
        )
        return scores, [*others, *readings.list_function_readings(scores)], survey

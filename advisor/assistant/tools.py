"""What the tools do: arguments in, an answer out. It knows nothing of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from advisor.assistant import answer_texts as texts
from advisor.assistant.answers import Answer, has_room
from advisor.assistant.arguments import iter_argument_findings, iter_list_findings
from advisor.assistant.tool_list import TOOLS
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, FactsError
from advisor.loading.documents.nodes import FindingList
from advisor.loading.finding_codes import UNKNOWN_NAME
from advisor.logic.fact_list import FactFilter, list_facts
from advisor.logic.fact_uses import find_fact_uses
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.programs.check_results import build_check_data
from advisor.programs.claim_check import ClaimChecker
from advisor.programs.claims import Claim, list_claims
from advisor.programs.compact import build_compact, rank_claims
from advisor.programs.decision_id import build_decision_id
from advisor.programs.explanation_kinds import KINDS
from advisor.programs.explanations import build_explanation, read_options
from advisor.programs.facts_data import build_facts_data
from advisor.programs.findings_data import build_findings_data
from advisor.programs.given_facts import GivenFacts, read_given_facts, read_tried_facts
from advisor.programs.mentions import MentionFinder
from advisor.programs.number_check import list_own_numbers
from advisor.programs.questions import build_next_question
from advisor.programs.shortening import count_items, fit, shorten_explanation

_TARGETS = {
    "verdict": "verdict",
    "reasons": "reason",
    "steps": "step",
    "practices": "practice",
    "done": "done",
    "not_yet": "not_yet",
    "cautions": "caution",
    "open_questions": "question",
}
"""The kind of target of each part of a comparison."""
_OPTIONS = frozenset(option for options in KINDS.values() for option in options)
MAX_TEXT_LENGTH = 50_000


class Tools:
    """The tools over one rule base; used by one thread."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._tools: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "list_facts": self._list_facts,
            "next_question": self._ask_next,
            "advise": self._advise,
            "explain": self._explain,
            "check_claims": self._check_claims,
        }

    @cached_property
    def consultation(self) -> Consultation:
        """The consultation that all tools share."""
        return Consultation(self.rulebase)

    @cached_property
    def _finder(self) -> MentionFinder:
        return MentionFinder(self.rulebase)

    @cached_property
    def _facts(self) -> list[dict[str, Any]]:
        return build_facts_data(list_facts(self.rulebase, find_fact_uses(self.rulebase), FactFilter()))

    def call(self, name: str, arguments: Mapping[str, Any]) -> Answer:
        """Run a tool; what is wrong with its arguments becomes an answer that the assistant can act on."""
        try:
            if name not in self._tools:
                raise FactsError.at("tool", f"`{name[:60]}` is not a tool{suggest_name(name, TOOLS)}", UNKNOWN_NAME)
            self._check(name, arguments)
            return self._tools[name](arguments)
        except AdvisorError as error:
            return self._build_error(error)

    def _check(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Check the arguments and the facts among them. Raises FactsError with all findings."""
        findings = FindingList()
        findings.merge(iter_argument_findings(name, arguments))
        known = {finding.place.file for finding in findings}
        readers: list[Callable[[], object]] = []
        if isinstance(arguments.get("facts"), Mapping):
            readers.append(lambda: self._read_facts(arguments))
        if name == "explain" and arguments.get("kind") in KINDS:
            readers.append(lambda: read_options(arguments["kind"], _list_options(arguments), self.rulebase))
        if name == "list_facts":
            listed = [fact["name"] for fact in self._facts]
            findings.merge(iter_list_findings(arguments, known, listed, self.rulebase.facts[STATED_STATE].values))
        for reader in readers:
            try:
                reader()
            except FactsError as error:
                findings.merge((each for each in error.findings if each.place.file not in known), error.rest)
        if findings:
            raise FactsError(findings)

    def _read_facts(self, arguments: Mapping[str, Any]) -> GivenFacts:
        return read_given_facts(arguments["facts"], self.rulebase, "facts")

    @staticmethod
    def _build_error(error: AdvisorError) -> Answer:
        findings = build_findings_data(error, "`list_facts` lists the facts")

        def build(kept: int) -> Answer:
            rest = len(findings) - kept + error.rest
            data = {"findings": findings[:kept], "left_out": rest}
            return Answer(texts.write_findings(findings[:kept], rest), data, is_error=True)

        return fit(build, len(findings), has_room)

    def _list_facts(self, arguments: Mapping[str, Any]) -> Answer:
        names, words = arguments.get("names") or (), str(arguments.get("search", "")).lower().split()
        level, skip = arguments.get("level"), arguments.get("skip", 0)
        found = [
            fact
            for fact in self._facts
            if (not names or fact["name"] in names)
            and (level is None or level in fact["matters_at"] or fact["name"] == STATED_STATE)
            and all(word in texts.write_fact(fact, whole=True).lower() for word in words)
        ]
        whole = bool(names or words)

        def build(kept: int) -> Answer:
            rest = max(0, len(found) - skip - kept)
            shown = found[skip : skip + kept]
            data = {
                "facts": [fact if whole else texts.shorten_fact(fact) for fact in shown],
                "total": len(found),
                "left_out": rest,
                "next_skip": skip + kept if rest else None,
            }
            return Answer(texts.write_facts(shown, len(found), rest, skip + kept, whole=whole), data)

        return fit(build, max(0, len(found) - skip), has_room)

    def _ask_next(self, arguments: Mapping[str, Any]) -> Answer:
        given = self._read_facts(arguments)
        data = build_next_question(self.consultation, given.company, given.declined)
        question = data["question"]
        reasons = question["reasons"] if question else []

        def build(kept: int) -> Answer:
            shown = {**question, "reasons": reasons[:kept]} if question else None
            shortened = {**data, "question": shown, "left_out": len(reasons) - kept}
            return Answer(texts.write_question(shortened), shortened)

        return fit(build, len(reasons), has_room)

    def _advise(self, arguments: Mapping[str, Any]) -> Answer:
        company = self._read_facts(arguments).company
        advice, claims = self._build_claims(company)
        decision_id = build_decision_id(company, self.rulebase)
        part, skip = arguments.get("part"), arguments.get("skip", 0)
        if part is not None:
            found = [claim for claim in claims if claim.part == part]

            def build(kept: int) -> Answer:
                shown = build_compact(advice, found[skip : skip + kept], decision_id)
                rest = max(0, len(found) - skip - kept)
                data = {**shown, "left_out": {part: rest} if rest else {}}
                return Answer(texts.write_advice(data), data)

            return fit(build, max(0, len(found) - skip), has_room)
        order = rank_claims(claims)

        def build_short(kept: int) -> Answer:
            data = build_compact(advice, claims, decision_id, order[:kept])
            return Answer(texts.write_advice(data), data)

        return fit(build_short, len(claims), has_room)

    def _build_claims(self, company: Company) -> tuple[Advice, list[Claim]]:
        advice = self.consultation.advise(company)
        return advice, list_claims(advice, self.rulebase)

    def _explain(self, arguments: Mapping[str, Any]) -> Answer:
        company = self._read_facts(arguments).company
        kind = arguments["kind"]
        options = read_options(kind, _list_options(arguments), self.rulebase)
        data = build_explanation(self.consultation, company, kind, options)
        if kind == "what-if":
            data = {**data, "differences": list(self._iter_cited_differences(company, data, arguments["tried"]))}

        def build(kept: int) -> Answer:
            shortened = {"decision_id": build_decision_id(company, self.rulebase), **shorten_explanation(data, kept)}
            return Answer(texts.write_explanation(shortened), shortened)

        return fit(build, count_items(data), has_room)

    def _iter_cited_differences(
        self, company: Company, data: Mapping[str, Any], tried: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Yield each difference with the rule and source of the claim that has it, if one does."""
        changed = {**company.stated, **read_tried_facts(tried, self.rulebase)}
        other = company._replace(stated={name: value for name, value in changed.items() if value is not None})
        by_target = {claim.target: claim for each in (other, company) for claim in self._build_claims(each)[1]}
        for difference in data["differences"]:
            kind, value = _TARGETS.get(difference["part"], ""), difference["id"]
            claim = by_target.get(f"{kind}:{value or data['verdict']['after']}")
            cited = {"rule": claim.rule, "source": str(claim.source)} if claim else {}
            yield {**difference, **cited}

    def _check_claims(self, arguments: Mapping[str, Any]) -> Answer:
        company = self._read_facts(arguments).company
        text = arguments["text"]
        if len(text) > MAX_TEXT_LENGTH:
            raise FactsError.at("text", f"this is longer than {MAX_TEXT_LENGTH:,} characters; check it in parts")
        advice, claims = self._build_claims(company)
        own = list_own_numbers(company, self.rulebase)
        checker = ClaimChecker(claims, self._finder, own, advice.possible_verdicts)
        data = build_check_data(checker.check(text), claims)
        lists = [(name, each) for name in ("differing", "uncited", "agreeing") for each in data[name]]

        def build(kept: int) -> Answer:
            shown = {
                "decision_id": build_decision_id(company, self.rulebase),
                **data,
                **{name: [each for key, each in lists[:kept] if key == name] for name in dict(lists)},
                "left_out": len(lists) - kept,
            }
            return Answer(texts.write_check(shown), shown)

        return fit(build, len(lists), has_room)


def _list_options(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in _OPTIONS}

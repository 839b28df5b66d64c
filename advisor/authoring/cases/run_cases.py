"""Run all cases of some packs, and write the results as text and as JSON.

The cases of each pack run on the rules of that pack and of those before it. So a later pack that changes a rule does
not make the cases of an earlier pack fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from advisor.authoring.cases.case_files import CaseResult, find_uncovered_rules, read_all_cases, run_case
from advisor.authoring.cases.coverage import Coverage, CoverageCount, PackCoverage
from advisor.authoring.cases.failure_explanation import FailureExplanation, FiredRule, UnfiredRule, explain_failure
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.consultation import Consultation
from advisor.model.word_lists import format_count

MAX_LISTED_RULES, MAX_UNFIRED_RULES, MAX_FIRED_RULES = 8, 6, 3
"""Maximum numbers of rules listed for one case: in all, that did not fire, and that fired (or could still fire)."""


class FailedCase(NamedTuple):
    """A case that failed, with the rules behind it."""

    result: CaseResult
    explanation: FailureExplanation


class CaseRun(NamedTuple):
    """The results of all cases; `silent` are rules that fire in no case of their own pack."""

    passed: int
    failed: tuple[FailedCase, ...]
    silent: tuple[str, ...]
    coverage: tuple[PackCoverage, ...] | None

    def find_packs_below(self, min_percent: float) -> tuple[PackCoverage, ...]:
        """Return the packs with a coverage of less than `min_percent`."""
        return tuple(each for each in self.coverage or () if each.total.percent < min_percent)


def run_cases(folders: Sequence[str], *, with_coverage: bool) -> CaseRun:
    """Run the cases of the built-in pack and of the packs in `folders`.

    Coverage and silent rules are those of the packs in `folders`, or of the built-in pack if there are none.
    Raises PackError if a case file or a pack cannot be read.
    """
    passed = 0
    failed: list[FailedCase] = []
    silent: list[str] = []
    coverage = Coverage() if with_coverage else None
    for number, (folder, rulebase, cases) in enumerate(read_all_cases(folders)):
        consultation = Consultation(rulebase)
        results = [run_case(consultation, case) for case in cases]
        passed += sum(result.passed for result in results)
        failed += [FailedCase(each, explain_failure(consultation, each)) for each in results if not each.passed]
        if folders and not number:
            continue
        own = rulebase.packs[-1].name
        silent += [rule.id for rule in find_uncovered_rules(rulebase, results) if rule.pack == own]
        if coverage is not None:
            coverage.add_pack(rulebase, read_written_rules(folder))
            coverage.record_results(consultation, results)
    return CaseRun(passed, tuple(failed), tuple(silent), coverage.summarize_packs() if coverage else None)


def iter_run_lines(run: CaseRun, min_percent: float | None = None) -> Iterator[str]:
    """Yield the lines of a run as text; `min_percent` is the coverage asked for of each pack."""
    for failed in run.failed:
        yield from _iter_case_lines(failed)
    if run.coverage is None:
        yield from (f"rule `{name}` fires in no case" for name in run.silent)
    for pack in run.coverage or ():
        yield from _iter_coverage_lines(pack)
    for pack in run.find_packs_below(min_percent) if min_percent is not None else ():
        yield f"pack `{pack.pack}`: {pack.total.percent:.1f} % covered; the minimum is {min_percent:g} %"
    yield f"{format_count(run.passed, 'case')} passed, {len(run.failed)} failed"


def _iter_case_lines(failed_case: FailedCase) -> Iterator[str]:
    result, explanation = failed_case
    yield f"{result.case.place}: {result.case.name}"
    yield from (f"  {failure}" for failure in result.failures)
    fired, still_open = min(len(explanation.fired), MAX_FIRED_RULES), min(len(explanation.open), MAX_FIRED_RULES)
    unfired = min(MAX_UNFIRED_RULES, MAX_LISTED_RULES - fired - still_open)
    parts: tuple[tuple[str, Sequence[UnfiredRule | FiredRule], int], ...] = (
        ("did not fire", explanation.almost, unfired),
        ("fired", explanation.fired, fired),
        ("could still fire", explanation.open, still_open),
    )
    for heading, rules, maximum in parts:
        if rules:
            yield f"  {heading}:"
            yield from (f"    {each}" for each in rules[:maximum])
        if len(rules) > maximum:
            yield f"    and {len(rules) - maximum} more"


def _iter_coverage_lines(pack: PackCoverage) -> Iterator[str]:
    yield f"pack `{pack.pack}`: {_format_share(pack.total)} covered"
    yield f"  rules that fire: {_format_share(pack.rules)}"
    yield f"  tests that hold: {_format_share(pack.true)}"
    yield f"  tests that fail: {_format_share(pack.false)}"
    yield f"  verdicts reached: {_format_share(pack.verdicts)}"
    if pack.missing:
        yield "  not covered:"
        yield from (f"    {each}" for each in pack.missing)


def _format_share(count: CoverageCount) -> str:
    return f"{count.seen} of {count.total} ({count.percent:.1f} %)"


def render_run_json(run: CaseRun, min_percent: float | None = None) -> str:
    """Write a run as JSON: `passed`, `failed`, `failures`, `silent`, and `coverage` (null if not asked for)."""
    data: dict[str, Any] = {
        "passed": run.passed,
        "failed": len(run.failed),
        "failures": [_build_case_data(*each) for each in run.failed],
        "silent": list(run.silent),
        "coverage": None if run.coverage is None else [_build_coverage_data(pack) for pack in run.coverage],
    }
    if min_percent is not None:
        data["below"] = [pack.pack for pack in run.find_packs_below(min_percent)]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _build_case_data(result: CaseResult, explanation: FailureExplanation) -> dict[str, Any]:
    return {
        "place": str(result.case.place),
        "name": result.case.name,
        "missed": list(result.failures),
        "fired": [{**each._asdict(), "since": list(each.since)} for each in explanation.fired],
        "almost": [_build_unfired_data(each) for each in explanation.almost],
        "open": [_build_unfired_data(each) for each in explanation.open],
    }


def _build_unfired_data(unfired_rule: UnfiredRule) -> dict[str, Any]:
    lacks = [each._asdict() for each in unfired_rule.lacks]
    return {"rule": unfired_rule.rule, "stage": unfired_rule.stage, "lacks": lacks}


def _build_coverage_data(pack: PackCoverage) -> dict[str, Any]:
    parts = {"rules": pack.rules, "tests_hold": pack.true, "tests_fail": pack.false, "verdicts": pack.verdicts}
    counted = {name: {"seen": part.seen, "total": part.total} for name, part in parts.items()}
    return {"pack": pack.pack, "percent": round(pack.total.percent, 2), **counted, "missing": list(pack.missing)}

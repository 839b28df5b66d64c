"""All cases of some packs in one run, and what is told of it: as text, and as data.

The cases of each pack are run on the rules of that pack and of those before it, so that a pack which changes what
another says does not fail by the other's cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from advisor.authoring.cases.case_files import CaseResult, find_uncovered_rules, read_cases, run_case
from advisor.authoring.cases.coverage import Coverage, CoverageCount, PackCoverage
from advisor.authoring.cases.failure_explanation import FailureExplanation, FiredRule, UnfiredRule, explain_failure
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.consultation import Consultation
from advisor.loading.load_rulebase import find_builtin_folder, load

MAX_LISTED_RULES, MAX_UNFIRED_RULES, MAX_FIRED_RULES = 8, 6, 3
"""So many rules are told beside one case, that did not fire, and that did (or may yet); of more, how many."""


class FailedCase(NamedTuple):
    """A case that failed, with the rules behind it."""

    result: CaseResult
    explanation: FailureExplanation


class CaseRun(NamedTuple):
    """What came of all cases. `silent` are the rules of the packs judged that fire in no case of their own pack."""

    passed: int
    failed: tuple[FailedCase, ...]
    silent: tuple[str, ...]
    coverage: tuple[PackCoverage, ...] | None

    def find_packs_below(self, min_percent: float) -> tuple[PackCoverage, ...]:
        """The packs of which less was seen than `least` percent."""
        return tuple(each for each in self.coverage or () if each.total.percent < min_percent)


def run_cases(folders: Sequence[str], *, with_coverage: bool) -> CaseRun:
    """Run the cases of the built-in pack and of those in `folders`. Raises PackError.

    What the cases have shown is judged of the packs in `folders`, of the built-in one only where there are none.
    """
    passed = 0
    failed: list[FailedCase] = []
    silent: list[str] = []
    coverage = Coverage() if with_coverage else None
    for number in range(len(folders) + 1):
        rulebase = load(folders[:number])
        consultation = Consultation(rulebase)
        folder = Path(folders[number - 1] if number else find_builtin_folder())
        results = [run_case(consultation, case) for case in read_cases(folder, rulebase)]
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
    """The lines that tell of a run. `least` is the percentage asked for of each pack."""
    for failed in run.failed:
        yield from _iter_case_lines(failed)
    if run.coverage is None:
        yield from (f"rule `{name}` fires in no case" for name in run.silent)
    for pack in run.coverage or ():
        yield from _iter_coverage_lines(pack)
    for pack in run.find_packs_below(min_percent) if min_percent is not None else ():
        yield f"pack `{pack.pack}`: {pack.total.percent:.1f} % was seen, less than the {min_percent:g} % asked for"
    yield f"{run.passed} cases passed, {len(run.failed)} failed"


def _iter_case_lines(failed_case: FailedCase) -> Iterator[str]:
    result, known = failed_case
    yield f"{result.case.place}: {result.case.name}"
    yield from (f"  {failure}" for failure in result.failures)
    fired, may_yet = min(len(known.fired), MAX_FIRED_RULES), min(len(known.open), MAX_FIRED_RULES)
    silent = min(MAX_UNFIRED_RULES, MAX_LISTED_RULES - fired - may_yet)
    parts: tuple[tuple[str, Sequence[UnfiredRule | FiredRule], int], ...] = (
        ("did not fire", known.almost, silent),
        ("fired", known.fired, fired),
        ("may yet fire", known.open, may_yet),
    )
    for heading, rules, most in parts:
        if rules:
            yield f"  {heading}:"
            yield from (f"    {each}" for each in rules[:most])
        if len(rules) > most:
            yield f"    and {len(rules) - most} more"


def _iter_coverage_lines(pack: PackCoverage) -> Iterator[str]:
    yield f"pack `{pack.pack}`: {_format_share(pack.total)} seen"
    yield f"  rules fired: {_format_share(pack.rules)}"
    yield f"  tests seen to hold: {_format_share(pack.true)}"
    yield f"  tests seen to fail: {_format_share(pack.false)}"
    yield f"  verdicts reached: {_format_share(pack.verdicts)}"
    if pack.missing:
        yield "  not seen:"
        yield from (f"    {each}" for each in pack.missing)


def _format_share(count: CoverageCount) -> str:
    return f"{count.seen} of {count.total} ({count.percent:.1f} %)"


def render_run_json(run: CaseRun, min_percent: float | None = None) -> str:
    """A run as JSON: `passed`, `failed`, `failures`, and `coverage` (null where it was not asked for)."""
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
    return {
        "rule": unfired_rule.rule,
        "stage": unfired_rule.stage,
        "lacks": [each._asdict() for each in unfired_rule.lacks],
    }


def _build_coverage_data(pack: PackCoverage) -> dict[str, Any]:
    parts = {"rules": pack.rules, "tests_hold": pack.true, "tests_fail": pack.false, "verdicts": pack.verdicts}
    counted = {name: {"seen": part.seen, "total": part.total} for name, part in parts.items()}
    return {"pack": pack.pack, "percent": round(pack.total.percent, 2), **counted, "missing": list(pack.missing)}

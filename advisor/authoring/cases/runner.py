"""All cases of some packs in one run, and what is told of it: as text, and as data.

The cases of each pack are run on the rules of that pack and of those before it, so that a pack which changes what
another says does not fail by the other's cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from advisor.authoring.cases.case_files import CaseResult, read_cases, run_case, uncovered
from advisor.authoring.cases.coverage import Counted, Coverage, PackCoverage
from advisor.authoring.cases.failure_explanation import Almost, Behind, Fired, behind
from advisor.authoring.pack_source.written_rules import rules_written
from advisor.consultation import Consultation
from advisor.loading.packs import builtin_folder, load

MOST_TOLD, MOST_SILENT, MOST_FIRED = 8, 6, 3
"""So many rules are told beside one case, that did not fire, and that did (or may yet); of more, how many."""


class Failed(NamedTuple):
    """A case that failed, with the rules behind it."""

    result: CaseResult
    behind: Behind


class Run(NamedTuple):
    """What came of all cases. `silent` are the rules of the packs judged that fire in no case of their own pack."""

    passed: int
    failed: tuple[Failed, ...]
    silent: tuple[str, ...]
    coverage: tuple[PackCoverage, ...] | None

    def below(self, least: float) -> tuple[PackCoverage, ...]:
        """The packs of which less was seen than `least` percent."""
        return tuple(each for each in self.coverage or () if each.whole.percent < least)


def run_cases(folders: Sequence[str], *, covering: bool) -> Run:
    """Run the cases of the built-in pack and of those in `folders`. Raises PackError.

    What the cases have shown is judged of the packs in `folders`, of the built-in one only where there are none.
    """
    passed = 0
    failed: list[Failed] = []
    silent: list[str] = []
    coverage = Coverage() if covering else None
    for number in range(len(folders) + 1):
        rulebase = load(folders[:number])
        consultation = Consultation(rulebase)
        folder = Path(folders[number - 1] if number else builtin_folder())
        results = [run_case(consultation, case) for case in read_cases(folder, rulebase)]
        passed += sum(result.passed for result in results)
        failed += [Failed(each, behind(consultation, each)) for each in results if not each.passed]
        if folders and not number:
            continue
        own = rulebase.packs[-1].name
        silent += [rule.id for rule in uncovered(rulebase, results) if rule.pack == own]
        if coverage is not None:
            coverage.add(rulebase, rules_written(folder))
            coverage.hear(consultation, results)
    return Run(passed, tuple(failed), tuple(silent), coverage.packs() if coverage else None)


def text_of_run(run: Run, least: float | None = None) -> Iterator[str]:
    """The lines that tell of a run. `least` is the percentage asked for of each pack."""
    for failed in run.failed:
        yield from _case_lines(failed)
    if run.coverage is None:
        yield from (f"rule `{name}` fires in no case" for name in run.silent)
    for pack in run.coverage or ():
        yield from _coverage_lines(pack)
    for pack in run.below(least) if least is not None else ():
        yield f"pack `{pack.pack}`: {pack.whole.percent:.1f} % was seen, less than the {least:g} % asked for"
    yield f"{run.passed} cases passed, {len(run.failed)} failed"


def _case_lines(failed: Failed) -> Iterator[str]:
    result, known = failed
    yield f"{result.case.place}: {result.case.name}"
    yield from (f"  {failure}" for failure in result.failures)
    fired, may_yet = min(len(known.fired), MOST_FIRED), min(len(known.open), MOST_FIRED)
    silent = min(MOST_SILENT, MOST_TOLD - fired - may_yet)
    parts: tuple[tuple[str, Sequence[Almost | Fired], int], ...] = (
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


def _coverage_lines(pack: PackCoverage) -> Iterator[str]:
    yield f"pack `{pack.pack}`: {_share(pack.whole)} seen"
    yield f"  rules fired: {_share(pack.rules)}"
    yield f"  tests seen to hold: {_share(pack.true)}"
    yield f"  tests seen to fail: {_share(pack.false)}"
    yield f"  verdicts reached: {_share(pack.verdicts)}"
    if pack.missing:
        yield "  not seen:"
        yield from (f"    {each}" for each in pack.missing)


def _share(counted: Counted) -> str:
    return f"{counted.seen} of {counted.total} ({counted.percent:.1f} %)"


def json_of_run(run: Run, least: float | None = None) -> str:
    """A run as JSON: `passed`, `failed`, `failures`, and `coverage` (null where it was not asked for)."""
    data: dict[str, Any] = {
        "passed": run.passed,
        "failed": len(run.failed),
        "failures": [_case_data(*each) for each in run.failed],
        "silent": list(run.silent),
        "coverage": None if run.coverage is None else [_coverage_data(pack) for pack in run.coverage],
    }
    if least is not None:
        data["below"] = [pack.pack for pack in run.below(least)]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _case_data(result: CaseResult, known: Behind) -> dict[str, Any]:
    return {
        "place": str(result.case.place),
        "name": result.case.name,
        "missed": list(result.failures),
        "fired": [{**each._asdict(), "since": list(each.since)} for each in known.fired],
        "almost": [_almost_data(each) for each in known.almost],
        "open": [_almost_data(each) for each in known.open],
    }


def _almost_data(almost: Almost) -> dict[str, Any]:
    return {"rule": almost.rule, "stage": almost.stage, "lacks": [each._asdict() for each in almost.lacks]}


def _coverage_data(pack: PackCoverage) -> dict[str, Any]:
    parts = {"rules": pack.rules, "tests_hold": pack.true, "tests_fail": pack.false, "verdicts": pack.verdicts}
    counted = {name: {"seen": part.seen, "total": part.total} for name, part in parts.items()}
    return {"pack": pack.pack, "percent": round(pack.whole.percent, 2), **counted, "missing": list(pack.missing)}

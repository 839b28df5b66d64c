"""A run of mutants as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from advisor.authoring.mutate.mutants import count_by_kind
from advisor.authoring.mutate.run_mutants import MutantRun, Survivor
from advisor.model.word_lists import format_count


def iter_mutant_lines(run: MutantRun, seed: int) -> Iterator[str]:
    """Yield the lines of a run: each survivor with the case that would notice it, then the counts."""
    for survivor in run.survivors:
        yield from _iter_survivor_lines(survivor)
    survivors = [survivor.mutant for survivor in run.survivors]
    run_counts, survived = count_by_kind(run.mutants), count_by_kind(survivors)
    for kind, count in run_counts.items():
        yield f"{kind}: {count - survived.get(kind, 0)} of {count} noticed"
    equivalent = sum(survivor.catching is None for survivor in run.survivors)
    drawn = f" of {run.total:,} (seed {seed})" if len(run.mutants) < run.total else ""
    noticed = len(run.mutants) - len(run.survivors)
    missed = len(run.survivors) - equivalent
    counts = f"{noticed} noticed, {missed} missed, {equivalent} equivalent"
    yield f"{format_count(len(run.mutants), 'mutant')}{drawn}: {counts}"


def _iter_survivor_lines(survivor: Survivor) -> Iterator[str]:
    place = f"{survivor.place}: " if survivor.place else ""
    yield f"{place}{survivor.mutant}"
    if survivor.catching is None:
        yield "  equivalent, as far as we searched"
        return
    existing = survivor.catching.existing
    yield f"  add this expectation to the case in {existing}:" if existing else "  this case would notice it:"
    yield from (f"  {line}" for line in survivor.catching.format_yaml().splitlines())


def render_mutants_json(run: MutantRun, seed: int) -> str:
    """Write a run as JSON: the counts by kind, and each survivor with its case (null: equivalent, as far as known)."""
    data: dict[str, Any] = {
        "mutants": len(run.mutants),
        "total": run.total,
        "seed": seed,
        "kinds": count_by_kind(run.mutants),
        "survivors": [_build_survivor_data(survivor) for survivor in run.survivors],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _build_survivor_data(survivor: Survivor) -> dict[str, Any]:
    mutant, catching = survivor.mutant, survivor.catching
    case: dict[str, Any] | None = None
    if catching is not None:
        existing = str(catching.existing) if catching.existing else None
        case = {"name": catching.name, "facts": catching.facts, "expect": catching.expect, "existing": existing}
    return {
        "kind": mutant.kind.value,
        "subject": mutant.subject,
        "change": mutant.change,
        "place": str(survivor.place) if survivor.place else None,
        "case": case,
    }

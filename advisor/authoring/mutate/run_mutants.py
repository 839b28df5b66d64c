"""Make the mutants of a pack, run its cases on them, and collect the survivors."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import read_all_cases
from advisor.authoring.mutate.catching_case import CatchingCase, find_catching_company
from advisor.authoring.mutate.conclusion_mutants import iter_conclusion_mutants
from advisor.authoring.mutate.condition_mutants import iter_condition_mutants
from advisor.authoring.mutate.knowledge_mutants import iter_band_mutants, iter_step_mutants
from advisor.authoring.mutate.mutants import Mutant, drop_repeated
from advisor.authoring.mutate.test_bench import TestBench
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.errors import Place
from advisor.model.rulebase import RuleBase

Progress = Callable[[int, int], None]
"""Takes the number of mutants that are done, and of all."""


class Survivor(NamedTuple):
    """A mutant that no case notices: the place of its rule, if it is known, and a case that would notice it.

    `catching` is None if the search found no company for whom the advice differs.
    """

    mutant: Mutant
    place: Place | None
    catching: CatchingCase | None


class MutantRun(NamedTuple):
    """The mutants that were run, all that there are, and the survivors."""

    mutants: tuple[Mutant, ...]
    total: int
    survivors: tuple[Survivor, ...]

    @property
    def has_missed(self) -> bool:
        """Whether a mutant survived although a case would notice it."""
        return any(survivor.catching is not None for survivor in self.survivors)


def iter_mutants(rulebase: RuleBase, earlier: RuleBase | None) -> Iterator[Mutant]:
    """Yield the mutants of the last pack of a rule base.

    Args:
        rulebase: The pack and those before it.
        earlier: The packs before it; None if there are none.
    """
    own = rulebase.packs[-1].name
    steps = [step for step in rulebase.steps if earlier is None or step not in earlier.steps]
    for name, fact in rulebase.facts.items():
        if earlier is None or name not in earlier.facts:
            yield from iter_band_mutants(fact)
    yield from iter_step_mutants(rulebase, steps)
    for rule in rulebase.rules:
        if rule.pack == own:
            yield from drop_repeated(
                (*iter_conclusion_mutants(rule, rulebase), *iter_condition_mutants(rule, rulebase))
            )


def run_mutants(
    folders: Sequence[str], *, limit: int | None = None, seed: int = 0, report_progress: Progress | None = None
) -> MutantRun:
    """Run the cases of packs on their mutants: those of the packs in `folders`, or of the built-in pack.

    Args:
        folders: The folders of the packs.
        limit: The maximum number of mutants, drawn at random; None for all.
        seed: The seed of the draw; the same seed draws the same mutants.
        report_progress: Is called after each mutant.

    Raises:
        PackError: A pack or a case file cannot be read.
    """
    benches: list[tuple[TestBench, Path, Mutant]] = []
    earlier: RuleBase | None = None
    for number, (folder, rulebase, cases) in enumerate(read_all_cases(folders)):
        if number or not folders:
            bench = TestBench(rulebase, cases)
            benches += [(bench, folder, mutant) for mutant in iter_mutants(rulebase, earlier)]
        earlier = rulebase
    chosen = benches
    if limit is not None and limit < len(benches):
        chosen = [benches[at] for at in sorted(random.Random(seed).sample(range(len(benches)), limit))]
    survivors: list[Survivor] = []
    places = {folder: read_written_rules(folder) for folder in dict.fromkeys(folder for _, folder, _ in benches)}
    for count, (bench, folder, mutant) in enumerate(chosen, 1):
        if bench.find_catching_case(mutant) is None:
            written = places[folder].get(mutant.rule.id) if mutant.rule is not None else None
            place = written.item.place if written is not None else None
            survivors.append(Survivor(mutant, place, find_catching_company(mutant, bench)))
        if report_progress is not None:
            report_progress(count, len(chosen))
    return MutantRun(tuple(mutant for _, _, mutant in chosen), len(benches), tuple(survivors))

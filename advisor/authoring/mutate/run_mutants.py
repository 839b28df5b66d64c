"""Make the mutants of a pack, run its cases on them, and collect the survivors."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from advisor.authoring.cases.case_files import PackCases, read_all_cases
from advisor.authoring.mutate.catching_case import CatchingCase, find_catching_company
from advisor.authoring.mutate.conclusion_mutants import iter_conclusion_mutants
from advisor.authoring.mutate.condition_mutants import iter_condition_mutants
from advisor.authoring.mutate.knowledge_mutants import iter_band_mutants, iter_step_mutants
from advisor.authoring.mutate.mutants import Mutant, drop_repeated
from advisor.authoring.mutate.test_bench import TestBench
from advisor.authoring.pack_source.written_rules import read_written_rules
from advisor.errors import Place
from advisor.model.rulebase import RuleBase

_Mutant = TypeVar("_Mutant")
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


def draw_mutants(mutants: Sequence[_Mutant], limit: int | None, seed: int) -> Sequence[_Mutant]:
    """Draw some mutants at random, in their order: at most `limit`, or all if it is None."""
    if limit is None or limit >= len(mutants):
        return mutants
    return [mutants[at] for at in sorted(random.Random(seed).sample(range(len(mutants)), limit))]


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
    found: list[tuple[PackCases, Mutant]] = []
    earlier: RuleBase | None = None
    for number, pack in enumerate(read_all_cases(folders)):
        if number or not folders:
            found += [(pack, mutant) for mutant in iter_mutants(pack.rulebase, earlier)]
        earlier = pack.rulebase
    chosen = draw_mutants(found, limit, seed)
    survivors: list[Survivor] = []
    places = {folder: read_written_rules(folder) for folder in dict.fromkeys(pack.folder for pack, _ in found)}
    benches: dict[Path, TestBench] = {}
    for count, (pack, mutant) in enumerate(chosen, 1):
        if pack.folder not in benches:
            benches[pack.folder] = TestBench(pack.rulebase, pack.cases)
        bench = benches[pack.folder]
        if bench.find_catching_case(mutant) is None:
            written = places[pack.folder].get(mutant.rule.id) if mutant.rule is not None else None
            place = written.item.place if written is not None else None
            survivors.append(Survivor(mutant, place, find_catching_company(mutant, bench)))
        if report_progress is not None:
            report_progress(count, len(chosen))
    return MutantRun(tuple(mutant for _, mutant in chosen), len(found), tuple(survivors))

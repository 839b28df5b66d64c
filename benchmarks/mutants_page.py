"""The page about mutants of the built-in rules: counts by kind, and each survivor with the reason."""

# ruff: noqa: E501 (lines of the page)
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.mutate.mutants import Mutant, MutantKind
from advisor.authoring.prove.replay import format_company
from advisor.model.company import Company

POLICY_LAWS = ("not-there", "not-denied")
ADVICE, REPLAYED, BY_CASE, BY_LAW, SURVIVE = (
    "change the advice of some company",
    "replay in the engine",
    "caught by a case",
    "caught by a law and by no case",
    "caught by nothing",
)

RARE = "The difference shows only together with answers that are rare or contradict each other."
SAME = "Other rules conclude the same for nearly every company."
REASONS = {
    MutantKind.DROP_RULE: SAME,
    MutantKind.DROP_GUARD: RARE,
    MutantKind.DROP_TEST: RARE,
    MutantKind.JOIN: "The parts hold together for nearly every company.",
    MutantKind.FLIP: RARE,
    MutantKind.NEGATE: RARE,
    MutantKind.NARROW: "The values that are left lead to the same advice for nearly every company.",
    MutantKind.WIDEN: "The added value matters only together with answers that are rare or contradict each other.",
    MutantKind.BOUND: "Only a value right at the limit shows the difference.",
    MutantKind.STATE: RARE,
    MutantKind.DROP_CONCLUSION: SAME,
    MutantKind.CHANGE_CONCLUSION: "Other rules conclude both the old and the new value for nearly every company.",
    MutantKind.DROP_PRACTICE: "Other rules bring this practice for nearly every company.",
    MutantKind.SWAP_PRACTICE: "Other rules bring both practices for nearly every company.",
    MutantKind.PLACE: "The step is in the same place without the mark for nearly every company.",
    MutantKind.BAND: "Only a company with exactly this number of people shows the difference.",
    MutantKind.STEP_ORDER: "Both steps appear together for few companies.",
}
"""Why a mutant of a kind can pass all cases and laws although it changes the advice of some company."""


class Outcome(NamedTuple):
    """What became of a mutant: a company with other advice (None: proven that there is none), and what caught it."""

    mutant: Mutant
    company: Company | None
    is_replayed: bool = False
    is_caught_by_case: bool = False
    laws: tuple[str, ...] = ()

    @property
    def is_survivor(self) -> bool:
        """Whether the mutant changes advice and nothing catches it."""
        return self.company is not None and not self.is_caught_by_case and not self.laws


def count_outcomes(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Count the outcomes that are alike, in words."""
    changing = [each for each in outcomes if each.company is not None]
    by_law = [each for each in changing if each.laws]
    return {
        "give every company the same advice (proven)": len(outcomes) - len(changing),
        ADVICE: len(changing),
        REPLAYED: sum(each.is_replayed for each in changing),
        BY_CASE: sum(each.is_caught_by_case for each in changing),
        "caught by laws 1 and 2": sum(not {*each.laws}.isdisjoint(POLICY_LAWS) for each in by_law),
        "caught by another law": sum(bool({*each.laws}.difference(POLICY_LAWS)) for each in by_law),
        BY_LAW: sum(not each.is_caught_by_case for each in by_law),
        SURVIVE: sum(each.is_survivor for each in changing),
    }


def iter_page_lines(outcomes: Sequence[Outcome], total: int, cases: int, command: str) -> Iterator[str]:
    """Yield the lines of the page.

    Args:
        outcomes: What became of each mutant.
        total: The number of all mutants.
        cases: The number of cases.
        command: The command that writes the page again.
    """
    counts = count_outcomes(outcomes)
    yield "# Mutants of the built-in rules"
    yield ""
    yield f"A mutant is one small change of one rule. Here are {len(outcomes)} of {total:,} mutants, drawn at random. For each"
    yield "of them, the solver found a company that gets other advice, or proved that there is none. Cases were added for the"
    yield "survivors of this sample, so draw another one with `--seed` to see how many others survive. This writes the page again:"
    yield ""
    yield "```sh"
    yield command
    yield "```"
    yield ""
    yield f"- {len(outcomes) - counts[ADVICE]} mutants give every company the same advice. This is proven."
    yield f"- {counts[ADVICE]} mutants change the advice of some company."
    yield f"- The engine confirms {counts[REPLAYED]} of these companies: both rule bases give them other advice."
    yield f"- {counts[BY_CASE]} of these make one of {cases:,} cases fail."
    yield f"- {counts[BY_LAW]} others break a law of `advisor rules check --prove`."
    yield f"- {counts[SURVIVE]} survive: nothing catches them."
    yield ""
    yield "| kind of change | mutants | change advice | caught by a case | only by a law | survive |"
    yield "|---|---|---|---|---|---|"
    for kind in MutantKind:
        of_kind = [each for each in outcomes if each.mutant.kind is kind]
        if of_kind:
            counts = count_outcomes(of_kind)
            cells = [str(counts[name]) for name in (ADVICE, BY_CASE, BY_LAW, SURVIVE)]
            yield f"| {kind.value} | {len(of_kind)} | {' | '.join(cells)} |"
    survivors = [each for each in outcomes if each.is_survivor]
    if survivors:
        yield ""
        yield "## Survivors"
        yield ""
    for each in survivors:
        assert each.company is not None
        yield f"- {each.mutant} ({each.mutant.kind.value}). {REASONS[each.mutant.kind]}"
        yield f"  Other advice, for example, for `{format_company(each.company)}`."

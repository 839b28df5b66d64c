"""A law: a sentence about all companies, and the questions whose answers prove or refute it.

There is one way to state a law. It has an id, a sentence, the code of its findings, and a function that asks one
question for each entry that the law is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor.authoring.prove.companies_found import CompaniesFound
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.logic.circuit import TRUE, Literal


class Wanted(Enum):
    """Whether the law wants that no company meets the formula of a question, or that some company does."""

    NO_COMPANY = "no company"
    SOME_COMPANY = "some company"


class Question(NamedTuple):
    """A formula that a company may meet, and whether the law wants one that does.

    Attributes:
        section: the section of the entry that the question is about, such as `rules`.
        id: the id of that entry.
        sentence: what is wrong if the answer is not the one that is wanted.
        formula: the formula.
        wanted: the answer that the law wants.
        premise: if some company is wanted, the companies among which it must be. If there are none, the question is
            void. One of them is the example of the finding.
        void_without: the question is void too if no company meets this.
        try_known: a quick search among the companies found so far, before the formula is built; None if there is none.
    """

    section: str
    id: str
    sentence: str
    formula: Literal | Callable[[], Literal]
    wanted: Wanted = Wanted.NO_COMPANY
    premise: Literal | None = None
    void_without: Literal | Callable[[], Literal] = TRUE
    try_known: Callable[[CompaniesFound], bool] | None = None

    def build_formula(self) -> Literal:
        """Return the formula."""
        return build(self.formula)


def build(formula: Literal | Callable[[], Literal]) -> Literal:
    """Return a formula that may still have to be built."""
    return formula if isinstance(formula, int) else formula()


Ask = Callable[[RuleBaseFormulas], Iterator[Question]]


@dataclass(frozen=True)
class Law:
    """One law. `code` is that of its findings in the catalogue of checks."""

    id: str
    sentence: str
    code: str
    ask: Ask

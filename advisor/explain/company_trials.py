"""Trials of one company: what it would conclude with other answers, as a consultation works out what is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor.consultation import BASIS, SCORE_STATE, STATED_STATE, Consultation
from advisor.logic.change_search import ChangeSearch
from advisor.logic.influences import Influences
from advisor.logic.trials import Target, Trial
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.vocabulary import Atom


class CompanyTrials:
    """The trials of one company. Raises what `Consultation.conclude` raises for it."""

    def __init__(self, consultation: Consultation, company: Company) -> None:
        self.consultation = consultation
        self.rulebase = consultation.rulebase
        self.company = company
        self._targets: dict[Atom, Target] = {}
        self._influences = Influences(self.rulebase)

    @property
    def changeable_facts(self) -> frozenset[str]:
        """The facts that a company can state."""
        return frozenset(name for name, fact in self.rulebase.facts.items() if not fact.computed)

    def build_answers(self, stated: Mapping[str, Value]) -> Answers:
        """Build all that is known if the company states these facts."""
        return self.consultation.answers(self.company._replace(stated=stated))

    def get_target(self, atom: Atom) -> Target:
        """Return the target for a conclusion."""
        if atom not in self._targets:
            self._targets[atom] = Target(atom, self.rulebase, self.consultation.exact)
        return self._targets[atom]

    def try_target(self, atom: Atom, stated: Mapping[str, Value] | None = None) -> Trial:
        """Try a target with the company's own answers, or with others."""
        return self.get_target(atom).try_answers(self.build_answers(self.company.stated if stated is None else stated))

    def search_changes(
        self, atom: Atom, changeable: Collection[str] | None = None, useful: Mapping[str, Collection[str]] | None = None
    ) -> ChangeSearch:
        """Begin a search for the changes that bring a target about.

        Args:
            atom: the target.
            changeable: the facts that may change; by default every fact.
            useful: for some choices, the only values that they may get.
        """
        return ChangeSearch(
            self.get_target(atom),
            self.company.stated,
            self.build_answers,
            self.list_influences,
            self.changeable_facts if changeable is None else changeable,
            useful=useful,
        )

    def list_influences(self, name: str, answers: Answers) -> frozenset[str]:
        """List the other facts whose answers can give a fact another value than the one in some answers."""
        if name != BASIS:
            return self._influences.list_influences(name, answers)
        signs = self.consultation.sign_facts
        is_settled = not answers.known.keys().isdisjoint({STATED_STATE, SCORE_STATE, *signs})
        return frozenset({STATED_STATE}) if is_settled else signs | {STATED_STATE}

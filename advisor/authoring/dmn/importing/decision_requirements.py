"""Names in a decision of a DMN file that mean the results of other decisions of that file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from advisor.authoring.dmn.export.dmn_writer import ADVISOR_NAMESPACE

if TYPE_CHECKING:
    from lxml.etree import _Element


class DecisionRequirements:
    """Finds what decisions require of each other. `namespace` is that of the model, in braces."""

    def __init__(self, root: _Element, namespace: str) -> None:
        self.namespace = namespace
        self.model = root.get("namespace", "")
        decisions = list(root.iterchildren(f"{namespace}decision"))
        self.by_id = {decision.get("id", ""): decision for decision in decisions}
        self.by_name: dict[str, list[_Element]] = {}
        self.by_description: dict[str, list[_Element]] = {}
        for decision in decisions:
            variable = decision.find(f"{namespace}variable")
            names = (decision.get("name"), variable.get("name") if variable is not None else None)
            _index_names(self.by_name, names, decision)
            _index_names(self.by_description, self._iter_descriptions(decision), decision)

    def find_missing(self, decision: _Element) -> list[str]:
        """Return the references to required decisions that are not in the file."""
        return [href for href, required in self._iter_required(decision) if required is None]

    def find_read_decision(self, decision: _Element, name: str) -> str:
        """Return the name of the decision whose result `name` is in another decision; "" for none.

        The name and the variable of any decision count, required or not. The id, the label and the outputs count for
        required decisions only, because some engines use them. A decision that we exported has a mark that says what it
        is, so it never counts.
        """
        decisions = [other for other in self.by_name.get(name, ()) if other is not decision]
        if described := self.by_description.get(name):  # checked first, because collecting may take long
            required = self._collect_required(decision)
            decisions += [other for other in described if other in required]
        return next((read_decision_name(other) for other in decisions if not self.is_own_export(other)), "")

    def _iter_descriptions(self, decision: _Element) -> Iterator[str | None]:
        yield from (decision.get("id"), decision.get("label"))
        for output in decision.iterfind(f"{self.namespace}decisionTable[1]/{self.namespace}output"):
            yield from (output.get("name"), output.get("label"))

    def _iter_required(self, decision: _Element) -> Iterator[tuple[str, _Element | None]]:
        for required in decision.iterfind(f"{self.namespace}informationRequirement/{self.namespace}requiredDecision"):
            href = required.get("href", "")
            model, _, id_ = href.rpartition("#")
            yield href, self.by_id.get(id_) if model in ("", self.model) else None

    def _collect_required(self, decision: _Element) -> set[_Element]:
        """Return all decisions that one requires, directly or through others; never itself."""
        collected: set[_Element] = set()
        waiting = [decision]
        while waiting:
            for _, required in self._iter_required(waiting.pop()):
                if required is not None and required is not decision and required not in collected:
                    collected.add(required)
                    waiting.append(required)
        return collected

    def is_own_export(self, decision: _Element) -> bool:
        """Check whether we exported a decision: it has our mark."""
        marks = decision.iterfind(f"{self.namespace}extensionElements/{{{ADVISOR_NAMESPACE}}}*")
        return next(marks, None) is not None


def read_decision_name(decision: _Element) -> str:
    """Return the name of a decision, or its id if it has no name."""
    return str(decision.get("name") or decision.get("id", ""))


def _index_names(index: dict[str, list[_Element]], names: Iterable[str | None], decision: _Element) -> None:
    for name in {" ".join(name.split()) for name in names if name and name.strip()}:
        index.setdefault(name, []).append(decision)

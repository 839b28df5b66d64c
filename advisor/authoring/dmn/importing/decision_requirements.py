"""Which names in a decision of a DMN file stand for what other decisions of that file come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from advisor.authoring.dmn.export.dmn_writer import ADVISOR_NAMESPACE

if TYPE_CHECKING:
    from lxml.etree import _Element


class DecisionRequirements:
    """Looks up what decisions need of each other. `namespace` is that of the model, in braces."""

    def __init__(self, root: _Element, namespace: str) -> None:
        self.namespace = namespace
        self.model = root.get("namespace", "")
        self.decisions = list(root.iterchildren(f"{namespace}decision"))
        self.by_id = {each.get("id", ""): each for each in self.decisions}
        self.called: dict[str, list[_Element]] = {}
        self.described: dict[str, list[_Element]] = {}
        for each in self.decisions:
            variable = each.find(f"{namespace}variable")
            _index_names(self.called, (each.get("name"), variable.get("name") if variable is not None else None), each)
            _index_names(self.described, self._iter_descriptions(each), each)

    def find_missing(self, decision: _Element) -> list[str]:
        """The decisions that one needs and that are not in the file, as it refers to them."""
        return [href for href, needed in self._iter_required(decision) if needed is None]

    def find_read_decision(self, decision: _Element, name: str) -> str:
        """The decision whose outcome a name in another one stands for; "" for none.

        A name or variable of any decision stands for it, whether it is said to be needed or not. Of a decision that is
        needed, also the id, the label and what its outputs are called do, since some engines have it so. A decision
        that we exported ourselves says what it stands for, and is left out.
        """
        found = [each for each in self.called.get(name, ()) if each is not decision]
        if described := self.described.get(name):  # looked for first, since the way through the model may be long
            needed = self._collect_required(decision)
            found += [each for each in described if each in needed]
        return next((read_decision_name(each) for each in found if not self._is_own_export(each)), "")

    def _iter_descriptions(self, decision: _Element) -> Iterator[str | None]:
        yield from (decision.get("id"), decision.get("label"))
        table = decision.find(f"{self.namespace}decisionTable")
        for output in () if table is None else table.iterchildren(f"{self.namespace}output"):
            yield from (output.get("name"), output.get("label"))

    def _iter_required(self, decision: _Element) -> Iterator[tuple[str, _Element | None]]:
        for requirement in decision.iterchildren(f"{self.namespace}informationRequirement"):
            for needed in requirement.iterchildren(f"{self.namespace}requiredDecision"):
                href = needed.get("href", "")
                model, _, id_ = href.rpartition("#")
                yield href, self.by_id.get(id_) if model in ("", self.model) else None

    def _collect_required(self, decision: _Element) -> set[_Element]:
        """What a decision needs, what that needs, and so on; never itself."""
        found: set[_Element] = set()
        waiting = [decision]
        while waiting:
            for _, needed in self._iter_required(waiting.pop()):
                if needed is not None and needed is not decision and needed not in found:
                    found.add(needed)
                    waiting.append(needed)
        return found

    def _is_own_export(self, decision: _Element) -> bool:
        extension = decision.find(f"{self.namespace}extensionElements")
        return extension is not None and any(str(each.tag).startswith(f"{{{ADVISOR_NAMESPACE}}}") for each in extension)


def read_decision_name(decision: _Element) -> str:
    """What a decision is called."""
    return str(decision.get("name") or decision.get("id", ""))


def _index_names(index: dict[str, list[_Element]], names: Iterable[str | None], decision: _Element) -> None:
    for name in {" ".join(name.split()) for name in names if name and name.strip()}:
        index.setdefault(name, []).append(decision)

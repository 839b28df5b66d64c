"""ADV801 to ADV812: laws that do not hold for every company, by `advisor rules check --prove`.

Everything is proven once, for all packs together. A finding belongs to the pack of its entry. If an entry of an earlier
pack breaks a law only because of the packs that are checked, the finding belongs to the last of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.prove.law_list import LAWS, UNDECIDED
from advisor.authoring.prove.prove import DEFAULT_SECONDS, Breach, ProofResult, prove_laws
from advisor.authoring.prove.replay import format_company
from advisor.model.rulebase import RuleBase

_SAID_BEFORE = {"ADV807": {"ADV401", "ADV402"}, "ADV809": {"ADV403", "ADV404"}}
"""Codes of proofs, and those of quick checks that say the same about an entry."""


class ProofRequest(NamedTuple):
    """The wish to prove the laws: the time for it, and what takes the result."""

    seconds: float = DEFAULT_SECONDS
    report_result: Callable[[ProofResult], None] = lambda _: None


class Proof(NamedTuple):
    """What was proven of some packs together. `foreign` are breaches that these packs cause in entries of others."""

    result: ProofResult
    foreign: tuple[Breach, ...]
    seconds: float


def prove_packs(rulebase: RuleBase, earlier: RuleBase | None, request: ProofRequest) -> Proof:
    """Prove the laws for all packs together.

    Args:
        rulebase: All packs.
        earlier: The packs that are not checked; None if all are.
        request: The time, and what takes the result.
    """
    result = prove_laws(rulebase, request.seconds)
    request.report_result(result)
    if earlier is None:
        return Proof(result, (), request.seconds)
    old = [each for each in result.breaches if _is_of(each, earlier)]
    before = prove_laws(earlier, request.seconds, asked=frozenset(map(_get_key, old))) if old else None
    known = frozenset(map(_get_key, before.breaches)) if before else frozenset()
    undecided = {law.id for law in before.undecided} if before else frozenset()
    foreign = tuple(each for each in old if _get_key(each) not in known and each.law.id not in undecided)
    return Proof(result, foreign, request.seconds)


def _get_key(breach: Breach) -> tuple[str, str, str]:
    return breach.law.id, breach.section, breach.id


def _is_of(breach: Breach, rulebase: RuleBase) -> bool:
    """Return whether the entry of a breach is one of a rule base."""
    ids: dict[str, Iterable[str]] = {
        "rules": rulebase.rules_by_id,
        "facts": rulebase.facts,
        "conclusions": rulebase.conclusions,
        "exclusions": rulebase.exclusions,
    }
    return breach.id in ids[breach.section]


def check_proofs(
    subject: CheckSubject, proof: Proof, found: Iterable[ReportedFinding], *, is_last: bool
) -> Iterator[ReportedFinding]:
    """Report the breaches of one pack, without those that a quick check reports already."""
    items = {(item.section, item.id): item for item in subject.items}
    said = {(each.item.section, each.item.id, each.finding.code) for each in found if each.item}
    for breach in proof.result.breaches:
        item = items.get((breach.section, breach.id))
        codes = _SAID_BEFORE.get(breach.law.code, set())
        if item is not None and not any((*key, code) in said for key in [(item.section, item.id)] for code in codes):
            place = item.find_place("when") if breach.section == "rules" else item.place
            yield report(breach.law.code, item, _describe(breach), place)
    if not is_last:
        return
    for breach in proof.foreign:
        if (breach.section, breach.id) not in items:
            yield report(breach.law.code, None, f"with this pack, {_describe(breach)}", subject.header)
    for law in proof.result.undecided:
        sentence = f"in {proof.seconds:g} seconds it is neither proven nor refuted: {law.sentence[0].lower()}"
        yield report(UNDECIDED, None, f"{sentence}{law.sentence[1:].removesuffix('.')}", subject.header)


def _describe(breach: Breach) -> str:
    return f"{breach.sentence}: {format_company(breach.company)}" if breach.company else breach.sentence


def describe_result(result: ProofResult) -> str:
    """Return the sentence about what was proven."""
    broken = {each.law.id for each in result.breaches}
    holding = sum(law.id not in broken and law not in result.undecided for law in LAWS)
    parts = [f"{holding} of {len(LAWS)} laws hold for every company"]
    if broken:
        parts.append(f"{len(broken)} have exceptions")
    if result.undecided:
        parts.append(f"{len(result.undecided)} undecided")
    return f"proof: {', '.join(parts)}; {result.questions:,} questions"

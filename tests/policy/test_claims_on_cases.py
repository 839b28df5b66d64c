"""Laws 1 and 2 on the companies of the cases: each is given the answers that forbid what its rules ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.cases.case_files import read_cases
from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.model.rulebase import RuleBase
from tests.policy import tables
from tests.policy.advised import Advised
from tests.policy.companies import Stated, build_case_company
from tests.policy.laws import LAWS
from tests.policy.plain_policy import ExcludingAnswersError, close_answers


def iter_opposed_companies(rulebase: RuleBase) -> Iterator[tuple[str, Stated]]:
    """Yield the company of each case with the answers of each claim about what its firing rules conclude."""
    for case in read_cases(Path(find_builtin_folder()), rulebase):
        fired = [rulebase.rules_by_id[rule] for rule in case.expect.get("fires", ())]
        steps = {step for rule in fired for step in rule.list_concluded_values("step")}
        details = {detail for rule in fired for detail in rule.list_concluded_values("detail")}
        stated = build_case_company(case.company.stated)
        for claim in (*tables.THERE, *tables.DENIED):
            if steps.isdisjoint(claim.steps) and details.isdisjoint(claim.details):
                continue
            facts = dict(stated.facts)
            for fact, value in claim.answers.items():
                known = facts.get(fact)
                chosen = known if isinstance(known, frozenset) else frozenset()
                if value.startswith("-"):
                    facts[fact] = chosen - {value[1:]}
                elif rulebase.facts[fact].kind.name == "MANY":
                    facts[fact] = chosen | {value}
                else:
                    facts[fact] = value
            yield f"{case.name} [{claim.name()}]", stated._replace(facts=facts)


def test_no_rule_asks_for_what_is_there_or_presumes_what_is_not(builtin: RuleBase) -> None:
    consultation = Consultation(builtin)
    broken, tried = set(), 0
    for name, stated in iter_opposed_companies(builtin):
        try:
            answers = close_answers(stated.facts)
            advice = consultation.advise(stated.build_company())
        except (ExcludingAnswersError, AdvisorError):
            continue  # the claim contradicts another answer of the case
        tried += 1
        case = Advised(stated, answers, advice, builtin)
        broken.update(f"{key} ({name})" for law in ("law 1", "law 2") for key, _ in LAWS[law](case))
    assert tried > 200
    assert sorted(broken) == []

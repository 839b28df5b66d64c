"""Facts from a program: a mapping of fact names to values, checked like a facts file."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.errors import FactsError
from advisor.loading.documents.mapping_nodes import build_node
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.facts.facts_file import read_company
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase


def facts_from(mapping: Mapping[str, object], rulebase: RuleBase) -> Company:
    """Return the company that a mapping describes; it says the same as a facts file with these lines.

    Args:
        mapping: values by fact, and `company` and `assessment` as in a facts file. `True` and `False` are yes and no;
            a list, tuple or set gives several values.
        rulebase: the facts and their values.

    Raises:
        FactsError: with all findings. The place of each is the key; within `assessment` also the way to the value
            (`assessment.respondents[2].function`).

    Example:
        facts_from({"company": "Acme", "relationship": "defined", "employees": 120}, load())
    """
    findings = FindingList()
    try:
        company = read_company(build_node(mapping, "", findings), rulebase, findings)
    except UnreadableError as error:
        findings.append(error.finding)
        raise FactsError(findings) from None
    if findings:
        raise FactsError(findings)
    return company

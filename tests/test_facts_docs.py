"""The examples in docs/facts.md can be read."""

from __future__ import annotations

import re

import pytest

from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_file import read_company
from advisor.model.rulebase import RuleBase
from tests.test_docs import ROOT

FACTS, SHELL = ROOT / "docs" / "facts.md", ROOT / "docs" / "shell.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", FACTS.read_text(encoding="utf-8"), re.DOTALL)
INLINE = re.findall(r"\| `([a-z_]+: [^`]+)` \|$", FACTS.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("example", [*EXAMPLES, *INLINE])
def test_an_example_is_a_facts_file(example: str, builtin: RuleBase) -> None:
    findings = FindingList()
    node = parse_document(example, "facts.yaml", findings)
    assert node is not None
    company = read_company(node, builtin, findings)
    assert not findings
    assert company.stated or company.assessed or "unknown" in example


def test_the_page_shows_totals_in_toml(builtin: RuleBase) -> None:
    [line] = re.findall("`(assessment = [^`]+)`", FACTS.read_text(encoding="utf-8"))
    node = parse_document(line, "facts.toml", findings := FindingList())
    assert node is not None
    assert len(read_company(node, builtin, findings).assessed) == 2


def test_each_shell_has_its_line() -> None:
    text = SHELL.read_text(encoding="utf-8")
    for shell in ("bash", "zsh", "fish"):
        assert f"_ADVISOR_COMPLETE={shell}_source advisor" in text

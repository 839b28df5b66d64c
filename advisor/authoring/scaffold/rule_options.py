"""Options for a new rule, and the vocabulary for it; the value of an option is read as YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.documents.nodes import FindingList, Node
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml
from advisor.loading.finding_codes import INVALID_OPTION, INVALID_SYNTAX
from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase


class NewRuleOptions(NamedTuple):
    """The options of a new rule, None or empty if not given. `overrides` is the id of the rule that it replaces."""

    id: str
    title: str | None
    stage: str | None
    status: str
    source: str | None
    when: tuple[str, ...]
    then: tuple[str, ...]
    because: str | None
    file: str
    new_facts: tuple[str, ...]
    new_steps: tuple[str, ...]
    overrides: str | None = None
    reason: str | None = None

    def format_options(self) -> list[str]:
        """Return the same options as words of a command line, beginning with the id."""
        options: dict[str, Iterable[str | None]] = {
            "--overrides": [self.overrides],
            "--reason": [self.reason],
            "--title": [self.title],
            "--stage": [self.stage],
            "--status": [self.status if self.status != "experimental" else None],
            "--source": [self.source],
            "--file": [self.file],
            "--new-fact": self.new_facts,
            "--new-step": self.new_steps,
            "--when": self.when,
            "--then": self.then,
            "--because": [self.because],
        }
        flag_values = [(flag, value) for flag, values in options.items() for value in values if value]
        return [self.id, *(word for option in flag_values for word in option)]


class Vocabulary(NamedTuple):
    """The names that a new rule can use, and the name of the pack that was loaded last."""

    rulebase: RuleBase
    pack: str


def load_vocabulary(packs: Iterable[str]) -> Vocabulary:
    """Load the vocabulary of the built-in pack and further packs. Raises PackError."""
    rulebase = load(packs)
    return Vocabulary(rulebase, rulebase.packs[-1].name)


def normalize_text(text: str | None) -> str:
    """Join the words of a text with single spaces; "" for None."""
    return " ".join((text or "").split())


def parse_flag(text: str, flag: str, findings: FindingList) -> Node | None:
    """Parse the value of an option as YAML, such as `sales_cycle: short`.

    Args:
        text: The value of the option.
        flag: The option, such as `--when`.
        findings: Receives a finding if the value is not understood.

    Returns:
        The node; None with a finding.
    """
    try:
        text.encode()
        node = read_yaml(text, flag, findings)
    except UnreadableError as error:
        report_flag(findings, flag, f"`{text}` is not understood: {error.finding.sentence}", INVALID_SYNTAX)
        return None
    except UnicodeEncodeError:
        report_flag(findings, flag, "this contains characters that are not valid text; type it again")
        return None
    if node is None:
        report_flag(findings, flag, f"this is empty; write `{flag} …`")
    return node


def report_flag(findings: FindingList, flag: str, sentence: str, code: str = INVALID_OPTION) -> None:
    """Add a finding whose place is an option."""
    findings.add(Place(flag), sentence, code)

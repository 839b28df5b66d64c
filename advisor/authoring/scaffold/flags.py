"""What somebody says of a new rule, flag by flag, and the words it can be said in; a flag's value is read as YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Finding, Place
from advisor.loading.load_rulebase import load
from advisor.loading.nodes import FindingList, Node
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.rulebase import RuleBase


class NewRuleOptions(NamedTuple):
    """What was given; None or nothing where it was not. `overrides` is the rule whose place the new one takes."""

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
        """The words of a command line that say the same, from the id on."""
        single = {
            "--overrides": self.overrides,
            "--reason": self.reason,
            "--title": self.title,
            "--stage": self.stage,
            "--status": self.status if self.status != "experimental" else None,
            "--source": self.source,
            "--file": self.file,
        }
        words = [self.id, *(word for flag, value in single.items() if value for word in (flag, value))]
        several = (("--new-fact", self.new_facts), ("--new-step", self.new_steps), ("--when", self.when))
        for flag, values in (*several, ("--then", self.then), ("--because", (self.because,) if self.because else ())):
            words += [word for value in values for word in (flag, value)]
        return words


class Vocabulary(NamedTuple):
    """What a new rule can speak of, and the name of the pack that was loaded last."""

    rulebase: RuleBase
    pack: str


def load_vocabulary(packs: Iterable[str]) -> Vocabulary:
    """The vocabulary of some packs. Raises PackError."""
    rulebase = load(packs)
    return Vocabulary(rulebase, rulebase.packs[-1].name)


def parse_flag(text: str, flag: str, findings: FindingList) -> Node | None:
    """A flag's value as YAML; None (said) where it is none."""
    try:
        text.encode()
        node = read_yaml(text, flag, findings)
    except UnreadableError as error:
        add_flag_finding(findings, flag, f"`{text}` is not understood: {error.finding.sentence}")
        return None
    except UnicodeEncodeError:
        add_flag_finding(findings, flag, "this holds something that is no text")
        return None
    if node is None:
        add_flag_finding(findings, flag, f"this is empty; say `{flag} …`")
    return node


def add_flag_finding(findings: FindingList, flag: str, sentence: str) -> None:
    """Note a finding at a flag."""
    findings.append(Finding(Place(flag), sentence))

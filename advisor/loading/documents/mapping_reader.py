"""A reader of nodes that expects certain shapes, and reports at their place all values that differ.

A `MappingReader` reads one mapping key by key; its `report_unknown_keys` then reports the keys that nothing read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.slips import NO_SLIPS, Slips, find_right_key
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted

EXEMPT_KEY = "exempt"
"""The key under which any entry may list the checks it is exempt from, with reasons; only those checks read it."""
MAX_TEXT_LENGTH = 20_000
"""Maximum characters in one text; no entry needs more."""
MAX_DIGITS = 15
_LONG_NUMBER = re.compile(rf"[-+]?[0-9]{{{MAX_DIGITS + 1},}}\Z")
YES_NO_WORDS = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


class MappingReader:
    """One mapping, read key by key; `label` names it in findings ("step `liaison`")."""

    def __init__(self, node: MappingNode, label: str, findings: FindingList) -> None:
        self.node = node
        self.label = label
        self.findings = findings
        self._values = {key.text: value for key, value in node.items}
        self._read_keys: dict[str, None] = {}

    def has_key(self, key: str) -> bool:
        """Whether the mapping has the key; this does not count as reading it."""
        return key in self._values

    def read_node(self, key: str) -> Node | None:
        """Return the value of a key, whatever its shape; None if it is missing."""
        self._read_keys[key] = None
        return self._values.get(key)

    def read_text(self, key: str, *, required: bool = True) -> str:
        """Return a text with its line breaks folded, or "" if it is missing (reported if required)."""
        node = self.read_node(key)
        is_source = key == "source"
        if node is not None:
            code = codes.MISSING_SOURCE if is_source else codes.WRONG_SHAPE
            return read_scalar_text(node, f"`{key}` of {self.label}", self.findings, code)
        if required:
            code = codes.MISSING_SOURCE if is_source else codes.MISSING_KEY
            hint = ", the locator, or `policy/…` for your own judgement" if is_source else ""
            self.findings.add(self.node, f"{self.label} has no `{key}`", code, f"add `{key}: …`{hint}")
        return ""

    def read_number(self, key: str) -> int | None:
        """Return a whole number; None if it is missing, or (reported) not one."""
        node = self.read_node(key)
        number = parse_whole_number(node) if node else None
        if node and number is None:
            sentence = f"`{key}` of {self.label} must be a whole number"
            if has_too_many_digits(node):
                sentence = f"`{key}` of {self.label} is too large; write a number of at most {MAX_DIGITS} digits"
            self.findings.add(node, sentence, fix="write it in digits")
        return number

    def read_flag(self, key: str) -> bool:
        """Return whether a key says yes; no if it is missing, or (reported) another word."""
        node = self.read_node(key)
        word = YES_NO_WORDS.get(node.text.lower()) if isinstance(node, ScalarNode) else None
        if node and word is None:
            self.findings.add(node, f"`{key}` of {self.label} must be yes or no", fix="write `yes` or `no`")
        return word == "yes"

    def read_choice(
        self, key: str, allowed: Sequence[str], default: str | None = None, slips: Slips = NO_SLIPS
    ) -> str | None:
        """Return one of the allowed words.

        Args:
            key: the key to read.
            allowed: the words.
            default: the word for a missing key; without it, a missing key is reported.
            slips: other words, each with the allowed word that means the same.

        Returns:
            The word; that of a slip (reported); None (reported) if it is another or missing.
        """
        if default is not None and not self.has_key(key):
            self._read_keys[key] = None
            return default
        word = self.read_text(key)
        right = find_right_key(word, slips)
        if right is not None:
            self.findings.add(
                self._values[key], f"`{key}` of {self.label} is `{word}`; write `{key}: {right}`", codes.UNKNOWN_VALUE
            )
            return right
        if word and word not in allowed:
            choices = f"{join_some_quoted(allowed)}{suggest_name(word, allowed)}"
            sentence = f"`{key}` of {self.label} is `{word}`; it must be {choices}"
            self.findings.add(self._values[key], sentence, codes.UNKNOWN_VALUE)
        return word if word in allowed else None

    def read_mapping(self, key: str) -> MappingNode | None:
        """Return a mapping; None if it is missing, or (reported) something else."""
        node = self.read_node(key)
        if node is None or isinstance(node, MappingNode):
            return node
        self.findings.add_wrong_shape(node, f"`{key}` of {self.label}", "a mapping")
        return None

    def iter_texts(self, key: str) -> Iterator[tuple[str, ScalarNode]]:
        """Yield the texts of a list with their nodes; a single text counts as a list of one."""
        node = self.read_node(key)
        items = node.items if isinstance(node, ListNode) else (node,) if node else ()
        for item in items:
            text = read_scalar_text(item, f"`{key}` of {self.label}", self.findings)
            if text and isinstance(item, ScalarNode):
                yield text, item

    def accept_slips(self, slips: Slips) -> None:
        """Report keys that have another name here, and read the value of each under the right name if that is missing.

        `slips` has the right names.
        """
        for key, value in self.node.items:
            right = find_right_key(key.text, slips)
            if right is not None and right not in self._values:
                sentence = f"`{key.text}` is not a key of {self.label}; write `{right}`"
                self.findings.add(key, sentence, codes.UNKNOWN_KEY)
                self._values[right] = value
                self._read_keys[key.text] = None

    def report_unknown_keys(self, *ignored_keys: str) -> None:
        """Report every key that was not read and is not ignored, with the nearest known one."""
        self._read_keys.update(dict.fromkeys(ignored_keys))
        for key, _ in self.node.items:
            if key.text not in self._read_keys:
                sentence = f"`{key.text}` is not a key of {self.label}{suggest_name(key.text, self._read_keys)}"
                self.findings.add(key, sentence, codes.UNKNOWN_KEY)


def read_scalar_text(
    node: Node, label: str, findings: FindingList, code: str = codes.WRONG_SHAPE, fix: str = ""
) -> str:
    """Return a scalar's text with its line breaks folded to spaces.

    Args:
        node: the value.
        label: its name in findings.
        findings: receives the finding if it is not a text.
        code: the code of that finding.
        fix: how to write a text there.

    Returns:
        The text; "" (reported) if it is empty, too long, or not a scalar.
    """
    text = " ".join(node.text.split()) if isinstance(node, ScalarNode) else ""
    if not isinstance(node, ScalarNode):
        findings.add(node, f"{label} must be a text, not {SHAPE_NAMES[type(node)]}", code, fix)
    elif len(node.text) > MAX_TEXT_LENGTH:
        findings.add(node, f"{label} is longer than {MAX_TEXT_LENGTH:,} characters; shorten it", code)
        return ""
    elif not text or node.is_empty:
        findings.add(node, f"{label} is empty", code, fix)
        return ""
    return text


def parse_whole_number(node: Node) -> int | None:
    """Parse a whole number, as `12` or `-3`; None if it is quoted, too long, or not one."""
    if not isinstance(node, ScalarNode) or node.quoted:
        return None
    digits = node.text.removeprefix("-").removeprefix("+")
    return int(node.text) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None


def has_too_many_digits(node: Node) -> bool:
    """Return whether a node is a whole number, but too long to be read."""
    return isinstance(node, ScalarNode) and not node.quoted and _LONG_NUMBER.match(node.text) is not None


def iter_entries(node: Node, label: str, findings: FindingList) -> Iterator[tuple[ScalarNode, MappingNode]]:
    """Yield the entries of a mapping of mappings, and report all other values."""
    if not isinstance(node, MappingNode):
        findings.add_wrong_shape(node, label, "a mapping of ids to entries")
        return
    for key, value in node.items:
        if isinstance(value, MappingNode):
            yield key, value
        else:
            findings.add_wrong_shape(value, f"`{key.text}` in {label}", "a mapping")

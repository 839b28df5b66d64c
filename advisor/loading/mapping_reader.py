"""Nodes to plain values of an expected shape; what does not fit is said with its place and what would fit.

A `Table` walks one mapping: each key is asked for once, and `close` tells of the keys nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.loading import finding_codes as codes
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted

EXEMPT_KEY = "exempt"
"""A key that any entry may have: which checks it is exempt from, each with its reason. It is there for those alone."""
MAX_TEXT_LENGTH = 20_000
"""Characters in one text; no entry is that long."""
YES_NO_WORDS = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


class MappingReader:
    """One mapping of a file, read key by key. `what` names it in findings ("step `liaison`")."""

    def __init__(self, node: MappingNode, label: str, findings: FindingList) -> None:
        self.node = node
        self.label = label
        self.findings = findings
        self._values = {key.text: value for key, value in node.items}
        self._read_keys: dict[str, None] = {}

    def has_key(self, key: str) -> bool:
        """Whether the key is there; does not count as asking for it."""
        return key in self._values

    def read_node(self, key: str) -> Node | None:
        """The node behind a key, whatever its shape."""
        self._read_keys[key] = None
        return self._values.get(key)

    def read_text(self, key: str, *, required: bool = True) -> str:
        """A non-empty text, with line breaks folded; "" where it is missing (said, if required)."""
        node = self.read_node(key)
        if node is None:
            if required:
                code = codes.MISSING_SOURCE if key == "source" else codes.MISSING_KEY
                fix = "add `source: …`, the locator, or `policy/…` for your own judgement"
                self.findings.add(
                    self.node, f"{self.label} lacks `{key}`", code, fix if key == "source" else f"add `{key}: …`"
                )
            return ""
        code = codes.MISSING_SOURCE if key == "source" else codes.WRONG_SHAPE
        return read_scalar_text(node, f"`{key}` of {self.label}", self.findings, code)

    def read_number(self, key: str) -> int | None:
        """A whole number, or None where it is missing or none."""
        node = self.read_node(key)
        if node is None:
            return None
        number = parse_whole_number(node) if isinstance(node, ScalarNode) else None
        if number is None:
            self.findings.add(node, f"`{key}` of {self.label} must be a whole number", fix="write it in digits")
        return number

    def read_flag(self, key: str) -> bool:
        """Yes or no; no where it is missing."""
        node = self.read_node(key)
        if node is None:
            return False
        word = YES_NO_WORDS.get(node.text) if isinstance(node, ScalarNode) else None
        if word is None:
            self.findings.add(node, f"`{key}` of {self.label} must be yes or no", fix="write `yes` or `no`")
        return word == "yes"

    def read_choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of the allowed words, or None (said) where it is another or missing without a default."""
        if default is not None and not self.has_key(key):
            self._read_keys[key] = None
            return default
        word = self.read_text(key)
        if word and word not in allowed:
            node = self._values[key]
            sentence = f"`{key}` of {self.label} is `{word}`; it must be {join_some_quoted(allowed)}{suggest_name(word, allowed)}"
            self.findings.add(node, sentence, codes.UNKNOWN_VALUE)
        return word if word in allowed else None

    def read_mapping(self, key: str) -> MappingNode | None:
        """A mapping, or None where it is missing (or said to be no mapping)."""
        node = self.read_node(key)
        if node is None or isinstance(node, MappingNode):
            return node
        self.findings.add(node, f"`{key}` of {self.label} must be a mapping, not {SHAPE_NAMES[type(node)]}")
        return None

    def iter_texts(self, key: str) -> Iterator[tuple[str, ScalarNode]]:
        """A list of texts (a single text counts as a list of one)."""
        node = self.read_node(key)
        if isinstance(node, ListNode):
            for item in node.items:
                text = read_scalar_text(item, f"`{key}` of {self.label}", self.findings)
                if text and isinstance(item, ScalarNode):
                    yield text, item
        elif node is not None:
            text = read_scalar_text(node, f"`{key}` of {self.label}", self.findings)
            if text and isinstance(node, ScalarNode):
                yield text, node

    def report_unknown_keys(self) -> None:
        """Tell of every key that nobody asked for, with the nearest one that is known."""
        for key, _ in self.node.items:
            if key.text not in self._read_keys:
                sentence = f"`{key.text}` is not a key of {self.label}{suggest_name(key.text, self._read_keys)}"
                self.findings.add(key, sentence, codes.UNKNOWN_KEY)


def read_scalar_text(node: Node, label: str, findings: FindingList, code: str = codes.WRONG_SHAPE) -> str:
    """The text of a scalar with line breaks folded to spaces; "" (said) for anything else."""
    if not isinstance(node, ScalarNode):
        findings.add(node, f"{label} must be a text, not {SHAPE_NAMES[type(node)]}", code)
        return ""
    if len(node.text) > MAX_TEXT_LENGTH:
        findings.add(node, f"{label} is longer than {MAX_TEXT_LENGTH:,} characters; shorten it", code)
        return ""
    text = " ".join(node.text.split())
    if not text or node.is_empty:
        findings.add(node, f"{label} is empty", code)
        return ""
    return text


def parse_whole_number(node: ScalarNode) -> int | None:
    """The whole number a scalar was written as (an optional sign and digits), or None."""
    text = node.text
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if not node.quoted and digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def iter_entries(node: Node, label: str, findings: FindingList) -> Iterator[tuple[ScalarNode, MappingNode]]:
    """The entries of a mapping of mappings; anything else is said."""
    if not isinstance(node, MappingNode):
        findings.add(node, f"{label} must be a mapping of ids to entries, not {SHAPE_NAMES[type(node)]}")
        return
    for key, value in node.items:
        if isinstance(value, MappingNode):
            yield key, value
        else:
            findings.add(value, f"`{key.text}` in {label} must be a mapping, not {SHAPE_NAMES[type(value)]}")

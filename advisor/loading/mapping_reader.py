"""Nodes to plain values of an expected shape; what does not fit is said with its place and what would fit.

A `Table` walks one mapping: each key is asked for once, and `close` tells of the keys nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.errors import nearest
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar

EXEMPT = "exempt"
"""A key that any entry may have: which checks it is exempt from, each with its reason. It is there for those alone."""
MAX_TEXT = 20_000
"""Characters in one text; no entry is that long."""
MOST_LISTED = 12
"""So many allowed values are told; of more, only the first."""
YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


class Table:
    """One mapping of a file, read key by key. `what` names it in findings ("step `liaison`")."""

    def __init__(self, node: Mapped, what: str, findings: Findings) -> None:
        self.node = node
        self.what = what
        self.findings = findings
        self._values = {key.text: value for key, value in node.items}
        self._asked: dict[str, None] = {}

    def has(self, key: str) -> bool:
        """Whether the key is there; does not count as asking for it."""
        return key in self._values

    def raw(self, key: str) -> Node | None:
        """The node behind a key, whatever its shape."""
        self._asked[key] = None
        return self._values.get(key)

    def text(self, key: str, *, required: bool = True) -> str:
        """A non-empty text, with line breaks folded; "" where it is missing (said, if required)."""
        node = self.raw(key)
        if node is None:
            if required:
                code = codes.NO_SOURCE if key == "source" else codes.MISSING
                fix = "add `source: …`, the locator, or `policy/…` for your own judgement"
                self.findings.say(
                    self.node, f"{self.what} lacks `{key}`", code, fix if key == "source" else f"add `{key}: …`"
                )
            return ""
        code = codes.NO_SOURCE if key == "source" else codes.FORM
        return text_of(node, f"`{key}` of {self.what}", self.findings, code)

    def number(self, key: str) -> int | None:
        """A whole number, or None where it is missing or none."""
        node = self.raw(key)
        if node is None:
            return None
        number = whole_number(node) if isinstance(node, Scalar) else None
        if number is None:
            self.findings.say(node, f"`{key}` of {self.what} must be a whole number", fix="write it in digits")
        return number

    def flag(self, key: str) -> bool:
        """Yes or no; no where it is missing."""
        node = self.raw(key)
        if node is None:
            return False
        word = YES_NO.get(node.text) if isinstance(node, Scalar) else None
        if word is None:
            self.findings.say(node, f"`{key}` of {self.what} must be yes or no", fix="write `yes` or `no`")
        return word == "yes"

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of the allowed words, or None (said) where it is another or missing without a default."""
        if default is not None and not self.has(key):
            self._asked[key] = None
            return default
        word = self.text(key)
        if word and word not in allowed:
            node = self._values[key]
            sentence = f"`{key}` of {self.what} is `{word}`; it must be {few(allowed)}{nearest(word, allowed)}"
            self.findings.say(node, sentence, codes.UNKNOWN_VALUE)
        return word if word in allowed else None

    def table(self, key: str) -> Mapped | None:
        """A mapping, or None where it is missing (or said to be no mapping)."""
        node = self.raw(key)
        if node is None or isinstance(node, Mapped):
            return node
        self.findings.say(node, f"`{key}` of {self.what} must be a mapping, not {SHAPES[type(node)]}")
        return None

    def texts(self, key: str) -> Iterator[tuple[str, Scalar]]:
        """A list of texts (a single text counts as a list of one)."""
        node = self.raw(key)
        if isinstance(node, Listing):
            for item in node.items:
                text = text_of(item, f"`{key}` of {self.what}", self.findings)
                if text and isinstance(item, Scalar):
                    yield text, item
        elif node is not None:
            text = text_of(node, f"`{key}` of {self.what}", self.findings)
            if text and isinstance(node, Scalar):
                yield text, node

    def close(self) -> None:
        """Tell of every key that nobody asked for, with the nearest one that is known."""
        for key, _ in self.node.items:
            if key.text not in self._asked:
                sentence = f"`{key.text}` is not a key of {self.what}{nearest(key.text, self._asked)}"
                self.findings.say(key, sentence, codes.NO_SUCH_KEY)


def few(words: Iterable[str], last: str = " or ") -> str:
    """Names in the user's eyes, no more of them than can be taken in: `a`, `b` or `c`; `a`, `b`, … and 40 more."""
    told = [f"`{word}`" for word in words]
    more = len(told) - MOST_LISTED
    if more > 1:
        return f"{', '.join(told[:MOST_LISTED])}, … and {more} more"
    return f"{', '.join(told[:-1])}{last}{told[-1]}" if told[1:] else "".join(told) or "nothing"


def text_of(node: Node, what: str, findings: Findings, code: str = codes.FORM) -> str:
    """The text of a scalar with line breaks folded to spaces; "" (said) for anything else."""
    if not isinstance(node, Scalar):
        findings.say(node, f"{what} must be a text, not {SHAPES[type(node)]}", code)
        return ""
    if len(node.text) > MAX_TEXT:
        findings.say(node, f"{what} is longer than {MAX_TEXT:,} characters; shorten it", code)
        return ""
    text = " ".join(node.text.split())
    if not text or node.empty:
        findings.say(node, f"{what} is empty", code)
        return ""
    return text


def whole_number(node: Scalar) -> int | None:
    """The whole number a scalar was written as (an optional sign and digits), or None."""
    text = node.text
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if not node.quoted and digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def tables(node: Node, what: str, findings: Findings) -> Iterator[tuple[Scalar, Mapped]]:
    """The entries of a mapping of mappings; anything else is said."""
    if not isinstance(node, Mapped):
        findings.say(node, f"{what} must be a mapping of ids to entries, not {SHAPES[type(node)]}")
        return
    for key, value in node.items:
        if isinstance(value, Mapped):
            yield key, value
        else:
            findings.say(value, f"`{key.text}` in {what} must be a mapping, not {SHAPES[type(value)]}")

"""Words that authors know from other tools, each with the key that means the same here.

A finding can then name the right key, and the value is read as if it were there, so that nothing else is reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.loading.documents.nodes import ListNode, MappingNode, Node
from advisor.loading.documents.yaml_writer import format_flow

MAX_REPEATED_LENGTH = 100
"""Maximum length of what a message repeats of an author's condition."""
Slips = Mapping[str, str]
"""The right key by each word, in lower case with `_` for blanks and hyphens."""

NO_SLIPS: Slips = {}
CONDITION_SLIPS: Slips = {
    **dict.fromkeys(("any", "or", "||", "either", "any_of", "anyof", "one_of", "some"), "any"),
    **dict.fromkeys(("all", "and", "&&", "both", "all_of", "allof", "every"), "all"),
    **dict.fromkeys(("not", "unless", "except", "!", "isnt", "is_not"), "not"),
    **dict.fromkeys(("nor", "neither", "none_of", "noneof"), "not any"),
    **dict.fromkeys(("if", "when", "where", "condition", "conditions"), "when"),
    **dict.fromkeys(("then", "else", "conclude", "conclusion"), "then"),
}
"""Keys of a condition."""
RULE_SLIPS: Slips = {
    **dict.fromkeys(("if", "where", "condition", "conditions"), "when"),
    **dict.fromkeys(("conclude", "concludes", "conclusion", "conclusions", "action", "actions", "do"), "then"),
    **dict.fromkeys(("why", "reason", "explanation", "description", "message", "text"), "because"),
    **dict.fromkeys(("name", "label"), "title"),
    **dict.fromkeys(("override", "replaces", "replace"), "overrides"),
}
FACT_SLIPS: Slips = {
    "type": "kind",
    **dict.fromkeys(("options", "choices", "enum", "answers"), "values"),
    **dict.fromkeys(("min", "at_least", "from"), "minimum"),
    **dict.fromkeys(("max", "at_most", "to"), "maximum"),
    **dict.fromkeys(("name", "title"), "label"),
    **dict.fromkeys(("prompt", "text", "ask"), "question"),
    **dict.fromkeys(("description", "hint"), "help"),
}
KIND_SLIPS: Slips = {
    **dict.fromkeys(("boolean", "bool", "yes/no", "yesno", "flag", "binary", "logical"), "yes_no"),
    **dict.fromkeys(("number", "integer", "int", "float", "numeric", "decimal", "percent", "percentage"), "count"),
    **dict.fromkeys(("string", "str", "text", "enum", "single", "select", "one", "option"), "choice"),
    **dict.fromkeys(("list", "multi", "multiple", "array", "set", "several", "multiselect", "choices"), "many"),
}
BOUND_SLIPS: Slips = {
    **dict.fromkeys(("min", "minimum", "from", "gte", "ge", ">="), "at_least"),
    **dict.fromkeys(("max", "maximum", "to", "lte", "le", "<="), "at_most"),
    **dict.fromkeys(("more_than", "above", "over", "gt", ">"), "at_least"),
    **dict.fromkeys(("less_than", "below", "under", "lt", "<"), "at_most"),
}
_STRICT_BOUNDS: Slips = dict.fromkeys(
    ("more_than", "above", "over", "gt", ">", "less_than", "below", "under", "lt", "<"), "at_least or at_most"
)
"""Words that exclude the number itself."""


def find_right_key(word: str, slips: Slips) -> str | None:
    """Return the key that a word means; None if the word is right, or not known."""
    right = slips.get(word.strip().lower().replace(" ", "_").replace("-", "_"))
    return None if right == word else right


def find_right_bound(word: str, limit: int | None) -> str | None:
    """Return the bound that a word means, with its number; None if the word is right, or not known.

    Example:
        find_right_bound("more_than", 5) returns "at_least: 6".
    """
    right = find_right_key(word, BOUND_SLIPS)
    if right is None or limit is None:
        return right
    is_strict = find_right_key(word, _STRICT_BOUNDS) is not None
    return f"{right}: {limit + is_strict * (1 if right == 'at_least' else -1)}"


def list_parts(node: Node) -> tuple[Node, ...]:
    """Return the conditions in the value of `any` or `all`; a mapping counts as one condition for each of its keys."""
    if isinstance(node, ListNode):
        return node.items
    if isinstance(node, MappingNode):
        return tuple(MappingNode((item,), item[0].place) for item in node.items)
    return (node,)


def format_right_condition(right: str, node: Node) -> str:
    """Return the author's own conditions in one line, joined by the right word; `…` if they are too long to repeat.

    Example:
        The value of `or: {a: x, b: y}` becomes `any: [{a: x}, {b: y}]`.
    """
    own = format_flow(node)
    if right == "when":
        return own.strip("{}") if len(own) <= MAX_REPEATED_LENGTH else "…"
    if right == "not" and not isinstance(node, ListNode):
        return f"not: {own if len(own) <= MAX_REPEATED_LENGTH else '{…}'}"
    listed = format_flow(ListNode(list_parts(node), node.place))
    listed = listed if len(listed) <= MAX_REPEATED_LENGTH else "[…]"
    return f"not: {{any: {listed}}}" if right.startswith("not") else f"{right}: {listed}"

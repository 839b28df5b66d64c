"""A parser of facts files in YAML, TOML or JSON into nodes."""

from __future__ import annotations

from advisor.loading.documents.nodes import FindingList, Node
from advisor.loading.documents.yaml_reader import read_yaml


def parse_document(text: str, name: str, findings: FindingList) -> Node | None:
    """Parse a document into nodes: `{"employees": 12}` in facts.json becomes a MappingNode.

    Args:
        text: the document.
        name: the name of its file, whose ending says which language it is in.
        findings: receives duplicate keys, and tags of YAML.

    Returns:
        The document, or None if it is empty.

    Raises:
        UnreadableError: if the text is not valid or exceeds a limit.
    """
    if not text.strip():
        return None
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "toml":
        from advisor.loading.documents.toml_reader import read_toml  # here and below, since most facts files are YAML

        return read_toml(text, name)
    if suffix == "json" or (name == "<stdin>" and text.lstrip().startswith("{")):
        from advisor.loading.documents.json_reader import read_json

        return read_json(text, name, findings)
    return read_yaml(text, name, findings)

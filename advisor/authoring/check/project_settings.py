"""Codes that a project switches off or lowers, each with a reason, in the table `checks` of its project file.

    [checks.ADV503]
    severity = "off"        # or "note", or "warning" for an error
    reason = "The law itself names these numbers."

Errors that keep the advisor from giving advice, and findings about exemptions and settings, always count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.check.catalogue import ERROR, NOTE, PROOF_CODES, WARNING, load_checks
from advisor.errors import Finding, Place
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.documents.toml_reader import read_toml
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.packs.pack_discovery import CHECKS_KEY, PROJECT_FILE
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import format_count, join_quoted, join_words

OFF = "off"
WRONG_SETTING, UNUSED_SETTING = "ADV704", "ADV705"
_LEVELS = (OFF, NOTE, WARNING, ERROR)
_EXAMPLE = 'write `severity = "off"` and `reason = "…"` below `[checks.{code}]`'


class CodeSetting(NamedTuple):
    """The severity (or `off`) of a code in this project, the reason, and the place of the setting."""

    code: str
    severity: str
    reason: str
    place: Place


class ProjectSettings(NamedTuple):
    """The settings of a project that can be used, and findings about the others."""

    settings: tuple[CodeSetting, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_settings() -> ProjectSettings:
    """Read the settings of the project file in the current folder; none if there is no such file."""
    if not Path(PROJECT_FILE).is_file():
        return ProjectSettings()
    try:
        table = read_toml(*read_text(PROJECT_FILE))
    except UnreadableError as error:
        return ProjectSettings(findings=(error.finding._replace(code=WRONG_SETTING, severity=ERROR),))
    node = table.get(CHECKS_KEY) if isinstance(table, MappingNode) else None
    if node is None:
        return ProjectSettings()
    if not isinstance(node, MappingNode):
        sentence = f"`{CHECKS_KEY}` must be a table of codes"
        return ProjectSettings(findings=(_build_finding(node.place, sentence, _EXAMPLE.format(code="ADV503")),))
    read = [_read_setting(code, value) for code, value in node.items]
    return ProjectSettings(
        tuple(each for each in read if isinstance(each, CodeSetting)),
        tuple(each for each in read if isinstance(each, Finding)),
    )


def _read_setting(key: ScalarNode, node: Node) -> CodeSetting | Finding:
    code = format_excerpt(key.text)
    check = load_checks().get(key.text)
    if check is None:
        lowerable = [each for each, known in load_checks().items() if known.is_lowerable]
        sentence = f"`{code}` is not the code of a check{suggest_name(key.text, lowerable)}"
        return _build_finding(key.place, sentence, "`advisor rules explain` lists the codes")
    if not check.is_lowerable:
        why = "keeps the advisor from giving advice" if check.severity == ERROR else "is about exemptions and settings"
        sentence = f"{code} {why}, so it can be neither lowered nor switched off"
        return _build_finding(key.place, sentence, "correct what it finds, and remove this setting")
    texts = {inner.text: value for inner, value in node.items} if isinstance(node, MappingNode) else {}
    severity, reason = (_get_text(texts.get(name)) for name in ("severity", "reason"))
    allowed = _LEVELS[: _LEVELS.index(check.severity)]
    example = _EXAMPLE.format(code=code)
    if unknown := [name for name in texts if name not in ("severity", "reason")]:
        return _build_finding(key.place, f"the setting of {code} cannot have {join_quoted(unknown, ' and ')}", example)
    if severity not in allowed:
        given = f"not `{format_excerpt(severity)}`" if severity else "and is missing"
        sentence = (
            f"`severity` of {code}, which is {_describe(check.severity)}, must be {join_quoted(allowed)}, {given}"
        )
        return _build_finding(key.place, sentence, example)
    if not reason:
        return _build_finding(key.place, f"{code} is set to `{severity}` without a reason, so it still counts", example)
    return CodeSetting(key.text, severity, reason, key.place)


def _get_text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, ScalarNode) else ""


def _describe(severity: str) -> str:
    return f"an {severity}" if severity == ERROR else f"a {severity}"


def _build_finding(place: Place, sentence: str, fix: str) -> Finding:
    return Finding(place, sentence, WRONG_SETTING, load_checks()[WRONG_SETTING].severity, fix)


def apply_settings(
    findings: Iterable[Finding], project: ProjectSettings, *, report_unused: bool, proven: bool = False
) -> tuple[Sequence[Finding], Mapping[str, int]]:
    """Lower or remove findings as the project wants it.

    Args:
        findings: What the checks found.
        project: The settings of the project.
        report_unused: Whether to report settings without effect. While something does not load, none is reported.
        proven: Whether the findings have those of proofs too; else a setting of such a code is not without effect.

    Returns:
        The findings that are left, those about settings first; and how many were removed, by code.
    """
    found = list(findings)
    severities = {each.code: each.severity for each in project.settings}
    counts = Counter(each.code for each in found)
    kept = [each._replace(severity=severities.get(each.code, each.severity)) for each in found]
    removed = {code: counts[code] for code, severity in severities.items() if severity == OFF and counts[code]}
    loads = not any(each.severity == ERROR and not load_checks()[each.code].is_lowerable for each in found)
    unused = _iter_unused(project, counts, proven=proven) if report_unused and loads else ()
    return (*project.findings, *unused, *(each for each in kept if each.severity != OFF)), removed


def _iter_unused(project: ProjectSettings, counts: Mapping[str, int], *, proven: bool) -> Iterator[Finding]:
    severity = load_checks()[UNUSED_SETTING].severity
    for each in project.settings:
        if not counts.get(each.code) and (proven or not each.code.startswith(PROOF_CODES)):
            sentence = f"{each.code} finds nothing in this project, so its setting has no effect"
            yield Finding(each.place, sentence, UNUSED_SETTING, severity, "remove it")


def describe_removed(removed: Mapping[str, int]) -> str:
    """Return the sentence that says which findings are switched off; "" if none is."""
    parts = [f"{format_count(count, 'finding')} of {code}" for code, count in removed.items()]
    return f"switched off in {PROJECT_FILE}: {join_words(parts)}" if parts else ""

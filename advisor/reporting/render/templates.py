"""Jinja2 templates in a sandbox: they can loop and choose, but not reach Python or leave the folder of their pack.

A pack may replace a built-in template with its own of the same name; two packs that replace the same one are refused.
"""

from __future__ import annotations

import re
import traceback
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from advisor.errors import HIDDEN_CHARACTERS, Place, TemplateError, lower_first
from advisor.loading.finding_codes import INVALID_TEMPLATE, TEMPLATE_LIMIT, UNKNOWN_TEMPLATE, UNSAFE_TEMPLATE
from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.render.html_markup import JOINER, build_note_anchor, render_inline_html
from advisor.reporting.render.notice import add_html_notice, add_text_notice
from advisor.reporting.render.safe_html import check_html
from advisor.reporting.render.safe_markdown import check_markdown
from advisor.reporting.render.template_files import OutsideFolderError, find_template
from advisor.reporting.view.headline import mark_headline
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.text_layout import (
    WIDTH,
    escape_markdown,
    escape_table_cell,
    format_heading,
    format_markdown,
    format_number,
    format_plain_text,
    format_two_columns,
    repeat_text,
    wrap_text,
)
from advisor.reporting.view.wording import build_wording_lookup

MAX_OUTPUT = 2_000_000
SCRIPT_TEMPLATES = ("questionnaire-form.html.j2",)
"""Pages with a program, which use no template of a pack."""
_BLANK_LINES = re.compile(r"\n{3,}")
_TOO_MANY_DIGITS = "for integer string conversion"
"""Part of the message about Python's own limit on the digits of a number."""
_UNDEFINED_NAME = re.compile(r"'(\w+)' is undefined|has no attribute '(\w+)'")


def fill_report(name: str, advice: Advice, rulebase: RuleBase, width: int = WIDTH, **extra_values: object) -> str:
    """Fill a template with an advice (`advice`), its view (`report`), and further values by name.

    Lines of plain text have at most `width` columns.

    Raises TemplateError with the template's name, and its line if known.
    """
    advice = mark_headline(advice, rulebase)
    report = build_report_view(advice, rulebase)
    text = fill_template(name, rulebase, {"advice": advice, "report": report, **extra_values}, width)
    if _is_html(name):
        return add_html_notice(text, rulebase, advice)
    text = _BLANK_LINES.sub("\n\n", text)  # parts that are left out leave their blank lines behind
    return add_text_notice(text, rulebase, width, advice=advice, markdown=name.endswith(".md.j2"))


def fill_template(name: str, rulebase: RuleBase, values: Mapping[str, object], width: int = WIDTH) -> str:
    """Fill a template with values by name; in a subprocess if a pack has templates.

    Raises TemplateError with the template's name, and its line if known.
    """
    if name in SCRIPT_TEMPLATES or not any(Path(pack.templates).is_dir() for pack in rulebase.packs[1:]):
        return fill_in_process(name, replace(rulebase, packs=rulebase.packs[:1]), values, width)
    from advisor.reporting.render.sandbox_process import run_in_subprocess

    text: str = run_in_subprocess(f"{__name__}:fill_in_process", name, rulebase, values, width, name=name)
    if hidden := HIDDEN_CHARACTERS.search(text.replace(f"{JOINER}<sup>", "<sup>")):  # marks stay on their line
        raise TemplateError.at(name, _describe_hidden_character(hidden[0]), UNSAFE_TEMPLATE)
    if _is_html(name):
        figures = values.get("figures", {})
        drawings = [str(figure.drawing) for figure in figures.values()] if isinstance(figures, Mapping) else []
        return check_html(text, name, drawings)
    return check_markdown(text, name) if name.endswith(".md.j2") else text


def fill_in_process(name: str, rulebase: RuleBase, values: Mapping[str, object], width: int = WIDTH) -> str:
    """Fill a template in this process, which has to be a trusted template or a subprocess. Raises TemplateError."""
    pieces: list[str] = []
    size = 0
    try:
        for piece in build_environment(rulebase, width).get_template(name).generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_OUTPUT:
                problem = f"this template writes more than {MAX_OUTPUT:,} characters"
                raise TemplateError.at(name, f"{problem}; write less text", TEMPLATE_LIMIT)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        place = Place(error.filename or error.name or name, error.lineno)
        raise TemplateError.at(place, _describe_syntax_error(error), INVALID_TEMPLATE) from None
    except Exception as error:  # any error that a pack's template causes in Python is an error of the template
        raise TemplateError.at(_find_place(error, name), *_describe_error(error)) from None
    return "".join(pieces)


def _describe_error(error: Exception) -> tuple[str, str]:
    """Describe an error of filling a template; return the sentence and its code."""
    reason = format_library_message(str(error))
    match error:
        case UndefinedError():
            name = find_undefined_name(reason)
            reason = f"there is no value `{name}`" if name else reason
        case TemplateNotFound():
            return f"there is no template `{error.name}` in this pack", UNKNOWN_TEMPLATE
        case SecurityError():
            return f"this template does something that is not allowed: {reason}", UNSAFE_TEMPLATE
        case RecursionError():
            return "this template includes itself or has too many levels; remove an `include` or level", TEMPLATE_LIMIT
        case ValueError() if _TOO_MANY_DIGITS in reason:
            return "this template has a number with too many digits; shorten it", INVALID_TEMPLATE
        case MemoryError():
            return "this template needs too much memory; write less text", TEMPLATE_LIMIT
    return f"the report cannot fill this template: {reason or 'it needs a value that does not exist'}", INVALID_TEMPLATE


def _describe_syntax_error(error: TemplateSyntaxError) -> str:
    return f"this template is not valid: {format_library_message(error.message or '')}"


def iter_template_faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    """Find what keeps the text of a template from being filled, without running it; yield (line, sentence)."""
    try:
        yield from list(_iter_faults(source, rulebase))
    except TemplateSyntaxError as error:
        yield error.lineno, _describe_syntax_error(error)
    except RecursionError:
        yield 1, "this template is nested too deep"
    except Exception as error:  # Jinja2 passes on what Python raises, as for a number with too many digits
        yield _find_fault_line(source, build_environment(rulebase), type(error)), _describe_error(error)[0]


def _find_fault_line(source: str, sandbox: Environment, fault: type[Exception]) -> int:
    """Find the line in which parsing raises an error that has no place: with fewer lines there is another, or none."""
    lines = source.splitlines(keepends=True)

    def raises_fault(count: int) -> bool:
        try:
            sandbox.parse("".join(lines[:count]))
        except Exception as error:
            return type(error) is fault
        return False

    return bisect_left(range(1, len(lines)), True, key=raises_fault) + 1


def _iter_faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    sandbox = build_environment(rulebase)
    tree = sandbox.parse(source)
    for part in tree.find_all((nodes.TemplateData, nodes.Const)):
        text = part.data if isinstance(part, nodes.TemplateData) else getattr(part, "value", "")
        if isinstance(text, str) and (hidden := HIDDEN_CHARACTERS.search(text)):
            yield part.lineno, _describe_hidden_character(hidden[0])
    for kind, known in (("filter", sandbox.filters), ("test", sandbox.tests)):
        for node in tree.find_all(nodes.Filter if kind == "filter" else nodes.Test):
            if node.name not in known:
                yield node.lineno, f"templates have no {kind} `{node.name}`{suggest_name(node.name, known)}"
    names = [name for pack in rulebase.packs for name in _list_template_names(pack)]
    for reference in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        template = getattr(reference, "template", None)
        name = template.value if isinstance(template, nodes.Const) else None
        if isinstance(name, str) and name not in names:
            yield reference.lineno, f"there is no template `{name}` in this pack{suggest_name(name, names)}"


def reads_value(name: str, value: str, rulebase: RuleBase) -> bool:
    """Return whether a template, or one that it includes, reads a value such as `advice.headline`; True if unreadable.

    Args:
        name: the name of the template, as in `recommendation.txt.j2`.
        value: an object and an attribute.
        rulebase: its packs have the templates.
    """
    sandbox, (owner, attribute) = build_environment(rulebase), value.split(".")
    waiting, seen = [name], {name}
    while waiting:
        try:
            assert sandbox.loader is not None  # it always has one
            tree = sandbox.parse(sandbox.loader.get_source(sandbox, waiting.pop())[0])
        except Exception:  # another check reports what is wrong with it
            return True
        for node in tree.find_all(nodes.Getattr):
            if node.attr == attribute and isinstance(node.node, nodes.Name) and node.node.name == owner:
                return True
        for reference in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
            template = getattr(reference, "template", None)
            if not isinstance(template, nodes.Const):
                return True  # which template it includes shows only when it is filled
            waiting += [template.value] if template.value not in seen else []
            seen.add(template.value)
    return False


def _describe_hidden_character(character: str) -> str:
    return f"this writes an invisible character (U+{ord(character):04X}); remove it"


def _list_template_names(pack: Pack) -> list[str]:
    folder = Path(pack.templates)
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")]


def build_environment(rulebase: RuleBase, width: int = WIDTH) -> Environment:
    """Build the sandbox that fills the templates of a rule base; plain text has lines of at most `width` columns."""
    sandbox = _TemplateSandbox(
        loader=_PackLoader(rulebase.packs),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED.setdefault(width, _CompiledTemplates()),
        autoescape=_is_html,  # plain text and Markdown pass user input through `escaped`
    )
    sandbox.globals.update(say=build_wording_lookup(rulebase))
    sandbox.filters.update(
        noted=format_plain_text,
        marked=format_markdown,
        markup=render_inline_html,
        anchor=build_note_anchor,
        wrapped=partial(wrap_text, width=width),
        underlined=partial(format_heading, width=width),
        beside=partial(format_two_columns, width=width),
        cell=escape_table_cell,
        repeated=repeat_text,
        escaped=escape_markdown,
        number=format_number,
        listed=join_words,
        either=join_alternatives,
    )
    return sandbox


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


class _TemplateSandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox without the two operators that need endless memory for a few characters."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        raise SecurityError(f"it uses the operator `{operator}`")


class _CompiledTemplates(BytecodeCache):
    """The compiled form of templates, so that each is compiled once in a process as long as its text is the same."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_COMPILED: dict[int, _CompiledTemplates] = {}
"""By the width of lines: a part of a template that is always the same is filled when it is compiled."""


class _PackLoader(BaseLoader):
    def __init__(self, packs: tuple[Pack, ...]) -> None:
        self.packs = packs

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        outside = SecurityError(f"it names `{template}`, a file outside the templates folder of its pack")
        if "\\" in template or any(part.startswith(".") or not part for part in template.split("/")):
            raise outside
        try:
            file = find_template(self.packs, template)
        except OutsideFolderError:
            raise outside from None
        if file is None:
            raise TemplateNotFound(template)
        path, display_name = file
        return path.read_text(encoding="utf-8"), display_name, lambda: True


def _find_place(error: Exception, name: str) -> Place:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return Place(frames[-1].filename, frames[-1].lineno) if frames else Place(name)


def find_undefined_name(message: str) -> str:
    """Find the name that does not exist in a message of Jinja2; "" if it has none."""
    match = _UNDEFINED_NAME.search(message)
    return match[1] or match[2] if match else ""


def format_library_message(text: str) -> str:
    """Return a library's message on one line, with a lowercase first letter and without a final stop."""
    return lower_first(" ".join(text.split()).rstrip("."))

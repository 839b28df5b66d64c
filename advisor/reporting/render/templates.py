"""Jinja2, sandboxed: a pack's template is data. It can loop and choose, but not reach for Python or leave its folder.

A pack other than the built-in one may bring a template of its own in place of the built-in template of that name; two
packs that both do are refused.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from advisor.errors import Finding, Place, TemplateError
from advisor.loading.pack_files import HIDDEN_CHARACTERS
from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.render.html_markup import build_note_anchor, render_inline_html
from advisor.reporting.render.output_safety import append_pack_notice, check_html, check_markdown
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.text_layout import (
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
NOTICE_TEMPLATE_PREFIX = "recommendation."
"""How the names of templates begin whose reports say which packs spoke."""
SCRIPT_TEMPLATES = ("questionnaire-form.html.j2",)
"""Pages with a program in them, for which nothing of a pack's templates is used."""


def fill_report(name: str, advice: Advice, rulebase: RuleBase, **extra_values: object) -> str:
    """A template filled with an advice (`advice`), the advice laid out (`report`), and what more is given by name.

    Raises TemplateError, with the template's name and line if known.
    """
    report = build_report_view(advice, rulebase)
    filled = _fill_safely(name, rulebase, lambda: {"advice": advice, "report": report, **extra_values})
    return (
        append_pack_notice(filled, report.guidance, html=_is_html(name))
        if name.startswith(NOTICE_TEMPLATE_PREFIX)
        else filled
    )


def fill_template(name: str, rulebase: RuleBase, **values: object) -> str:
    """A template filled with values by name. Raises TemplateError, with the template's name and line if known."""
    return _fill_safely(name, rulebase, lambda: values)


def _fill_safely(name: str, rulebase: RuleBase, values: Callable[[], Mapping[str, object]]) -> str:
    if name in SCRIPT_TEMPLATES or not any(Path(pack.templates).is_dir() for pack in rulebase.packs[1:]):
        return fill_in_process(name, replace(rulebase, packs=rulebase.packs[:1]), values())
    from advisor.reporting.render.sandbox_process import run_in_subprocess

    filled: str = run_in_subprocess(
        "advisor.reporting.render.templates:fill_in_process", name, rulebase, values(), name=name
    )
    if _is_html(name):
        return check_html(filled, name)
    return check_markdown(filled, name) if name.endswith(".md.j2") else filled


def fill_in_process(name: str, rulebase: RuleBase, values: Mapping[str, object]) -> str:
    """A template filled in this process, be it one that is known to end. Raises TemplateError."""
    sandbox = build_environment(rulebase)
    try:
        pieces: list[str] = []
        size = 0
        for piece in sandbox.get_template(name).generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_OUTPUT:
                raise _build_error(Place(name), f"this writes more than {MAX_OUTPUT:,} characters")
        return "".join(pieces)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise _build_error(
            Place(error.filename or error.name or name, error.lineno),
            f"this template is not valid: {_format_problem(error.message or '')}",
        ) from None
    except TemplateNotFound as error:
        raise _build_error(_find_place(error, name), f"there is no template `{error.name}` in this pack") from None
    except SecurityError as error:
        raise _build_error(
            _find_place(error, name), f"a template may not do this: {_format_problem(str(error))}"
        ) from None
    except RecursionError as error:
        raise _build_error(
            _find_place(error, name), "templates are nested too deep, or include each other without end"
        ) from None
    except Exception as error:  # whatever a pack's template makes Python say is the template's fault, and told as such
        problem = _format_problem(str(error)) or "it asks for more than there is"
        raise _build_error(_find_place(error, name), f"this template cannot be filled: {problem}") from None


def iter_template_faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    """What keeps the text of a template from being filled: lines and sentences. Nothing of it is compiled or run."""
    try:
        yield from list(_iter_faults(source, rulebase))
    except TemplateSyntaxError as error:
        yield error.lineno, f"this template is not valid: {_format_problem(error.message or '')}"
    except RecursionError:
        yield 1, "this template is nested too deep"


def _iter_faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    sandbox = build_environment(rulebase)
    tree = sandbox.parse(source)
    for part in tree.find_all((nodes.TemplateData, nodes.Const)):
        text = part.data if isinstance(part, nodes.TemplateData) else getattr(part, "value", "")
        if isinstance(text, str) and (unseen := HIDDEN_CHARACTERS.search(text)):
            yield part.lineno, f"this writes a character that nobody sees (U+{ord(unseen[0]):04X}); take it out"
    for kind, known in (("filter", sandbox.filters), ("test", sandbox.tests)):
        for node in tree.find_all(nodes.Filter if kind == "filter" else nodes.Test):
            if node.name not in known:
                yield node.lineno, f"there is no {kind} `{node.name}` for templates{suggest_name(node.name, known)}"
    names = [name for pack in rulebase.packs for name in _list_template_names(pack)]
    for named in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        told = getattr(named, "template", None)
        name = told.value if isinstance(told, nodes.Const) else None
        if isinstance(name, str) and name not in names:
            yield named.lineno, f"there is no template `{name}` in this pack{suggest_name(name, names)}"


def _list_template_names(pack: Pack) -> list[str]:
    folder = Path(pack.templates)
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")]


def build_environment(rulebase: RuleBase) -> Environment:
    """The sandbox in which the templates of a rule base are filled."""
    sandbox = _TemplateSandbox(
        loader=_PackLoader(rulebase.packs),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=_is_html,  # in plain text and Markdown, what a user typed goes through `escaped`
    )
    sandbox.globals.update(say=build_wording_lookup(rulebase))
    sandbox.filters.update(
        noted=format_plain_text,
        marked=format_markdown,
        markup=render_inline_html,
        anchor=build_note_anchor,
        wrapped=wrap_text,
        underlined=format_heading,
        beside=format_two_columns,
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
    """Jinja2's sandbox, without the two operators by which a few characters ask for endless memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        raise SecurityError(f"`{operator}` is not available in a template")


class _PackLoader(BaseLoader):
    def __init__(self, packs: tuple[Pack, ...]) -> None:
        self.packs = packs

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if (
            template.startswith("/")
            or "\\" in template
            or any(part.startswith(".") or not part for part in template.split("/"))
        ):
            raise SecurityError(f"`{template}` leads out of the templates of its pack")
        holders = [pack for pack in self.packs if (Path(pack.templates) / template).is_file()]
        if not holders:
            raise TemplateNotFound(template)
        own = holders[1:] if len(holders) > 1 and holders[0] is self.packs[0] else holders
        if len(own) > 1:
            names = " and ".join(f"`{pack.name}`" for pack in own)
            raise _build_error(Place(template), f"packs {names} both bring this template; use one of them at a time")
        folder = Path(own[0].templates).resolve()
        path = (folder / template).resolve()
        if not path.is_relative_to(folder):
            raise SecurityError(f"`{template}` leads out of the templates of its pack")
        return path.read_text(encoding="utf-8"), f"{own[0].name}/templates/{template}", lambda: True


def _build_error(place: Place, sentence: str) -> TemplateError:
    return TemplateError([Finding(place, sentence)])


def _find_place(error: Exception, name: str) -> Place:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return Place(frames[-1].filename, frames[-1].lineno) if frames else Place(name)


def _format_problem(text: str) -> str:
    sentence = " ".join(text.split()).rstrip(".")
    return sentence[:1].lower() + sentence[1:]

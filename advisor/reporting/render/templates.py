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

from advisor.errors import Finding, Place, TemplateError, nearest
from advisor.loading.pack_files import HIDDEN
from advisor.model.advice import Advice
from advisor.model.clauses import either, joined_words
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.render.html_markup import anchor, markup
from advisor.reporting.render.output_safety import guided, markdown, page
from advisor.reporting.view.report_view import laid_out
from advisor.reporting.view.text_layout import (
    beside,
    cell,
    escaped,
    marked,
    noted,
    number,
    repeated,
    underlined,
    wrapped,
)
from advisor.reporting.view.wording import sayer

MAX_OUTPUT = 2_000_000
GUIDED = "recommendation."
"""How the names of templates begin whose reports say which packs spoke."""
PROGRAMS = ("questionnaire-form.html.j2",)
"""Pages with a program in them, for which nothing of a pack's templates is used."""


def fill(name: str, advice: Advice, rulebase: RuleBase, **more: object) -> str:
    """A template filled with an advice (`advice`), the advice laid out (`report`), and what more is given by name.

    Raises TemplateError, with the template's name and line if known.
    """
    report = laid_out(advice, rulebase)
    filled = _filled(name, rulebase, lambda: {"advice": advice, "report": report, **more})
    return guided(filled, report.guidance, html=_is_html(name)) if name.startswith(GUIDED) else filled


def fill_with(name: str, rulebase: RuleBase, **values: object) -> str:
    """A template filled with values by name. Raises TemplateError, with the template's name and line if known."""
    return _filled(name, rulebase, lambda: values)


def _filled(name: str, rulebase: RuleBase, values: Callable[[], Mapping[str, object]]) -> str:
    if name in PROGRAMS or not any(Path(pack.templates).is_dir() for pack in rulebase.packs[1:]):
        return fill_here(name, replace(rulebase, packs=rulebase.packs[:1]), values())
    from advisor.reporting.render.sandbox_process import done_aside

    filled: str = done_aside("advisor.reporting.render.templates:fill_here", name, rulebase, values(), name=name)
    if _is_html(name):
        return page(filled, name)
    return markdown(filled, name) if name.endswith(".md.j2") else filled


def fill_here(name: str, rulebase: RuleBase, values: Mapping[str, object]) -> str:
    """A template filled in this process, be it one that is known to end. Raises TemplateError."""
    sandbox = environment(rulebase)
    try:
        pieces: list[str] = []
        size = 0
        for piece in sandbox.get_template(name).generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_OUTPUT:
                raise _error(Place(name), f"this writes more than {MAX_OUTPUT:,} characters")
        return "".join(pieces)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise _error(
            Place(error.filename or error.name or name, error.lineno),
            f"this template is not valid: {_lower(error.message or '')}",
        ) from None
    except TemplateNotFound as error:
        raise _error(_place(error, name), f"there is no template `{error.name}` in this pack") from None
    except SecurityError as error:
        raise _error(_place(error, name), f"a template may not do this: {_lower(str(error))}") from None
    except RecursionError as error:
        raise _error(_place(error, name), "templates are nested too deep, or include each other without end") from None
    except Exception as error:  # whatever a pack's template makes Python say is the template's fault, and told as such
        problem = _lower(str(error)) or "it asks for more than there is"
        raise _error(_place(error, name), f"this template cannot be filled: {problem}") from None


def faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    """What keeps the text of a template from being filled: lines and sentences. Nothing of it is compiled or run."""
    try:
        yield from list(_faults(source, rulebase))
    except TemplateSyntaxError as error:
        yield error.lineno, f"this template is not valid: {_lower(error.message or '')}"
    except RecursionError:
        yield 1, "this template is nested too deep"


def _faults(source: str, rulebase: RuleBase) -> Iterator[tuple[int, str]]:
    sandbox = environment(rulebase)
    tree = sandbox.parse(source)
    for part in tree.find_all((nodes.TemplateData, nodes.Const)):
        text = part.data if isinstance(part, nodes.TemplateData) else getattr(part, "value", "")
        if isinstance(text, str) and (unseen := HIDDEN.search(text)):
            yield part.lineno, f"this writes a character that nobody sees (U+{ord(unseen[0]):04X}); take it out"
    for kind, known in (("filter", sandbox.filters), ("test", sandbox.tests)):
        for node in tree.find_all(nodes.Filter if kind == "filter" else nodes.Test):
            if node.name not in known:
                yield node.lineno, f"there is no {kind} `{node.name}` for templates{nearest(node.name, known)}"
    names = [name for pack in rulebase.packs for name in _names(pack)]
    for named in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        told = getattr(named, "template", None)
        name = told.value if isinstance(told, nodes.Const) else None
        if isinstance(name, str) and name not in names:
            yield named.lineno, f"there is no template `{name}` in this pack{nearest(name, names)}"


def _names(pack: Pack) -> list[str]:
    folder = Path(pack.templates)
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")]


def environment(rulebase: RuleBase) -> Environment:
    """The sandbox in which the templates of a rule base are filled."""
    sandbox = _Sandbox(
        loader=_PackLoader(rulebase.packs),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=_is_html,  # in plain text and Markdown, what a user typed goes through `escaped`
    )
    sandbox.globals.update(say=sayer(rulebase))
    sandbox.filters.update(
        noted=noted,
        marked=marked,
        markup=markup,
        anchor=anchor,
        wrapped=wrapped,
        underlined=underlined,
        beside=beside,
        cell=cell,
        repeated=repeated,
        escaped=escaped,
        number=number,
        listed=joined_words,
        either=either,
    )
    return sandbox


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


class _Sandbox(ImmutableSandboxedEnvironment):
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
            raise _error(Place(template), f"packs {names} both bring this template; use one of them at a time")
        folder = Path(own[0].templates).resolve()
        path = (folder / template).resolve()
        if not path.is_relative_to(folder):
            raise SecurityError(f"`{template}` leads out of the templates of its pack")
        return path.read_text(encoding="utf-8"), f"{own[0].name}/templates/{template}", lambda: True


def _error(place: Place, sentence: str) -> TemplateError:
    return TemplateError([Finding(place, sentence)])


def _place(error: Exception, name: str) -> Place:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return Place(frames[-1].filename, frames[-1].lineno) if frames else Place(name)


def _lower(text: str) -> str:
    sentence = " ".join(text.split()).rstrip(".")
    return sentence[:1].lower() + sentence[1:]

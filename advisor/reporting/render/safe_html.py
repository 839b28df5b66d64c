"""Pages of packs, judged by an allow list of elements and attributes, and written again in a plain form.

Whatever a browser makes of unusual markup, it reads the page that is written here in one way only: elements that all
end, texts, and attributes in quotes. A policy at its beginning keeps the page from loading or running anything.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from functools import cache
from html import escape
from html.parser import HTMLParser

from advisor.reporting.render.html_allow_list import (
    BODY_ATTRIBUTES,
    META_NAMES,
    SVG_TAGS,
    TAGS,
    VIEWPORT,
    VOID_TAGS,
    is_allowed_attribute,
)
from advisor.reporting.render.refusal import build_refusal
from advisor.reporting.render.safe_css import find_unsafe_style
from advisor.reporting.render.template_files import find_builtin_templates

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'\">\n"
)
_PAGE = "<!doctype html>\n{policy}<html{html_attributes}>\n<head>\n{head}</head>\n<body{body_attributes}>\n{body}\n"
_PAGE_END = "</body>\n</html>\n"
_PROBLEM = "which can load, run or hide something"


def check_html(page: str, name: str, trusted: Sequence[str] = ()) -> str:
    """Return a page of a pack in a plain form, with a policy that keeps it from loading or running anything.

    Args:
        page: the page as the template wrote it.
        name: the name of the template, for messages.
        trusted: pieces that the program itself made, such as pictures, which stay as they are.

    Raises:
        TemplateError: The page has an element, an attribute or a style that is not allowed.
    """
    marks = {f"piece{secrets.token_hex(8)}": piece for piece in trusted if piece}
    for mark, piece in marks.items():
        page = page.replace(piece, mark)
    writer = _PageWriter(name, tuple(marks))
    writer.feed(page.replace("\0", ""))
    writer.close()
    written = writer.build_page()
    return re.sub("|".join(marks), lambda match: marks[match[0]], written) if marks else written


@cache
def _load_builtin_styles() -> tuple[str, ...]:
    """Load our own style sheets, which a pack can keep; they hold no tags of a template."""
    return tuple(path.read_text(encoding="utf-8").strip() for path in sorted(find_builtin_templates().glob("*.css.j2")))


class _PageWriter(HTMLParser):
    """A parser that writes what it reads again, and refuses what is not allowed.

    `marks` take the place of trusted pieces, in texts only.
    """

    def __init__(self, name: str, marks: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.marks = name, marks
        self.attributes = {"html": "", "body": ""}
        self.head: list[str] = []
        self.body: list[str] = []
        self.open_tags: list[str] = []
        self.in_body = False
        self.inside = ""
        """The element whose text is a title or a style sheet."""
        self.text: list[str] = []

    def build_page(self) -> str:
        """Return everything that was read, as a page whose elements all end."""
        if self.inside:
            raise build_refusal(self.name, f"<{self.inside}>", "which does not end")
        ends = "".join(f"</{tag}>" for tag in reversed(self.open_tags))
        page = _PAGE.format(
            policy=POLICY,
            html_attributes=self.attributes["html"],
            head="".join(self.head),
            body_attributes=self.attributes["body"],
            body=f"{''.join(self.body).strip()}{ends}",
        )
        return f"{page}{_PAGE_END}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an element."""
        in_drawing = "svg" in self.open_tags
        if self.inside or not self._is_allowed(tag, in_drawing=in_drawing):
            raise build_refusal(self.name, f"<{tag}>", _PROBLEM)
        attributes = self._format_attributes(tag, {name: value or "" for name, value in reversed(attrs)})
        if tag in self.attributes:
            self.attributes[tag] = self.attributes[tag] or attributes
            self.in_body |= tag == "body"
        elif tag in ("title", "style") and not in_drawing:
            self.inside, self.text = tag, []
        elif tag == "meta":
            self.head.append(f"<meta{attributes}>\n" if attributes else "")
        elif tag != "head":
            self.in_body = True
            self.body.append(f"<{tag}{attributes}>")
            if tag not in VOID_TAGS:
                self.open_tags.append(tag)

    def _is_allowed(self, tag: str, *, in_drawing: bool) -> bool:
        """Return whether an element can begin here; HTML in a drawing would end it, and a title holds only text."""
        if in_drawing:
            return (tag in SVG_TAGS or tag in ("a", "title")) and self.open_tags[-1] != "title"
        return tag in TAGS and not (tag == "title" and self.in_body)

    def handle_endtag(self, tag: str) -> None:
        """Write the end of an element, and of all in it that have none."""
        if tag == self.inside:
            self._write_text_element("".join(self.text))
        elif tag not in TAGS:
            raise build_refusal(self.name, f"</{tag}>", _PROBLEM)
        elif tag in self.open_tags:
            while (ended := self.open_tags.pop()) != tag:
                self.body.append(f"</{ended}>")
            self.body.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write a text."""
        if self.inside:
            self.text.append(data)
        elif self.in_body or data.strip():
            self.in_body = True
            self.body.append(escape(data, quote=False))

    def handle_decl(self, decl: str) -> None:
        """Drop the doctype, which every page gets; refuse any other declaration."""
        if not decl.lower().startswith("doctype"):
            raise build_refusal(self.name, f"<!{decl}>", _PROBLEM)

    def unknown_decl(self, data: str) -> None:
        """Refuse a section of XML, which browsers read as a comment."""
        raise build_refusal(self.name, f"<![{data}", _PROBLEM)

    def handle_pi(self, data: str) -> None:
        """Refuse a processing instruction, which browsers read as a comment."""
        raise build_refusal(self.name, f"<?{data}", _PROBLEM)

    def _write_text_element(self, text: str) -> None:
        tag, self.inside = self.inside, ""
        if self._has_mark(text):
            raise build_refusal(self.name, f"<{tag}>", "which holds a picture")
        if tag == "title":
            self.head.append(f"<title>{escape(text, quote=False)}</title>\n")
            return
        rest = text
        for sheet in _load_builtin_styles():
            rest = rest.replace(sheet, "")
        if unsafe := find_unsafe_style(rest):
            raise build_refusal(self.name, unsafe, "a style that can load or hide something")
        self.head.append(f"<style>\n{text.strip()}\n</style>\n")

    def _has_mark(self, text: str) -> bool:
        return any(mark in text for mark in self.marks)

    def _format_attributes(self, tag: str, known: dict[str, str]) -> str:
        """Format the attributes of an element. Raises TemplateError for one that is not allowed."""
        if tag == "meta":
            self._check_meta(known)
            if "http-equiv" in known:
                return ""  # a policy of the page's own; every page gets ours
        for name, value in known.items():
            is_allowed = is_allowed_attribute(name, value, svg=tag in SVG_TAGS)
            if tag in self.attributes and not name.startswith(BODY_ATTRIBUTES):
                is_allowed = False
            if not is_allowed or self._has_mark(value):
                raise build_refusal(self.name, f'<{tag} {name}="{value}"', _PROBLEM)
        return "".join(f' {name}="{escape(value)}"' for name, value in reversed(known.items()))

    def _check_meta(self, known: dict[str, str]) -> None:
        name, content = known.get("name", "").lower(), known.get("content", "").strip().lower()
        is_known = not name or name in META_NAMES or (name == "referrer" and content == "no-referrer")
        if name == "viewport" and not VIEWPORT.fullmatch(content):
            is_known = False  # a page of ten thousand pixels has letters that nobody can read
        if not is_known or known.get("http-equiv", "content-security-policy").lower() != "content-security-policy":
            raise build_refusal(self.name, f"<meta {name or 'http-equiv'}={content}>", _PROBLEM)

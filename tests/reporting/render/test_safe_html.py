"""Pages of packs: what is allowed is written in a plain form, the rest is refused, and nothing hides the notice."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import TemplateError
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.render.notice import add_html_notice
from advisor.reporting.render.safe_css import find_unsafe_declaration, find_unsafe_style
from advisor.reporting.render.safe_html import POLICY, check_html
from tests.reporting.render.refusals import expect_refusal

REFUSED = {
    "a page that moves on": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/x'>",
    "the same in capitals": "<META HTTP-EQUIV = 'Refresh' content=0>",
    "the same with an entity": "<meta http-equiv='&#114;efresh'>",
    "a link to prefetch": "<link rel=dns-prefetch href=//x.example>",
    "a link over two lines": "<LINK\nrel=preconnect>",
    "a script": "<p>a</p><script>alert(1)</script>",
    "a script in a drawing": "<svg><script>alert(1)</script></svg>",
    "a picture": "<img src=http://x.example>",
    "a picture in the page": "<img src='data:image/png;base64,AAAA'>",
    "a handler": "<p onclick='alert(1)'>a</p>",
    "a handler in capitals": "<p OnMouseOver=alert(1)>a</p>",
    "a script as an address": "<a href='java\nscript:alert(1)'>a</a>",
    "a script with entities": "<a href='jav&#x09;ascript&colon;alert(1)'>a</a>",
    "data as an address": "<a href='data:text/html,x'>a</a>",
    "an address on another host": "<a href='//x.example'>a</a>",
    "an address that is reported to": "<a href='#a' ping='http://x.example'>a</a>",
    "a frame": "<iframe srcdoc='<p>a'></iframe>",
    "a form": "<form action=http://x.example><input name=a></form>",
    "an object": "<object data=x></object>",
    "a base": "<base href=http://x.example>",
    "an inert part": "<template><p>a</p></template>",
    "a part for old browsers": "<noscript><p>a</p></noscript>",
    "a dialog": "<dialog open>a</dialog>",
    "plain text to the end": "<plaintext>",
    "a text field": "<textarea>",
    "a title that does not end": "<title>a",
    "a style that does not end": "<style>p { color: red }",
    "a title in the body": "<p>a</p><title>b",
    "a title in a drawing that is none": "<svg><p><title>a",
    "HTML in a drawing": "<svg><foreignobject><p>a</p></foreignobject></svg>",
    "a drawing that loads": "<svg><rect fill='url(http://x.example)'/></svg>",
    "a drawing of another file": "<svg><use href='http://x.example/a.svg#b'/></svg>",
    "a section of XML": "<![CDATA[<p>a]]>",
    "an instruction": "<?php echo 1 ?>",
    "a hidden page": "<body hidden><p>a</p>",
    "a page that is hidden from listeners": "<body aria-hidden=true><p>a</p>",
    "a page of one of our classes": "<body class=hidden><p>a</p>",
    "a page without a size": "<body style='font-size: 0px'><p>a</p>",
    "a page with letters too small to read": "<meta name=viewport content='width=99999'>",
    "an inert page": "<html inert><p>a</p>",
    "a popover": "<p popover>a</p>",
}
STYLES = {
    "a file": "p { background: url(http://x.example) }",
    "a file with an escape": "p { background: u\\72l(http://x.example) }",
    "a file with a comment in it": "p { background: u/**/rl(x) }",
    "an import": "@import 'x.css';",
    "an import after a comment": "/* a */ @import 'x.css'; p { color: red }",
    "a font": "@font-face { font-family: a }",
    "no page": "body { display: none }",
    "no page in print": "@media print { body { display: none } }",
    "no sight": "body { visibility: hidden }",
    "no colour": "body { opacity: 0 }",
    "a part over another": "main { position: absolute; top: 0 }",
    "a part pulled up": "main { margin-top: -300px }",
    "a part pulled up by a name": "main { --a: -300px; margin-top: var(--a) }",
    "a part pulled up by a sum": "main { margin-top: calc(0px - 300px) }",
    "a moved page": "body { transform: translateX(400px) }",
    "a cut page": "html { overflow: hidden; height: 0 }",
    "a page cut by a shape": "body { clip-path: inset(50%) }",
    "a far page": "body { margin-left: 99999px }",
    "a far page in other units": "body { margin-left: 100vw }",
    "a filter": "body { filter: contrast(0) }",
    "text from the style": "body::before { content: 'No packs were used.' }",
    "an animation": "body { animation: a 1s }",
    "a zoom": "body { zoom: 0.01 }",
    "small letters": "p { font-size: 1px }",
    "an old script": "p { width: expression(alert(1)) }",
    "an end of the style": "p { color: red } <!-- ",
    "a brace too many": "p { color: red } }",
    "a string that does not end": "p { font-family: 'a }",
    "nested rules": "p { color: red; & b { position: fixed } }",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refuses_what_loads_runs_or_hides_something(text: str) -> None:
    for page in (text, f"<!doctype html><html><head><title>t</title></head>{text}"):
        with expect_refusal("own.html.j2", codes.UNSAFE_TEMPLATE):
            check_html(page, "own.html.j2")


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_refuses_styles_that_load_or_hide_something(text: str) -> None:
    assert find_unsafe_style(text)
    with expect_refusal("own.html.j2", codes.UNSAFE_TEMPLATE):
        check_html(f"<style>{text}</style><p>a</p>", "own.html.j2")


@pytest.mark.parametrize(
    "style",
    [
        "p { color: #123456; font: 14px/1.5 'Open Sans', serif; margin: 0 auto 1em }",
        "@page { size: A4; margin: 20mm } @media print { a { color: inherit } }",
        ":root { --ink: #111; --gap: 12px } p + p, li:nth-child(2n) > a { padding: var(--gap) }",
        "table { border-collapse: collapse; width: 100% } th { border-bottom: 1px solid rgb(0, 0, 0) !important }",
        "",
    ],
)
def test_takes_styles_that_change_looks_only(style: str) -> None:
    assert find_unsafe_style(style) == ""
    assert style.strip() in check_html(f"<style>{style}</style><p>a</p>", "n")


def test_comments_are_left_out_and_everything_ends() -> None:
    page = check_html("<p>a<!-- <b> --><details><summary>b</summary><ul><li>c", "n")
    assert page.endswith("<p>a<details><summary>b</summary><ul><li>c</li></ul></details></p>\n</body>\n</html>\n")


def test_a_comment_that_only_some_parsers_end_hides_nothing() -> None:
    for comment in ("<!-->", "<!--->", "<!-- --!>", "<!-- ->", "<!--"):
        page = check_html(f"{comment}<p>seen</p>-->", "n")
        assert "<!-" not in page


@given(st.text(alphabet="<>/!-'\"= abphtmlstyledivscr&#;\n", max_size=60))
def test_whatever_a_page_holds_its_plain_form_stays_the_same(text: str) -> None:
    try:
        page = check_html(text, "n")
    except TemplateError:
        return
    assert page.startswith(f"<!doctype html>\n{POLICY}<html")
    assert check_html(page, "n").replace(POLICY, "", 1) == page.replace(POLICY, "", 1)


@given(st.text(max_size=40), st.sampled_from(["color", "margin", "display", "--x", "font-size", "position", "width"]))
def test_no_declaration_ends_its_style(value: str, name: str) -> None:
    if not find_unsafe_declaration(f"{name}: {value}"):
        assert not set(value.split("/*")[0]) & set("{}<\\@")


def test_trusted_pieces_stay_as_they_are_in_texts_only() -> None:
    drawing = '<svg><style>*{stroke: var(--a)}</style><path d="M0 0"/></svg>'
    assert drawing in check_html(f"<p>a</p>{drawing}", "n", [drawing])
    for page in (f"<title>{drawing}</title>", f"<p title='{drawing}'>a</p>", f"<style>{drawing}</style>"):
        with expect_refusal("n", codes.UNSAFE_TEMPLATE):
            check_html(page, "n", [drawing])


def test_a_browser_shows_the_notice_whatever_the_page_does(builtin: RuleBase, tmp_path: Path) -> None:
    """The worst that the allow list lets through: the notice has its size, its colours, and nothing lies over it."""
    from tests.browser import open_browser_page

    rulebase = dataclasses.replace(builtin, packs=(*builtin.packs, Pack("mine", "1", "0", str(tmp_path))))
    attacks = (
        "p, aside, div { color: white; background: white; font-size: 7px; line-height: 0; letter-spacing: 0 }",
        "html, body { width: 0; max-width: 0; margin: 300px; padding: 0; float: right }",
        "body { columns: 20; column-width: 1px } main { margin-top: 0; background: white }",
        "aside, aside p { float: left; width: 0; max-width: 0; padding: 0; display: inline; border: 0 }",
        "* { color: transparent; word-spacing: 60em; white-space: nowrap; text-transform: uppercase }",
    )
    for number, style in enumerate(attacks):
        page = add_html_notice(check_html(f"<style>{style}</style><body><main><p>a</p></main>", "n"), rulebase)
        (tmp_path / f"{number}.html").write_text(page)
        with open_browser_page(width=800, scheme="light") as tab:
            tab.goto((tmp_path / f"{number}.html").as_uri())
            seen = tab.evaluate(
                """() => {
                    const box = document.getElementById('pack-notice'), line = box.querySelector('p');
                    const place = line.getBoundingClientRect(), style = getComputedStyle(line);
                    line.scrollIntoView();
                    const now = line.getBoundingClientRect();
                    const top = document.elementFromPoint(now.left + 20, now.top + now.height / 2);
                    return [place.width > 150, place.height > 15, style.fontSize, style.color, box.contains(top),
                            line.checkVisibility({opacityProperty: true, visibilityProperty: true})];
                }"""
            )
        assert seen == [True, True, "15px", "rgb(27, 28, 29)", True, True], style

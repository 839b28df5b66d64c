"""Markdown of packs: text and plain links; pictures, HTML and links that run something are refused."""

from __future__ import annotations

import pytest

from advisor.loading import finding_codes as codes
from advisor.reporting.render.safe_markdown import check_markdown
from tests.reporting.render.refusals import expect_refusal


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://127.0.0.1:9)",
        "![x][y]\n\n[y]: http://127.0.0.1:9",
        "<script>",
        "<!-- a comment",
        "a \\\\<img src=x>",
        "[x]( javascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](java\\script:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](\njavascript:alert(1))",
        "[x]: javascript:alert(1)",
        "[x](data:text/html,a)",
        "[x](vbscript:a)",
        "[x](file:///etc/passwd)",
        "[x](//x.example)",
        "<http://x.example>",
    ],
)
def test_refuses_what_loads_or_runs_something(text: str) -> None:
    with expect_refusal("own.md.j2", codes.UNSAFE_TEMPLATE):
        check_markdown(text, "own.md.j2")


@pytest.mark.parametrize(
    "text",
    [
        "5 < 6, a \\<b>, [x](#here), [1] and <sup>[2]</sup>",
        "[a](https://x.example/a?b=c) [b](mailto:a@x.example) [c](other.md)\n\n[d]: http://x.example",
        "\\![x] is no picture",
    ],
)
def test_takes_text_and_plain_links(text: str) -> None:
    assert check_markdown(text, "n") == text

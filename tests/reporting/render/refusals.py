"""The finding of a refused template: its place, its code and the names in its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from advisor.errors import TemplateError


@contextmanager
def expect_refusal(file: str | Path, code: str, *words: str) -> Iterator[None]:
    """Expect a TemplateError with one finding about this file, on one line that contains these words."""
    with pytest.raises(TemplateError) as caught:
        yield
    (finding,) = caught.value.findings
    assert (finding.place.file, finding.code) == (str(file), code), finding
    assert "\n" not in finding.sentence
    assert [word for word in words if word not in finding.sentence] == [], finding

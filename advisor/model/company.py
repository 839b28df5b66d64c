"""One company as its facts file describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.model.answers import Value
from advisor.model.responses import PrivacyLimits, Responses


class Company(NamedTuple):
    """The stated facts (a fact that is not a key is unknown), the company's name, and its answers to the statements.

    `notes` say which answers were understood otherwise than they are written.
    """

    stated: Mapping[str, Value]
    name: str | None = None
    assessed: Responses = ()
    showing: PrivacyLimits = PrivacyLimits()
    notes: tuple[str, ...] = ()

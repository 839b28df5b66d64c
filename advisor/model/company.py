"""A facts file as read: what is stated of one company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.model.answers import Value
from advisor.model.responses import PrivacyLimits, Responses


class Company(NamedTuple):
    """The stated facts (a fact that is no key is unknown), the company's name, and who answered the statements."""

    stated: Mapping[str, Value]
    name: str | None = None
    assessed: Responses = ()
    showing: PrivacyLimits = PrivacyLimits()

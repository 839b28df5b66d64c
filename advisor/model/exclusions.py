"""What answers exclude from the advice: it must not ask for what is there, nor presuppose what is denied."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from advisor.model.conditions import ALWAYS, NEVER, Condition
from advisor.model.vocabulary import Atom


class Ground(StrEnum):
    """Why answers exclude a part of the advice: they say that it is there, or they deny what it presupposes."""

    THERE = "there"
    DENIED = "denied"


class Exclusion(NamedTuple):
    """Answers (`when`), and the conclusions that no advice may have then, except with `unless`.

    No rule reads it. `advisor rules check --prove` proves that no company gets such advice.
    """

    id: str
    ground: Ground
    source: str
    when: Condition = ALWAYS
    forbids: tuple[Atom, ...] = ()
    unless: Condition = NEVER
    pack: str = ""

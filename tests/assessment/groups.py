"""Generated groups of people who answered the 20 statements, small and with gaps, so that edges are met often."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from advisor.model.responses import PrivacyLimits, Respondent

FUNCTIONS = ("sales", "marketing", "both")
ROLES = ("head", "staff", None)
ODD = 4
"""Number of statements that each person answers or leaves out at will; of the others, each answers all or none."""

answers = st.one_of(st.none(), st.integers(1, 5))


def build_sheet(values: Sequence[int | None], number: int = 20) -> tuple[int | None, ...]:
    """Return 20 answers: some given, the rest 3."""
    return (*values, *[3] * (number - len(values)))


def build_person(function: str, *values: int | None, role: str | None = None) -> Respondent:
    """Build a person with these first answers, the rest 3."""
    return Respondent(function, role, build_sheet(values))


@st.composite
def respondents(draw: st.DrawFn, most: int = 6, odd: int = ODD) -> tuple[Respondent, ...]:
    """Draw one to `most` people, of any functions and roles, with few or many answers missing."""
    people = []
    gaps = draw(st.sampled_from([(), (None,), (None, None, None)]))
    for _ in range(draw(st.integers(1, most))):
        function, role = draw(st.sampled_from(FUNCTIONS)), draw(st.sampled_from(ROLES))
        free = draw(st.lists(st.sampled_from([1, 2, 3, 4, 5, *gaps]), min_size=odd, max_size=odd))
        rest = draw(st.lists(st.sampled_from([1, 3, 5, *gaps[:1]]), min_size=2, max_size=2))
        people.append(Respondent(function, role, (*free, *[rest[at % 2] for at in range(20 - odd)])))
    return tuple(people)


@st.composite
def crowds(draw: st.DrawFn, most: int = 9) -> tuple[Respondent, ...]:
    """Draw people by function and role, with missing answers that differ within each kind."""
    cells = draw(
        st.lists(
            st.tuples(st.sampled_from(FUNCTIONS), st.sampled_from(ROLES), st.integers(1, most)), min_size=1, max_size=5
        )
    )
    patterns = draw(st.sampled_from([(False,), (True, False, False, False), (True, False), (True, True, True, False)]))
    people = []
    for function, role, count in cells:
        for _ in range(min(count, 12 - len(people))):
            missing = draw(st.lists(st.sampled_from(patterns), min_size=ODD + 1, max_size=ODD + 1))
            given = draw(st.lists(st.integers(1, 5), min_size=2, max_size=2))
            is_missing = [*missing[:ODD], *[missing[ODD]] * (20 - ODD)]
            people.append(
                Respondent(function, role, tuple(None if is_missing[at] else given[at % 2] for at in range(20)))
            )
    return tuple(people)


privacy_limits = st.builds(PrivacyLimits, st.integers(1, 6), st.booleans())

"""A request that is refused: its status, what is wrong, and what to do."""

from __future__ import annotations


class RefusedRequestError(Exception):
    """A request that cannot be answered as it is; `problem` and `remedy` are sentences for the person who made it."""

    def __init__(self, status: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.remedy = remedy


def build_unknown_page() -> RefusedRequestError:
    """Build the error for an address that has no page. It says the same for every address, so it gives nothing away."""
    return RefusedRequestError(
        404, "There is no page at this address.", "Check the link, or go back to the start page."
    )

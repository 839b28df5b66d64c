"""A request that is refused: its status, what is wrong, and what to do."""

from __future__ import annotations


class RefusedRequestError(Exception):
    """A request that cannot be answered as it is; `problem` and `remedy` are sentences for the person who made it."""

    def __init__(self, status: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.remedy = remedy
        self.is_for_guest = False


def build_unknown_page() -> RefusedRequestError:
    """Build the error for an address that has no page. It says the same for every address, so it gives nothing away."""
    return RefusedRequestError(
        404, "There is no page at this address.", "Check the link, or go back to the start page."
    )


def build_unknown_link() -> RefusedRequestError:
    """Build the error for a link of a round that nobody has, or has any more. Guests cannot open the start page."""
    problem = "This link does not work. It may be cut off, replaced by a new one, or of a round that was cancelled."
    return RefusedRequestError(404, problem, "Check the link, or ask the person who sent it to you.")


def build_unknown_consultation() -> RefusedRequestError:
    """Build the error for the address of a consultation that does not exist, or not any more."""
    problem = "There is no consultation at this address. It was deleted, or the link is wrong."
    return RefusedRequestError(404, problem, "Check the link, or go back to the start page.")

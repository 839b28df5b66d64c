"""A round from the side of a person who was invited: the 20 statements, and nothing of anybody else.

The address is the person's own secret. The browser that sends the answers may change them until the round is closed; in
any other browser, also that of the person who made the link, they are never shown.
"""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.responses import Response

from advisor.model.responses import STATEMENT_COUNT
from advisor.reporting.questionnaires.content import build_questionnaire
from advisor.web.app.guard import read_cookie, set_cookie
from advisor.web.app.site import Site
from advisor.web.app.visit import Visit
from advisor.web.pages.round_words import name_groups
from advisor.web.rounds.round import (
    HEAD,
    NOT_OPEN,
    OTHER_BROWSER,
    SAVED,
    UNKNOWN_LINK,
    Invitation,
    Round,
    format_answers,
    list_left_out,
    list_ratings,
)
from advisor.web.security.refusals import RefusedRequestError, build_unknown_link

_MAX_SECRET_LENGTH = 40
_REFUSALS = {
    NOT_OPEN: (
        "The round is closed. These answers are not saved.",
        "If you sent answers before, they count. If not, ask the person who sent you the link.",
    ),
    OTHER_BROWSER: (
        "Another browser has sent answers by this link before. These answers are not saved.",
        "If that was you, use that browser to change them. If not, ask the person who sent you the link for a new one.",
    ),
}
"""What is wrong and what to do, for each reason why answers are not kept."""


def open_as_guest(visit: Visit) -> bool:
    """Give a visit the session of a guest; return whether it has one already."""
    visit.access = visit.site.guests
    cookie = read_cookie(visit.request.headers, visit.access.cookie_name)
    has_session = visit.access.accepts_session(cookie)
    visit.cookie = cookie if has_session else visit.access.open_session()
    return has_session


def mark_browser(visit: Visit) -> str:
    """Return the mark of the browser of a visit; it does not give its cookie away."""
    return hashlib.sha256(visit.cookie.encode()).hexdigest()


def find_invitation(site: Site, secret: str) -> tuple[Round, Invitation]:
    """Find an invitation. Raises RefusedRequestError if there is none."""
    found = site.rounds.find_invitation(secret) if len(secret) <= _MAX_SECRET_LENGTH else None
    if found is None:
        raise build_unknown_link()
    return found


async def show_statements(visit: Visit) -> Response:
    """Show the statements, with the answers that this browser sent before."""
    open_as_guest(visit)
    values = await visit.site.look_up(_build_page, visit.site, visit.request.path_params["secret"], mark_browser(visit))
    response = visit.show("statements.html.j2", saved=visit.get("saved") == "yes", **values)
    set_cookie(response, visit.access.cookie_name, visit.cookie, https=visit.site.is_https, path="/r/")
    return response


def _build_page(site: Site, secret: str, browser: str) -> dict[str, Any]:
    round_, invitation = find_invitation(site, secret)
    is_own = invitation.browser in ("", browser)
    ratings = list_ratings(invitation.answers if is_own else "")
    name = site.shelf.find(round_.consultation).build_company().name or ""
    return {
        **_build_form(site, round_, invitation, name),
        "state": "closed" if not round_.is_open else "taken" if not is_own else "open",
        "ratings": ratings,
        "left_out": list_left_out(ratings),
        "shows_head": invitation.shows_head and is_own,
        "problem": "",
    }


def _build_form(site: Site, round_: Round, invitation: Invitation, company: str) -> dict[str, Any]:
    questionnaire = build_questionnaire(site.rulebase, company, round_.min_group)
    group = name_groups(site.instrument)[invitation.function, invitation.role]
    return {
        "guest": True,
        "secret_path": f"/r/{invitation.secret}",
        "questionnaire": questionnaire,
        "group": group,
        "min_group": round_.min_group,
        "is_head": invitation.role == HEAD,
    }


async def receive_ratings(visit: Visit) -> Response:
    """Keep the answers of one person."""
    if not open_as_guest(visit):
        remedy = "Load the page of your link again, and allow it to keep a cookie."
        raise RefusedRequestError(403, "This form does not come from a page that this server showed you.", remedy)
    form = await visit.read_form()
    ratings = [form.get(f"statement_{number}") for number in range(1, STATEMENT_COUNT + 1)]
    shows_head = form.get("shows_head") == "yes"
    secret = visit.request.path_params["secret"]
    values = await visit.site.ask(_keep, visit.site, secret, ratings, shows_head, mark_browser(visit))
    if values is not None:
        return visit.show(
            "statements.html.j2", 422, saved=False, left_out=[], ratings=ratings, shows_head=shows_head, **values
        )
    return visit.go_to(f"/r/{secret}", saved="yes")


def _keep(site: Site, secret: str, ratings: list[str], shows_head: bool, browser: str) -> dict[str, Any] | None:
    """Keep the answers; return the values of the page that asks again if there is none."""
    round_, invitation = find_invitation(site, secret)
    try:
        answers = format_answers(ratings)
    except ValueError:
        raise RefusedRequestError(
            400, "The form did not arrive as it was sent.", "Go back, and send it again."
        ) from None
    if not any(ratings):
        name = site.shelf.find(round_.consultation).build_company().name or ""
        problem = "No statement has an answer yet. Rate at least one."
        return {**_build_form(site, round_, invitation, name), "state": "open", "problem": problem}
    consents = shows_head and invitation.role == HEAD
    outcome = site.rounds.save_answers(secret, answers, browser, shows_head=consents)
    if outcome == UNKNOWN_LINK:
        raise build_unknown_link()
    if outcome != SAVED:
        raise RefusedRequestError(409, *_REFUSALS[outcome])
    return None


ROUTES = (("/r/{secret}", "GET", show_statements), ("/r/{secret}", "POST", receive_ratings))

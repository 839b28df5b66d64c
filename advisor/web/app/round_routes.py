"""A round from the side of the person who holds the consultation: invite, see how many answered, close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from advisor.errors import AdvisorError, FactsError
from advisor.model.instrument import build_instrument
from advisor.model.responses import FUNCTIONS, PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.web.app.site import Site
from advisor.web.app.start_routes import read_min_group
from advisor.web.app.visit import Visit
from advisor.web.consultations.folder import create_secret_name
from advisor.web.consultations.round_answers import add_round_answers
from advisor.web.pages.finding_list import list_findings
from advisor.web.rounds.round import (
    MAX_STAFF,
    Invitation,
    Round,
    build_respondents,
    count_groups,
    list_people,
    may_show_heads,
)
from advisor.web.security.forms import Form
from advisor.web.security.refusals import RefusedRequestError

DEFAULT_STAFF = "6"


async def show_round(visit: Visit) -> Response:
    """Show the open round with its links, or the form for a new one."""
    values = await visit.site.look_up(_read_round, visit.site, visit.consultation)
    address = visit.site.addresses.public_url or f"http://{visit.request.headers['host']}"
    staff = dict.fromkeys(FUNCTIONS, DEFAULT_STAFF)
    typed: dict[str, Any] = {"staff": staff, "min_group": PrivacyLimits().min_group}
    return visit.show("round.html.j2", address=address, problems=[], **typed, **values)


def name_groups(rulebase: RuleBase) -> Mapping[tuple[str, str], str]:
    """Return the name of each group, such as `Sales, head`."""
    instrument = build_instrument(rulebase)
    functions, roles = instrument.functions, instrument.roles
    return {(one, other): f"{functions[one][0]}, {roles[other][0]}" for one in FUNCTIONS for other in roles}


def _read_round(site: Site, name: str) -> dict[str, Any]:
    opened = site.shelf.find(name)
    round_ = site.rounds.find_present_round(name)
    invitations = site.rounds.list_invitations(round_.id) if round_ else []
    groups = count_groups(invitations)
    return {
        "consultation": opened,
        "here": "",
        "round": round_,
        "invitations": invitations,
        "groups": groups,
        "names": name_groups(site.rulebase),
        "answered": sum(each.answered for each in groups),
        "has_scores": bool(opened.build_company().assessed),
        "max_staff": MAX_STAFF,
    }


async def begin_round(visit: Visit) -> Response:
    """Begin a round: make a link for each person."""
    form = await visit.read_form()
    try:
        staff = {function: _read_staff(form, function) for function in FUNCTIONS}
        min_group = read_min_group(form.get("min_group").strip())
    except AdvisorError as error:
        values = await visit.site.look_up(_read_round, visit.site, visit.consultation)
        sent = {each: form.get(f"staff_{each}") for each in FUNCTIONS}
        typed: dict[str, Any] = {"staff": sent, "min_group": form.get("min_group")}
        problems = list_findings(error)
        return visit.show("round.html.j2", 422, address="", problems=problems, **typed, **values)
    await visit.site.ask(_begin, visit.site, visit.consultation, staff, min_group)
    return visit.go_to(f"/c/{visit.consultation}/round")


def _read_staff(form: Form, function: str) -> int:
    typed = form.get(f"staff_{function}").strip()
    if not typed.isascii() or not typed.isdigit() or int(typed[:6]) > MAX_STAFF:
        sentence = f"write a whole number from 0 to {MAX_STAFF}, the people besides the head"
        raise FactsError.at(f"{function.capitalize()}, staff", sentence)
    return int(typed[:6])


def _begin(site: Site, name: str, staff: Mapping[str, int], min_group: int) -> None:
    site.shelf.find(name)  # refuses an unknown consultation
    if site.rounds.find_present_round(name):
        return  # sent twice
    round_ = Round(create_secret_name(), name, min_group)
    people = list_people(staff)
    site.rounds.begin(round_, [Invitation(create_secret_name(), round_.id, *person) for person in people])


async def close_round(visit: Visit) -> Response:
    """Close the round, and show the report with its answers."""
    form = await visit.read_form()
    await visit.site.ask(_close, visit.site, visit.consultation, form.get("round"))
    return visit.go_to(f"/c/{visit.consultation}/report")


def _close(site: Site, name: str, round_id: str) -> None:
    """Put the answers into the consultation, and only then remove them here.

    If the server is killed in between, the round is still closing, and the same button ends it.
    """
    round_ = site.rounds.find_present_round(name)
    if round_ is None or round_.id != round_id:
        raise RefusedRequestError(409, "This round is closed already.", "Go to the advice.")
    if not build_respondents(site.rounds.list_invitations(round_.id)):
        raise RefusedRequestError(409, "Nobody has answered yet.", "Go back, and wait for the first answers.")
    site.rounds.begin_closing(round_.id)
    invitations = site.rounds.list_invitations(round_.id)
    respondents = build_respondents(invitations)
    showing = PrivacyLimits(round_.min_group, may_show_heads(invitations))
    site.folder.mark_answers_of_others(name)
    add_round_answers(site.shelf, name, respondents, showing)
    site.rounds.finish_closing(round_.id)


ROUTES = (
    ("/c/{name}/round", "GET", show_round),
    ("/c/{name}/round", "POST", begin_round),
    ("/c/{name}/round/close", "POST", close_round),
)

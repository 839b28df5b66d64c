"""A round from the side of the person who holds the consultation: invite, see how many answered, change it, end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from advisor.errors import AdvisorError, FactsError
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondent
from advisor.web.app.site import Site
from advisor.web.app.start_routes import read_min_group
from advisor.web.app.visit import Visit
from advisor.web.consultations.folder import create_secret_name
from advisor.web.consultations.round_answers import add_round_answers
from advisor.web.pages.finding_list import list_findings
from advisor.web.pages.round_words import count_teams, describe_consent, describe_small_groups, name_groups
from advisor.web.rounds.round import (
    MAX_STAFF,
    Invitation,
    Round,
    build_respondents,
    count_groups,
    list_people,
    may_show_heads,
)
from advisor.web.security.addresses import is_loopback
from advisor.web.security.forms import Form
from advisor.web.security.refusals import RefusedRequestError

DEFAULT_STAFF = "6"
_CHANGES = {
    "added": "One more person is invited. The link is at the end of the list of this team.",
    "replaced": "The person has a new link. The old one stopped working. An answer that was sent by it still counts.",
    "cancelled": "The round is cancelled. Its links do not work any more, and its answers are deleted.",
}


async def show_round(visit: Visit) -> Response:
    """Show the open round with its links, or the form for a new one."""
    staff: dict[str, str] = dict.fromkeys(FUNCTIONS, DEFAULT_STAFF)
    return await _show_round(visit, 200, {"staff": staff, "min_group": PrivacyLimits().min_group}, [])


async def _show_round(visit: Visit, status: int, typed: dict[str, Any], problems: list[str]) -> Response:
    values = await visit.site.look_up(_read_round, visit.site, visit.consultation)
    address = visit.site.addresses.public_url or f"http://{visit.request.headers['host']}"
    values["only_here"] = is_loopback(urlsplit(address).hostname or "")
    values["listens_here_only"] = not visit.site.addresses.any_number
    changed = _CHANGES.get(visit.get("changed"), "")
    return visit.show("round.html.j2", status, address=address, changed=changed, problems=problems, **typed, **values)


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
        "names": name_groups(site.instrument),
        "answered": sum(each.answered for each in groups),
        "has_scores": bool(opened.build_company().assessed),
        "max_staff": MAX_STAFF,
        "functions": FUNCTIONS,
    }


async def begin_round(visit: Visit) -> Response:
    """Begin a round: make a link for each person."""
    form = await visit.read_form()
    staff, problems = dict[str, int](), list[str]()
    min_group = PrivacyLimits().min_group
    titles = {function: visit.site.instrument.functions[function][0] for function in FUNCTIONS}
    for function in FUNCTIONS:
        try:
            staff[function] = _read_staff(form, function, titles[function])
        except AdvisorError as error:
            problems += list_findings(error)
    try:
        min_group = read_min_group(form.get("min_group").strip())
    except AdvisorError as error:
        problems += list_findings(error)
    if problems:
        sent = {each: form.get(f"staff_{each}") for each in FUNCTIONS}
        return await _show_round(visit, 422, {"staff": sent, "min_group": form.get("min_group")}, problems)
    await visit.site.ask(_begin, visit.site, visit.consultation, staff, min_group)
    return visit.go_to(f"/c/{visit.consultation}/round")


def _read_staff(form: Form, function: str, title: str) -> int:
    typed = form.get(f"staff_{function}").strip()
    if not typed.isascii() or not typed.isdigit() or int(typed[:6]) > MAX_STAFF:
        sentence = f"write a whole number from 0 to {MAX_STAFF}"
        raise FactsError.at(f"People of {title}, besides the head", sentence)
    return int(typed[:6])


def _begin(site: Site, name: str, staff: Mapping[str, int], min_group: int) -> None:
    site.shelf.find(name)  # refuses an unknown consultation
    if site.rounds.find_present_round(name):
        return  # sent twice
    round_ = Round(create_secret_name(), name, min_group)
    people = list_people(staff)
    site.rounds.begin(round_, [Invitation(create_secret_name(), round_.id, *person) for person in people])


async def add_person(visit: Visit) -> Response:
    """Invite one more person."""
    form = await visit.read_form()
    await visit.site.ask(_add, visit.site, visit.consultation, form.get("round"), form.get("function"))
    return visit.go_to(f"/c/{visit.consultation}/round", changed="added")


def _add(site: Site, name: str, round_id: str, function: str) -> None:
    round_ = _find_open_round(site, name, round_id)
    if function not in FUNCTIONS or not site.rounds.invite(round_.id, create_secret_name(), function):
        problem = f"Nobody was added: a team can have at most {MAX_STAFF} people besides the head."
        raise RefusedRequestError(409, problem, "Go back to the round.")


async def replace_link(visit: Visit) -> Response:
    """Give one person a new link."""
    form = await visit.read_form()
    await visit.site.ask(_replace, visit.site, visit.consultation, form.get("round"), form.get("person"))
    return visit.go_to(f"/c/{visit.consultation}/round", changed="replaced")


def _replace(site: Site, name: str, round_id: str, secret: str) -> None:
    round_ = _find_open_round(site, name, round_id)
    if not site.rounds.replace_link(round_.id, secret, create_secret_name()):
        problem = "This link was replaced before, or the round is closed."
        raise RefusedRequestError(409, problem, "Load the page of the round again.")


def _find_open_round(site: Site, name: str, round_id: str) -> Round:
    round_ = site.rounds.find_present_round(name)
    if round_ is None or round_.id != round_id or not round_.is_open:
        problem = "This round is closed or cancelled, so it cannot be changed."
        raise RefusedRequestError(409, problem, "Load the page of the round again.")
    return round_


async def ask_before_cancelling(visit: Visit) -> Response:
    """Ask whether to cancel the round."""
    values = await visit.site.look_up(_read_round, visit.site, visit.consultation)
    if values["round"] is None:
        return visit.go_to(f"/c/{visit.consultation}/round")
    return visit.show("cancel.html.j2", **values)


async def cancel_round(visit: Visit) -> Response:
    """Cancel the round for good."""
    form = await visit.read_form()
    await visit.site.ask(_cancel, visit.site, visit.consultation, form.get("round"))
    return visit.go_to(f"/c/{visit.consultation}/round", changed="cancelled")


def _cancel(site: Site, name: str, round_id: str) -> None:
    round_ = _find_open_round(site, name, round_id)
    if not site.rounds.cancel(round_.id):
        raise RefusedRequestError(409, "This round is closed already.", "Go to the advice.")


async def ask_before_closing(visit: Visit) -> Response:
    """Show who answered and what the report will not show, and ask whether to close the round."""
    values = await visit.site.look_up(_read_round, visit.site, visit.consultation)
    round_ = values["round"]
    if round_ is None:
        return visit.go_to(f"/c/{visit.consultation}/round")
    counts = count_teams((each.function, each.answered) for each in values["groups"])
    small = describe_small_groups(counts, round_.min_group, visit.site.instrument) if values["answered"] else []
    return visit.show("close.html.j2", small=small, **values)


async def close_round(visit: Visit) -> Response:
    """Close the round, and say what the report shows of its answers."""
    form = await visit.read_form()
    await visit.site.ask(_close, visit.site, visit.consultation, form.get("round"))
    return visit.go_to(f"/c/{visit.consultation}/round/closed")


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


async def show_closed_round(visit: Visit) -> Response:
    """Say what the report does not show of the answers of the last round, and why."""
    values = await visit.site.look_up(_read_closed_round, visit.site, visit.consultation)
    return visit.show("closed.html.j2", **values) if values else visit.go_to(f"/c/{visit.consultation}/round")


def _read_closed_round(site: Site, name: str) -> dict[str, Any]:
    opened = site.shelf.find(name)
    company = opened.build_company()
    if not site.folder.has_answers_of_others(name) or not company.assessed:
        return {}
    people = [each for each in company.assessed if isinstance(each, Respondent)]
    teams = [(function, 1) for each in people for function in _list_functions(each)]
    counts, showing = count_teams(teams), company.showing
    return {
        "consultation": opened,
        "here": "",
        "people": len(people),
        "small": describe_small_groups(counts, showing.min_group, site.instrument),
        "consent": describe_consent(may_show_heads=showing.heads),
    }


def _list_functions(person: Respondent) -> tuple[str, ...]:
    return FUNCTIONS if person.function == BOTH_FUNCTIONS else (person.function,)


ROUTES = (
    ("/c/{name}/round", "GET", show_round),
    ("/c/{name}/round", "POST", begin_round),
    ("/c/{name}/round/add", "POST", add_person),
    ("/c/{name}/round/replace", "POST", replace_link),
    ("/c/{name}/round/cancel", "GET", ask_before_cancelling),
    ("/c/{name}/round/cancel", "POST", cancel_round),
    ("/c/{name}/round/close", "GET", ask_before_closing),
    ("/c/{name}/round/close", "POST", close_round),
    ("/c/{name}/round/closed", "GET", show_closed_round),
)

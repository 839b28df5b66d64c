"""The application: all routes behind the guard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from advisor.web.app import answer_routes, interview_routes, report_routes, start_routes
from advisor.web.app.guard import Guard
from advisor.web.app.site import Site
from advisor.web.app.visit import Handler, Visit
from advisor.web.security.refusals import RefusedRequestError, build_unknown_page


class PageRoute(NamedTuple):
    """An address, the method of its requests, and what answers them."""

    path: str
    method: str
    handler: Handler


MODULES = (start_routes, interview_routes, answer_routes, report_routes)


def build_application(site: Site) -> ASGIApp:
    """Build the application of a site."""
    routes = [PageRoute(*each) for module in MODULES for each in module.ROUTES]
    app = Starlette(routes=list(_build_routes(routes, site)))
    app.router.redirect_slashes = False
    app.add_exception_handler(HTTPException, _refuse)
    return Guard(app, site)


def _build_routes(routes: Iterable[PageRoute], site: Site) -> Iterable[Route]:
    by_path: dict[str, dict[str, Handler]] = {}
    for route in routes:
        by_path.setdefault(route.path, {})[route.method] = route.handler
    for path, handlers in by_path.items():
        yield Route(path, _build_endpoint(handlers, site), methods=list(handlers))


def _build_endpoint(handlers: dict[str, Handler], site: Site):  # type: ignore[no-untyped-def]
    async def answer(request: Request) -> Response:
        return await handlers["GET" if request.method == "HEAD" else request.method](Visit(request, site))

    return answer


def _refuse(request: Request, error: Exception) -> Response:
    """Pass on what the router refuses, so that the guard shows it like everything else."""
    if isinstance(error, HTTPException) and error.status_code == 404:
        raise build_unknown_page()
    raise RefusedRequestError(405, "This page cannot be used in this way.", "Use the links and forms on the pages.")

"""The application: all routes behind the guard.

Errors of a route reach the guard as they are, so there is none of the usual layers of an application in between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.web.app import (
    answer_routes,
    guest_routes,
    interview_routes,
    program_routes,
    report_routes,
    round_routes,
    start_routes,
    survey_routes,
)
from advisor.web.app.guard import METHODS
from advisor.web.app.program_guard import guard_application
from advisor.web.app.site import Site
from advisor.web.app.visit import Handler, Visit
from advisor.web.security.refusals import RefusedRequestError, build_unknown_page

MODULES = (
    start_routes,
    survey_routes,
    interview_routes,
    answer_routes,
    report_routes,
    round_routes,
    guest_routes,
    program_routes,
)
"""The modules with routes; `ROUTES` of each has (path, method, handler)."""


def build_application(site: Site) -> ASGIApp:
    """Build the application of a site."""
    by_path: dict[str, dict[str, Handler]] = {}
    for path, method, handler in (route for module in MODULES for route in module.ROUTES):
        by_path.setdefault(path, {})[method] = handler
    router = Router(list(_build_routes(by_path, site)), redirect_slashes=False, default=_refuse)
    return guard_application(router, site)


def _build_routes(by_path: Mapping[str, Mapping[str, Handler]], site: Site) -> Iterator[Route]:
    for path, handlers in by_path.items():
        yield Route(path, _build_endpoint(handlers, site), methods=list(METHODS))


def _build_endpoint(handlers: Mapping[str, Handler], site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            remedy = "Use the links and forms on the pages."
            raise RefusedRequestError(405, "This page cannot be used in this way.", remedy)
        return await handler(Visit(request, site))

    return answer


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse an address that has no route."""
    raise build_unknown_page()

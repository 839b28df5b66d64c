"""The guard for programs: the same checks as for people, but only with the token, and problems instead of pages."""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.errors import AdvisorError
from advisor.web.app.guard import Guard
from advisor.web.app.problems import build_problem, build_refusal
from advisor.web.app.site import Site
from advisor.web.app.visit import PROGRAM
from advisor.web.security.refusals import RefusedRequestError

PROGRAM_PATHS = ("/v1/", "/openapi.json/")
_POST_PATHS = ("/v1/advise", "/v1/next-question", "/v1/explain/")
_NO_TOKEN = RefusedRequestError(
    401, "This request has no valid token.", "Send `Authorization: Bearer TOKEN` with the token of `advisor serve`."
)
_WORDS = {
    404: ("There is nothing at this address.", "`GET /openapi.json` lists the addresses."),
    405: ("This method is not used at this address.", "`GET /openapi.json` lists the addresses with their methods."),
    500: ("Something went wrong here. Nothing was changed.", "Send the request again; report it if it fails again."),
}
_PLACES = {
    401: "Authorization",
    405: "method",
    408: "body",
    413: "body",
    415: "Content-Type",
    421: "Host",
    431: "headers",
}
_SLASHES = re.compile("/+")


class ProgramGuard(Guard):
    """A guard whose requests come from programs. A cookie opens nothing here, so no other page can use the API."""

    def _check(self, scope: Scope) -> Response | None:
        refused: RefusedRequestError | None = None
        try:
            super()._check(scope)
        except RefusedRequestError as error:
            refused = error
        if refused is not None and refused.status != 403:
            raise refused
        if not scope.get(PROGRAM):
            raise _NO_TOKEN
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a refused method gets the list of those that work."""

        async def send_with_methods(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                allowed = b"POST" if scope["path"].startswith(_POST_PATHS) else b"GET, HEAD"
                message["headers"].append((b"allow", allowed))
            await send(message)

        await super().__call__(scope, receive, send_with_methods)

    def show_refusal(self, error: RefusedRequestError) -> Response:
        """Return the problem for a request that is refused."""
        if error.status in _WORDS and type(error) is RefusedRequestError:
            error = RefusedRequestError(error.status, *_WORDS[error.status])
        response = build_refusal(error, _PLACES.get(error.status, "address"))
        if error.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def show_findings(self, error: AdvisorError) -> Response:
        """Return the problem for facts, options or rules with errors."""
        return build_problem(error)


class Reception:
    """Leads the requests of programs to one guard and those of people to another."""

    def __init__(self, people: Guard, programs: ProgramGuard) -> None:
        self.people = people
        self.programs = programs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = _SLASHES.sub("/", f"{scope.get('path', '')}/").lower()  # a slip in an address gets a problem, too
        is_program = scope["type"] == "http" and path.startswith(PROGRAM_PATHS)
        await (self.programs if is_program else self.people)(scope, receive, send)


def guard_application(app: ASGIApp, site: Site) -> Reception:
    """Build the guards of an application."""
    return Reception(Guard(app, site), ProgramGuard(app, site))

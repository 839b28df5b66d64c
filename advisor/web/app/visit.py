"""One request and what its handler needs: the form, checked; a page, filled; the way on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from advisor.web.app.site import Site
from advisor.web.security.access import Access
from advisor.web.security.body import read_body
from advisor.web.security.forms import Form, parse_form
from advisor.web.security.headers import build_headers
from advisor.web.security.refusals import RefusedRequestError

SESSION, PROGRAM = "advisor.session", "advisor.program"
"""The keys of a request under which the guard leaves the cookie of its session, or that a program sent the token."""
MAX_QUERY_VALUE = 200
"""The maximum number of characters of a value in an address."""


class Visit:
    """A request to a site. `cookie` and `access` are those of its session, which a handler for guests replaces."""

    def __init__(self, request: Request, site: Site) -> None:
        self.request = request
        self.site = site
        self.cookie: str = request.scope.get(SESSION, "")
        self.access: Access = site.access
        self.is_program: bool = request.scope.get(PROGRAM, False)

    def get(self, name: str) -> str:
        """Return a part of the query; "" if it is missing."""
        return self.request.query_params.get(name, "")[:MAX_QUERY_VALUE]

    @property
    def query(self) -> Form:
        """The query of the address, in the shape of a form."""
        fields: dict[str, list[str]] = {}
        for name, value in self.request.query_params.multi_items():
            fields.setdefault(name, []).append(value[:MAX_QUERY_VALUE])
        return Form(fields, {})

    @property
    def consultation(self) -> str:
        """The id of the consultation in the address."""
        return str(self.request.path_params["name"])

    async def read_form(self, max_bytes: int | None = None) -> Form:
        """Read the form that was sent, and check that one of our pages sent it. Raises RefusedRequestError."""
        headers, limits = self.request.headers, self.site.limits
        body = await read_body(
            self.request.receive, headers.get("content-length"), max_bytes or limits.form_bytes, limits.body_seconds
        )
        form = parse_form(headers.get("content-type", ""), body)
        if not self.is_program and not self.access.accepts_form_token(self.cookie, form.get("form_token")):
            problem = "This form does not come from a page that this server showed you."
            raise RefusedRequestError(403, problem, "Go back, load the page again, and send the form from there.")
        return form

    def show(self, template: str, status: int = 200, policy: str = "", **values: object) -> Response:
        """Return a page."""
        text = self.fill(template, **values)
        return HTMLResponse(text, status, build_headers(policy, https=self.site.is_https))

    def fill(self, template: str, **values: object) -> str:
        """Return the text of a page."""
        token = self.access.build_form_token(self.cookie) if self.cookie else ""
        return self.site.pages.fill(template, form_token=token, **values)

    @staticmethod
    def go_to(path: str, part: str = "", **query: str) -> Response:
        """Return the way to another page, or to the part of it with this id, which a browser then loads."""
        given = {name: value for name, value in query.items() if value}
        address = f"{path}?{urlencode(given)}" if given else path
        return RedirectResponse(f"{address}#{part}" if part else address, 303)


Handler = Callable[[Visit], Awaitable[Response]]
Page = Mapping[str, Any]

"""The guard in front of all routes: checks every request, turns every error into a page, and adds the headers.

No error says more than what is wrong and what to do. Nothing is logged of what people write.
"""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.errors import AdvisorError
from advisor.web.app.crashes import print_crash
from advisor.web.app.site import Site
from advisor.web.app.visit import PROGRAM, SESSION
from advisor.web.security.headers import build_headers
from advisor.web.security.refusals import RefusedRequestError

METHODS = ("GET", "HEAD", "POST")
GUEST_PATH = "/r/"
OPEN_PATHS = ("/static/", GUEST_PATH)
"""Everybody may ask for these: the style, and the pages whose address is itself a secret."""
MAX_TARGET_LENGTH = 4_000
MAX_HEADERS_LENGTH = 16_384
_OWN_PAGE = re.compile(r"/(?:c/[a-z2-7]{26}(?:/[a-z]+)?)?")


class Guard:
    """An application around another one. Only requests that may come in reach that."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return  # no websockets, and nothing to do at the start
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(message)
            await send(message)

        try:
            async with asyncio.timeout(self.site.limits.request_seconds):
                response = self._check(scope)
                if response is None:
                    await self.app(scope, receive, send_with_headers)
                    return
        except RefusedRequestError as error:
            response = self._refuse(error, scope)
        except AdvisorError as error:
            response = self.show_findings(error)
        except TimeoutError:
            response = self._refuse(RefusedRequestError(503, "This took too long.", "Try it again in a minute."), scope)
        except Exception as error:
            print_crash(error)
            sentence = "Something went wrong here. Your answers up to the last page are saved."
            response = self._refuse(RefusedRequestError(500, sentence, "Go back, and try it again."), scope)
        if not started:
            await response(scope, receive, send_with_headers)

    def _refuse(self, error: RefusedRequestError, scope: Scope) -> Response:
        error.is_for_guest = scope["path"].startswith(GUEST_PATH)
        return self.show_refusal(error)

    def show_refusal(self, error: RefusedRequestError) -> Response:
        """Return the page for a request that is refused; a guest cannot open the start page."""
        title = "There is no such page" if error.status == 404 else "This did not work"
        sentences = [sentence for sentence in (error.problem, error.remedy) if sentence]
        links = [] if error.is_for_guest else [("/", "Go to the start page")]
        return self._show(error.status, title, sentences, links=links)

    def show_findings(self, error: AdvisorError) -> Response:
        """Return the page for answers or rules that have errors."""
        sentences = ["The answers or the rules have errors. Nothing was changed."]
        return self._show(422, "This did not work", sentences, findings=list(map(str, error.findings)))

    def _show(
        self,
        status: int,
        title: str,
        sentences: list[str],
        *,
        findings: list[str] | None = None,
        links: list[tuple[str, str]] | None = None,
        target: str = "",
    ) -> Response:
        values = {"title": title, "sentences": sentences, "findings": findings or [], "target": target}
        return HTMLResponse(self.site.pages.fill("message.html.j2", links=links or [], guest=True, **values), status)

    def _add_headers(self, message: Message) -> None:
        present = {name.lower() for name, _ in message["headers"]}
        for name, value in build_headers(https=self.site.is_https).items():
            if name.lower().encode() not in present:
                message["headers"].append((name.lower().encode(), value.encode()))

    def _check(self, scope: Scope) -> Response | None:
        """Check a request; return a response if it ends here. Raises RefusedRequestError."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.site.addresses.accepts_host(hosts[0]):
            problem = "This server does not answer to the name in this address."
            raise RefusedRequestError(421, problem, "Use the link that `advisor serve` printed.")
        if scope["method"] not in METHODS:
            raise RefusedRequestError(405, "This method is not used here.", "Use the links and forms on the pages.")
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET_LENGTH:
            raise RefusedRequestError(414, "This address is too long.", "Check the link.")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS_LENGTH:
            raise RefusedRequestError(431, "The head of this request is too long.", "Delete the cookies of this page.")
        if self.site.access.accepts_authorization(headers.get("authorization", "")):
            scope[PROGRAM] = True  # no page can make a browser send this header
            return None
        if scope["method"] == "POST" and not self.site.addresses.accepts_origin(
            headers.get("origin"), headers.get("sec-fetch-site"), hosts[0]
        ):
            raise RefusedRequestError(403, "This form was sent by another page.", "Send it from our own page.")
        if scope["path"].startswith(OPEN_PATHS):
            return None
        cookie = read_cookie(headers, self.site.access.cookie_name)
        if self.site.access.accepts_session(cookie):
            scope[SESSION] = cookie
            return None
        return self._admit(scope)

    def _admit(self, scope: Scope) -> Response:
        """Open a session for a link with the token; the page that follows has no token in its address."""
        token = QueryParams(scope["query_string"]).get("token", "")
        is_page = _OWN_PAGE.fullmatch(scope["path"]) is not None
        path = scope["path"] if is_page else "/"
        if scope["method"] == "POST" or not token or not self.site.access.accepts_token(token):
            sentences = [
                "You need the link that `advisor serve` printed when it started. It ends in `?token=` and a text.",
                "If you have opened it in this browser before, and came here by a link on another page, try again.",
            ]
            return self._show(401, "Please use your link", sentences, links=[(path, "Try again")])
        response = self._show(200, "Welcome", [], links=[(path, "Continue")], target=path)
        # a browser does not send a strict cookie on a redirect from another site, so the page itself goes on
        set_cookie(response, self.site.access.cookie_name, self.site.access.open_session(), https=self.site.is_https)
        return response


def set_cookie(response: Response, name: str, value: str, *, https: bool, path: str = "/") -> None:
    """Set the cookie of a session, which no script can read and no other site can make a browser send."""
    response.set_cookie(name, value, path=path, secure=https, httponly=True, samesite="strict")


def read_cookie(headers: Headers, name: str) -> str:
    """Return a cookie of a request; "" if it is missing or given twice. Cookies of others can have any form."""
    pairs = (pair.strip().partition("=") for header in headers.getlist("cookie") for pair in header.split(";"))
    found = [value for given, _, value in pairs if given == name]
    return found[0] if len(found) == 1 else ""

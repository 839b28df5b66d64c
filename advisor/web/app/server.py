"""The server: one process that answers until it is stopped. It closes connections that send too slowly."""

from __future__ import annotations

import asyncio
import os
import socket

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from advisor.errors import OutputError, lower_first
from advisor.loading.finding_codes import INVALID_OPTION
from advisor.web.security.addresses import format_host

MAX_CONNECTIONS = 200
MAX_HEADER_BYTES = 16_384
KEEP_ALIVE_SECONDS = 5
HEADER_SECONDS = 10.0


class PatientProtocol(H11Protocol):
    """A connection that waits for the head of a request for `header_seconds` only."""

    header_seconds = HEADER_SECONDS
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request. Send at once what there is: by default, a page would wait for 40 ms."""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what arrived; wait on as long as the head of a request is not complete."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.header_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing() and self.conn.their_state is h11.IDLE:
            self.transport.close()


def open_socket(host: str, port: int) -> socket.socket:
    """Open the socket that a server listens on; port 0 is any free one. Raises OutputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host.strip("[]"), port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        place = f"{format_host(host)}:{port}"
        code = error.errno if isinstance(error, OSError) and not isinstance(error, socket.gaierror) else None
        reason = lower_first(os.strerror(code)) if code else "there is no such address"
        sentence = f"cannot listen here: {reason}"
        raise OutputError.at(place, f"{sentence}; choose another `--port` or `--host`", INVALID_OPTION) from None
    return opened


def build_server(app: ASGIApp, protocol: type[H11Protocol] = PatientProtocol) -> uvicorn.Server:
    """Build the server of an application. It logs no request, because addresses and answers are private."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)

"""Limits on the body of a request: its size, and the time in which it must arrive."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

from advisor.web.security.refusals import RefusedRequestError


async def read_body(receive: Receive, declared: str | None, max_bytes: int, seconds: float) -> bytes:
    """Read the body of a request, at most `max_bytes` of it, within a time.

    Args:
        receive: gives the parts of the body.
        declared: the header `Content-Length`; None if there is none.
        max_bytes: the maximum size.
        seconds: the time in which the whole body must arrive.

    Raises:
        RefusedRequestError: the body is too large, too slow, or was broken off.
    """
    if declared is not None and (not declared.isascii() or not declared.isdigit() or int(declared[:12]) > max_bytes):
        raise _build_size_error(max_bytes)
    parts, size = list[bytes](), 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise RefusedRequestError(400, "The request was broken off.")
                part = message.get("body", b"")
                size += len(part)
                if size > max_bytes:
                    raise _build_size_error(max_bytes)
                parts.append(part)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise RefusedRequestError(408, "The request took too long to arrive.", "Try it again.") from None


def _build_size_error(max_bytes: int) -> RefusedRequestError:
    problem = f"This is larger than {max_bytes // 1000:,} kB, the maximum."
    return RefusedRequestError(413, problem, "Shorten it, or send a smaller file.")

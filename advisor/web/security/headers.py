"""The headers of every response: a browser loads, runs, keeps and passes on nothing that it need not."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")
"""Sent only if people reach the server through https."""


def build_policy(inline_styles: Iterable[str] = ()) -> str:
    """Build the content security policy of a page: no script, no foreign address, and only these inline styles.

    Args:
        inline_styles: the contents of the `style` elements of the page.
    """
    hashes = "".join(f" 'sha256-{_hash_text(text)}'" for text in inline_styles)
    return (
        f"default-src 'none'; style-src 'self'{hashes}; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def build_headers(policy: str = "", *, https: bool = False) -> dict[str, str]:
    """Build all headers of a response; `policy` is that of a page with inline styles."""
    headers = {"Content-Security-Policy": policy or build_policy(), **FIXED_HEADERS}
    return headers | {HTTPS_ONLY[0]: HTTPS_ONLY[1]} if https else headers


def _hash_text(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()

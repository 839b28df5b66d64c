"""The addresses under which the server answers, and the pages that may send it forms.

A page of somebody else can make a browser send requests to this computer, and can give its own name the address of this
computer. So the name in `Host` must be one of ours, and a form must come from our own page.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?")
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Addresses(NamedTuple):
    """The names of this server.

    `names` are the names and addresses that it answers to. With `any_number`, it answers to every IP address, because
    it listens on all of them. `public_url` is the address in front of a proxy, such as `https://advisor.example.org`;
    "" if there is none.
    """

    names: frozenset[str]
    any_number: bool = False
    public_url: str = ""

    def accepts_host(self, header: str) -> bool:
        """Return whether the header `Host` names this server."""
        match = _HOST.fullmatch(header)
        if match is None:
            return False
        name = match[1].lower().rstrip(".")
        return name in self.names or (self.any_number and is_ip_address(name))

    def accepts_origin(self, origin: str | None, fetch_site: str | None, host: str) -> bool:
        """Return whether a form comes from a page of ours.

        Args:
            origin: the header `Origin`; None if there is none.
            fetch_site: the header `Sec-Fetch-Site`; None if there is none.
            host: the header `Host`, which was accepted.
        """
        if fetch_site not in (None, "same-origin"):
            return False
        if origin is None:
            return True  # an old browser, which still needs the token of the form
        match = _HOST.fullmatch(host)
        is_here = match is not None and match[1].lower() in _LOOPBACK_NAMES
        expected = f"http://{host}" if is_here or not self.public_url else self.public_url
        return origin.lower() in (expected.lower(), self.public_url.lower() or expected.lower())


def build_addresses(host: str, public_url: str = "") -> Addresses:
    """Build the addresses of a server that listens on `host`, and is reached through `public_url` if there is one."""
    names = {*_LOOPBACK_NAMES, format_host(host).lower()}
    is_open = not is_loopback(host)
    if is_open:
        names.add(socket.gethostname().lower())
    if public_url:
        public_name = urlsplit(public_url).hostname or ""
        names.add(format_host(public_name).lower())
    return Addresses(frozenset(names), is_open, public_url.rstrip("/"))


def is_loopback(host: str) -> bool:
    """Return whether only this computer can reach a host."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_ip_address(name: str) -> bool:
    """Return whether a name is an IP address, which no other page can give to its own name."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def format_host(host: str) -> str:
    """Return a host as it is written in an address: an IPv6 address has brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host

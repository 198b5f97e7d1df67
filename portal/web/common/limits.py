"""How much one address, or one partner, may ask for on the doors for programs; said in the headers of every answer.

Whoever has a key has a quota of their own by the hour, everybody else shares `PORTAL_API_LIMIT` with their address. An
address is counted in memory, or in Redis, for as long as its window lasts; it is written nowhere else.
"""

import ipaddress
import logging
import math
import time
from typing import Final

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from portal.kernel.errors import NotValid
from portal.settings import Settings
from portal.web import settings
from portal.web.common import partner

LIMITED: Final = ("/api/", "/ogc", "/oembed", "/data/")
"""Addresses for programs."""

IPV6_NETWORK: Final = 64
"""Bits that a household or a host gets from its provider; it chooses the others as it likes (RFC 6177)."""

FORMS: Final = "60 per hour"
"""What one address may send to the forms of the site."""

NAME: Final = "programs"


def start(app: Flask, chosen: Settings) -> None:
    """Count before the page cache answers, and tell in every answer, kept or not, how much is left.

    Has to be called before the cache is started: of two functions before a request the first one registered runs
    first, of two after it the last one.
    """
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # below, it would write addresses to the log
    # Made here and not in portal.extensions: it keeps its storage in itself, and tests have several applications.
    limiter = Limiter(
        _who,
        application_limits=[ApplicationLimit(_how_much)],
        storage_uri=chosen.redis_url or "memory://",
        in_memory_fallback_enabled=bool(chosen.redis_url),
        request_identifier=lambda: NAME,
        key_prefix=NAME,
    )
    app.before_request(_know_the_partner)
    limiter.request_filter(lambda: not _is_limited())
    limiter.init_app(app)

    @app.after_request
    def tell(response: Response) -> Response:
        if current := limiter.current_limit:
            for name, value in _told(current):
                response.headers[name] = value
        return response


def _is_limited() -> bool:
    # A browser asks with OPTIONS whether it may ask at all.
    return request.method == "POST" or (request.method != "OPTIONS" and request.path.startswith(LIMITED))


def _know_the_partner() -> None:
    if not _is_limited():
        return
    try:
        partner.current()
    except NotValid as error:
        raise Unauthorized(www_authenticate=WWWAuthenticate("ApiKey", {"realm": f"{partner.HEADER} header"})) from error


def _who() -> str:
    """The partner, or the address: of IPv6 its network."""
    known = partner.current()
    if known:
        return f"key:{known.hint}"
    given = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:  # a Unix socket has none
        return "address:unknown"
    if address.version == 4 or address.ipv4_mapped:  # noqa: PLR2004
        return f"address:{address}"
    return f"address:{ipaddress.ip_network((address, IPV6_NETWORK), strict=False)}"


def _how_much() -> str:
    if request.method == "POST":
        return FORMS
    known = partner.current()
    return f"{known.quota} per hour" if known else settings().api_limit


def _seconds_left(limit: RequestLimit) -> int:
    return max(1, math.ceil(limit.window.reset_time - time.time()))


def _told(limit: RequestLimit) -> list[tuple[str, str]]:
    """The headers of draft-ietf-httpapi-ratelimit-headers-07."""
    amount, window = limit.limit.amount, limit.limit.get_expiry()
    left = str(_seconds_left(limit))
    return [
        ("RateLimit-Limit", str(amount)),
        ("RateLimit-Remaining", str(limit.remaining)),
        ("RateLimit-Reset", left),
        ("RateLimit-Policy", f"{amount};w={window}"),
        *([("Retry-After", left)] if limit.breached else []),
    ]

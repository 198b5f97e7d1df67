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

from portal.catalogue.partners import PartnerView
from portal.kernel.errors import NotValid
from portal.settings import Settings
from portal.web import settings
from portal.web.common import partner

LIMITED: Final = ("/api/", "/ogc", "/oembed", "/data/")
"""Addresses for programs."""

IPV6_NETWORK: Final = 64
"""Bits that a household or a host gets from its provider; it chooses the others as it likes (RFC 6177)."""

FORM: Final = {"site.partner_key_form", "site.report_form"}
FORMS: Final = "30 per hour"
"""What one address may send to the forms of the site."""

PROOFS: Final = {
    "security.login",
    "security.verify",
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "desk.link",
    "desk.forgotten",
}
"""Where a password, a code or a link could be guessed; trying costs (`PORTAL_SIGN_IN_LIMIT`), looking does not."""

REDIS_PATIENCE: Final[dict[str, str | int]] = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds. A Redis that hangs must cost a request no more; then this worker counts by itself."""

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
        storage_options=REDIS_PATIENCE if chosen.redis_url else {},
        in_memory_fallback_enabled=bool(chosen.redis_url),
        request_identifier=lambda: NAME,
        key_prefix=NAME,
    )
    limiter.request_filter(lambda: not _is_limited())
    limiter.init_app(app)
    app.before_request(_know_the_partner)  # after the limiter, so that trying keys out is counted too

    @app.after_request
    def tell(response: Response) -> Response:
        if current := limiter.current_limit:
            for name, value in _told(current):
                response.headers[name] = value
        return response


def _is_limited() -> bool:
    if _is_a_proof():
        return True
    # A browser asks with OPTIONS whether it may ask at all.
    return request.endpoint in FORM or (request.method != "OPTIONS" and request.path.startswith(LIMITED))


def _is_a_proof() -> bool:
    return request.endpoint in PROOFS and request.method == "POST"


def _know_the_partner() -> None:
    if not _is_limited() or _is_a_proof():
        return
    try:
        partner.of_data()
    except NotValid as error:
        raise Unauthorized(www_authenticate=WWWAuthenticate("ApiKey", {"realm": f"{partner.HEADER} header"})) from error


def _who() -> str:
    """The partner, or the address: of IPv6 its network."""
    if not _is_a_proof() and (known := _known()):
        return f"key:{known.hint}"
    given = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:  # a Unix socket has none
        return "address:unknown"
    if address.version == 4 or address.ipv4_mapped:  # noqa: PLR2004
        return f"address:{address}"
    return f"address:{ipaddress.ip_network((address, IPV6_NETWORK), strict=False)}"


def _known() -> PartnerView | None:
    """The partner; nobody where the key is wrong, which is told once that has been counted."""
    try:
        return partner.of_data()
    except NotValid:
        return None


def _how_much() -> str:
    if request.endpoint in FORM:
        return FORMS
    if _is_a_proof():
        return settings().sign_in_limit
    known = _known()
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

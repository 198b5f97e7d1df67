"""The partner whose key a request carries: `?key=` on frames, `X-Api-Key` on data; most requests carry none."""

from typing import Final

from flask import g, request

from portal.catalogue import partners
from portal.catalogue.partners import PartnerView
from portal.extensions import db

HEADER: Final = "X-Api-Key"


def current() -> PartnerView | None:
    """Who asks, None for anybody. Raises NotValid for a key that nobody has any more."""
    if "partner" not in g:
        given = request.args.get("key", "") if request.blueprint == "embed" else request.headers.get(HEADER, "")
        g.partner = partners.find(db.session, given) if given else None
    found: PartnerView | None = g.partner
    return found


def frame_ancestors() -> str:
    """The sources of `frame-ancestors` for a frame: any page, or the origins that the partner's key names."""
    partner = current()
    return " ".join(partner.origins) if partner and partner.origins else "*"

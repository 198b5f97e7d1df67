"""The partner of a request: `?key=` on frames is the public beginning of a key, `X-Api-Key` on data the key itself."""

from typing import Final

from flask import g, request

from portal.catalogue import partners
from portal.catalogue.partners import PartnerView
from portal.extensions import db

HEADER: Final = "X-Api-Key"


def of_data() -> PartnerView | None:
    """Who asks for data, None for anybody. Raises NotValid for a key that nobody has any more."""
    if "partner" not in g:
        given = request.headers.get(HEADER, "")
        g.partner = partners.find(db.session, given) if given else None
    found: PartnerView | None = g.partner
    return found


def of_frame() -> PartnerView | None:
    """Whose frame it is, None for anybody's. Raises NotValid for a beginning that no key has any more."""
    if "frame_partner" not in g:
        given = request.args.get("key", "")
        g.frame_partner = partners.of_frame(db.session, given) if given else None
    found: PartnerView | None = g.frame_partner
    return found


def frame_ancestors() -> str:
    """The sources of `frame-ancestors` for a frame: any page, or the origins that the partner's key names."""
    partner = of_frame()
    return " ".join(partner.origins) if partner and partner.origins else "*"

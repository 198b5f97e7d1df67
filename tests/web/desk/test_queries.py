"""What the desk asks of the database does not grow with what lies on it."""

import pytest
from conftest import NOW, statements
from desk import Clerk, make_person
from sqlalchemy import select

from portal.extensions import db
from portal.model import LIVE, Person
from portal.publishing import drafts, reviews, writing

MOST = 30
PAGES = (
    "/desk/",
    "/desk/journal/",
    "/desk/things/attraction/",
    "/desk/clashes/",
    "/desk/translations/",
    "/desk/route/palace-and-tomb/review/",
    "/desk/route/palace-and-tomb/history/",
    "/desk/attraction/imperial-palace/uses/",
)


@pytest.fixture
def busy(own):
    """A site with twenty drafts of all bureaus in review."""
    writer = make_person(own, "writer", {"alliance": "coordinator"})
    with own.app.app_context():
        person, left = db.session.get_one(Person, writer.id), 20
        things = [(kind, key) for kind in drafts.EDITED for key in db.session.scalars(select(LIVE[kind].key))]
        for kind, key in things[:left]:
            head = drafts.head(db.session, kind, key)
            field = "title" if "title" in head.document else "name"
            text = {**head.document, field: {**head.document[field], "en": f"{key} anew"}}
            saved = writing.save(db.session, person, NOW, kind, key, text, base_id=head.id)
            reviews.submit(db.session, person, NOW, kind, key, head_id=saved.head_id)
        db.session.commit()
    return own


def test_twenty_drafts_in_review_cost_no_page_more_than_thirty_statements(busy):
    for bureau, role in (("shenyang", "reviewer"), ("alliance", "coordinator")):
        reader = Clerk(busy, make_person(busy, role, {bureau: role}))
        for page in PAGES:
            with statements(busy) as seen:
                assert reader.get(page).status_code == 200, page
            assert len(seen) <= MOST, (role, page, *seen)

"""Pictures of the library: who may put them there, change them and take them out, and where each is used."""

from datetime import date, timedelta

import factories as make
import pytest
from conftest import NOW
from pydantic import ValidationError
from sqlalchemy import select

from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.model import Draft, JournalEntry, Medium, Revision
from portal.publishing import actions, library, media, uses
from portal.publishing.library import Ask

TODAY = NOW.date()


@pytest.fixture
def wang(person):
    return person("王伟", benxi="editor")


@pytest.fixture
def add(session, wang):
    def put(key="cave", by=None, **more):
        return media.add(session, by or wang, NOW, key, make.medium(**more))

    return put


@pytest.fixture
def shown(session, wang, add):
    """The picture `cave` is on the page of the attraction `water-cave`."""
    add()
    document = make.attraction(pictures=["cave"])
    actions.publish(session, wang, NOW, "attraction", "water-cave", document)


def test_an_editor_puts_a_picture_into_the_library_and_the_journal_tells(session, add, wang):
    add()

    assert library.get(session, "cave").document == make.medium()
    (entry,) = library.history(session, "cave")
    assert (entry.actor, entry.action) == (wang, "published")


def test_nobody_puts_a_picture_there_for_a_bureau_that_they_do_not_serve(session, add, person):
    with pytest.raises(NotAllowed):
        add(by=person("李娜", tieling="administrator"))
    assert session.scalars(select(Medium)).all() == []


def test_the_coordinator_may_for_every_bureau(add, person):
    assert add(by=person("赵敏", alliance="coordinator")).kind == "medium"


def test_the_same_picture_is_not_added_twice_but_comes_back_after_it_was_removed(session, add, wang):
    add()
    with pytest.raises(Conflict):
        add()
    media.remove(session, wang, NOW, "cave")
    with pytest.raises(NotFound):
        library.get(session, "cave")

    add()

    assert library.get(session, "cave").uses == []


def test_words_can_be_changed_and_the_file_cannot(session, add, wang):
    base = add().id
    other = make.medium(credit="李娜")
    later = media.change(session, wang, NOW, "cave", other, base)

    assert library.get(session, "cave").document.credit == "李娜"
    with pytest.raises(NotValid):
        media.change(session, wang, NOW, "cave", make.medium(sha256="1" * 64), later.id)


def test_who_comes_second_is_told_and_overwrites_nothing(session, add, wang):
    base = add().id
    media.change(session, wang, NOW, "cave", make.medium(credit="李娜"), base)

    with pytest.raises(Conflict):
        media.change(session, wang, NOW, "cave", make.medium(credit="张强"), base)
    assert library.get(session, "cave").document.credit == "李娜"


def test_a_picture_is_not_handed_to_or_taken_from_a_bureau_that_one_does_not_serve(session, add, wang, person):
    base = add().id
    with pytest.raises(NotAllowed):
        media.change(session, wang, NOW, "cave", make.medium(bureau="tieling"), base)
    with pytest.raises(NotAllowed):
        media.change(session, person("李娜", tieling="editor"), NOW, "cave", make.medium(bureau="tieling"), base)


def test_a_picture_that_is_on_a_page_is_changed_by_who_may_publish(session, shown, wang, person):
    base = library.get(session, "cave").revision
    with pytest.raises(NotAllowed):
        media.change(session, wang, NOW, "cave", make.medium(credit="王伟"), base)

    media.change(session, person("孙丽", benxi="reviewer"), NOW, "cave", make.medium(credit="孙丽"), base)

    assert library.get(session, "cave").document.credit == "孙丽"


def test_an_editor_changes_a_picture_that_only_a_draft_names(session, add, wang):
    base = add().id
    draft(session, wang, "writing", {"name": {"zh": "跑步"}, "pictures": ["cave"]})

    assert media.change(session, wang, NOW, "cave", make.medium(credit="李娜"), base).kind == "medium"


def test_a_picture_that_something_shows_stays(session, shown, wang):
    with pytest.raises(Conflict, match="water-cave"):
        media.remove(session, wang, NOW, "cave")
    assert [(use.kind, use.key, use.is_draft) for use in uses.of(session, "medium", "cave")] == [
        ("attraction", "water-cave", False)
    ]


def draft(session, person, state, document):
    head = Revision(kind="event", key="run", document=document, author_id=person.id, created=NOW)
    session.add(head)
    session.flush()
    session.add(Draft(kind="event", key="run", bureau="benxi", state=state, head=head, changed=NOW))
    session.flush()


@pytest.mark.parametrize(("state", "counts"), [("writing", True), ("in_review", True), ("dropped", False)])
def test_a_draft_that_somebody_writes_counts_as_a_use(session, add, wang, state, counts):
    add()
    draft(session, wang, state, {"name": {"zh": "跑步"}, "pictures": ["cave", "cave"]})

    assert [use.is_draft for use in uses.of(session, "medium", "cave")] == [True] * counts


@pytest.mark.parametrize("pictures", ["cave", None, 7, {"cave": 1}, [["cave"], 7]])
def test_a_rough_draft_may_hold_anything(session, add, wang, pictures):
    add()
    draft(session, wang, "writing", {"name": "跑步", "pictures": pictures})

    assert uses.of(session, "medium", "cave") == []


def keys(session, **asked):
    return [held.key for held in library.find(session, Ask(**asked), TODAY)]


def test_the_library_is_narrowed_by_words_bureau_and_what_is_to_do(session, shown, add, person):
    add("maples", title=make.text("红叶", "Maples"), alt=make.text("红叶", "Red leaves"))
    add("ends", until=TODAY + timedelta(days=60))
    add("lasts", until=TODAY + timedelta(days=61), decorative=True, alt=None)
    add("theirs", by=person("李娜", tieling="editor"), bureau="tieling", credit="LI Na")

    assert keys(session) == ["theirs", "lasts", "ends", "maples", "cave"]
    assert keys(session, text="红叶") == ["maples"]
    assert keys(session, text="li NA") == ["theirs"]
    assert keys(session, bureau="tieling") == ["theirs"]
    assert keys(session, show="unused") == ["theirs", "lasts", "ends", "maples"]
    assert keys(session, show="expiring") == ["ends"]
    with pytest.raises(NotValid):
        keys(session, show="what")


def test_the_journal_says_what_was_changed(session, add, wang):
    media.change(session, wang, NOW, "cave", make.medium(credit="李娜"), add().id)

    latest = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert latest.changes == "credit: “王伟” → “李娜”"


@pytest.mark.parametrize(
    ("more", "is_good"),
    [
        ({"alt": None}, False),
        ({"alt": make.text("红叶", None)}, False),
        ({"alt": {"en": "Red leaves"}}, False),
        ({"decorative": True}, False),
        ({"decorative": True, "alt": None}, True),
        ({"licence": "by-permission"}, False),
        ({"licence": "by-permission", "permission": make.text()}, True),
        ({"until": date(2027, 1, 1)}, True),
        ({"credit": ""}, False),
        ({"licence": "mine"}, False),
    ],
)
def test_rights_and_words_are_compulsory(more, is_good):
    if is_good:
        assert make.medium(**more)
    else:
        with pytest.raises(ValidationError):
            make.medium(**more)

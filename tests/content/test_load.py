"""A folder becomes rows and a folder again: all of it, or nothing."""

import shutil
from pathlib import Path

import pytest
from conftest import NOW, SITES
from sqlalchemy import func, select

from portal.content.dump import dump
from portal.content.load import digest, load
from portal.documents import KINDS
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.model import LIVE, FormerKey, JournalEntry, Membership, Publication, Revision, Route
from portal.publishing import actions, drafts, renaming, reviews, uses, writers, writing

FOOTBALL = ("event", "snow-football")


@pytest.fixture
def loaded(session, folder):
    """The good folder has been loaded."""
    assert load(session, NOW, folder).is_good
    session.commit()
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rename(path: Path, name: str, *former: str) -> Path:
    """Give a document's file another name, as README tells a clerk to do it."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("formerly:")]
    lines.insert(lines.index("sources:"), f"formerly: [{', '.join(former)}]")
    new = path.with_name(f"{name}.yaml")
    path.unlink()
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return new


def counts(session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table)) for table in (Revision, JournalEntry, *LIVE.values())
    ]


@pytest.mark.parametrize("name", ["small", "real"])
def test_what_was_loaded_is_dumped_byte_for_byte(request, tmp_path, name):
    site = request.getfixturevalue(name)
    with site.app.app_context():
        dump(db.session, tmp_path / "dumped", site.settings.content_dir)

    assert files_of(tmp_path / "dumped") == files_of(site.settings.content_dir)


def test_a_dump_loaded_elsewhere_is_unchanged(session, loaded, tmp_path):
    dump(session, tmp_path / "dumped", loaded)
    report = load(session, NOW, tmp_path / "dumped")

    assert (report.changed, report.withdrawn) == ({}, [])


def test_a_dump_never_overwrites_anything(session, loaded, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")

    with pytest.raises(NotValid, match="not empty"):
        dump(session, tmp_path / "full", loaded)


def test_a_dump_into_a_file_is_refused(session, loaded, tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(NotValid):
        dump(session, tmp_path / "file", loaded)


def test_every_document_of_a_folder_is_published(session, loaded):
    published = {kind: set(session.scalars(select(table.key))) for kind, table in LIVE.items()}

    assert published["event"] == {"city-marathon", "ice-festival", "snow-football", "temple-fair"}
    assert {kind for kind in KINDS if not published[kind]} == {"medium"}  # no picture lies in that folder


def test_an_unchanged_folder_changes_nothing(session, loaded):
    before, version = counts(session), session.get(Publication, 1).version
    report = load(session, NOW, loaded)
    session.commit()

    assert (report.changed, report.withdrawn, report.conflicts) == ({}, [], [])
    assert report.unchanged == 29
    assert (counts(session), session.get(Publication, 1).version) == (before, version)


def test_a_changed_document_is_reported_in_words_and_published(session, loaded):
    edit(loaded / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    report = load(session, NOW, loaded)

    assert [str(change) for change in report.changed[FOOTBALL]] == ["usual.months: “1, 12” → “1”"]
    assert actions.find(session, *FOOTBALL).as_document().usual.months == [1]


def test_a_comment_in_a_file_changes_nothing(session, loaded):
    edit(loaded / "events/snow-football.yaml", "number: 3\n", "# asked the bureau\nnumber: 3\n")

    assert load(session, NOW, loaded).changed == {}


def test_a_deleted_file_is_withdrawn_and_its_row_kept(session, loaded):
    (loaded / "events/snow-football.yaml").unlink()
    report = load(session, NOW, loaded)

    assert report.withdrawn == [FOOTBALL]
    assert actions.find(session, *FOOTBALL).withdrawn == NOW


def test_a_file_that_comes_back_is_published_again(session, loaded):
    text = (loaded / "events/snow-football.yaml").read_bytes()
    (loaded / "events/snow-football.yaml").unlink()
    load(session, NOW, loaded)
    (loaded / "events/snow-football.yaml").write_bytes(text)
    report = load(session, NOW, loaded)

    assert list(report.changed) == [FOOTBALL]
    assert actions.find(session, *FOOTBALL).withdrawn is None


def test_a_route_and_its_stop_may_go_in_the_same_load(session, loaded):
    (loaded / "routes/summer/academy-walk.yaml").unlink()
    (loaded / "attractions/tieling/old-waterworks.yaml").unlink()
    report = load(session, NOW, loaded)

    assert report.conflicts == []
    assert report.withdrawn == [("route", "academy-walk"), ("attraction", "old-waterworks")]


def test_the_stops_of_a_route_may_change_places(session, loaded):
    path = loaded / "routes/spring/palace-and-tomb.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("fuling", "@").replace("imperial-palace", "fuling").replace("@", "imperial-palace")
    path.write_text(text, encoding="utf-8")
    load(session, NOW, loaded)
    route = actions.find(session, "route", "palace-and-tomb")
    fuling, palace = (actions.find(session, "attraction", key).id for key in ("fuling", "imperial-palace"))

    assert [stop.attraction_id for stop in route.stops] == [fuling, palace]


def test_a_route_and_a_new_stop_may_come_in_the_same_load(session, loaded):
    place = (loaded / "attractions/tieling/yingang-academy.yaml").read_text(encoding="utf-8")
    (loaded / "attractions/tieling/new-hall.yaml").write_text(
        place.replace("number: 7", "number: 70"), encoding="utf-8"
    )
    edit(loaded / "routes/summer/academy-walk.yaml", "attraction: yingang-academy", "attraction: new-hall")

    assert load(session, NOW, loaded).is_good


@pytest.mark.parametrize(
    "name", [path.relative_to(SITES / "mistakes") for path in sorted((SITES / "mistakes").rglob("events/*"))], ids=str
)
def test_a_broken_file_changes_nothing_even_beside_a_good_change(session, loaded, name):
    before = counts(session)
    edit(loaded / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    shutil.copy(SITES / "mistakes" / name, loaded / name)
    report = load(session, NOW, loaded)
    session.commit()

    assert report.problems
    assert not report.is_good
    assert counts(session) == before
    assert actions.find(session, *FOOTBALL).as_document().usual.months == [1, 12]


def test_a_folder_that_vanished_withdraws_nothing(session, loaded):
    shutil.rmtree(loaded)
    report = load(session, NOW, loaded)

    assert report.problems
    assert session.scalars(select(Route).where(Route.withdrawn.is_not(None))).all() == []


def at_the_desk(session, months):
    """An editor changed the usual months of the football cup."""
    document = actions.find(session, *FOOTBALL).as_document()
    changed = document.model_copy(update={"usual": document.usual.model_copy(update={"months": months})})
    actions.publish(session, actions.person(session, "编辑", NOW), NOW, *FOOTBALL, changed)
    session.commit()


def test_an_edit_at_the_desk_stays_when_the_file_did_not_change(session, loaded):
    at_the_desk(session, [2])
    report = load(session, NOW, loaded)

    assert report.is_good
    assert actions.find(session, *FOOTBALL).as_document().usual.months == [2]


def test_an_edit_at_the_desk_and_another_in_the_file_are_a_conflict_that_a_person_decides(session, loaded):
    at_the_desk(session, [2])
    edit(loaded / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    report = load(session, NOW, loaded)

    assert [("编辑" in conflict, "snow-football" in conflict) for conflict in report.conflicts] == [(True, True)]
    assert actions.find(session, *FOOTBALL).as_document().usual.months == [2]


def test_a_conflict_does_not_hold_up_the_other_files(session, loaded):
    at_the_desk(session, [2])
    edit(loaded / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    edit(loaded / "events/city-marathon.yaml", "months: [9]", "months: [10]")

    assert list(load(session, NOW, loaded).changed) == [("event", "city-marathon")]


def test_a_file_that_says_what_the_desk_said_is_no_conflict(session, loaded):
    at_the_desk(session, [1])
    edit(loaded / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")

    assert load(session, NOW, loaded).is_good


def test_a_deleted_file_that_the_desk_has_edited_is_a_conflict(session, loaded):
    at_the_desk(session, [2])
    (loaded / "events/snow-football.yaml").unlink()
    report = load(session, NOW, loaded)

    assert report.withdrawn == []
    assert "编辑" in report.conflicts[0]


def test_what_the_desk_withdrew_is_not_brought_back_by_a_load(session, loaded):
    actions.withdraw(session, actions.person(session, "编辑", NOW), NOW, *FOOTBALL)
    session.commit()
    edit(loaded / "events/city-marathon.yaml", "months: [9]", "months: [10]")
    load(session, NOW, loaded)

    assert actions.find(session, *FOOTBALL).withdrawn is not None


def test_what_only_the_desk_has_is_not_withdrawn_by_a_load(session, loaded):
    document = actions.find(session, *FOOTBALL).as_document().model_copy(update={"number": 99})
    actions.publish(session, actions.person(session, "编辑", NOW), NOW, "event", "desk-event", document)
    session.commit()
    report = load(session, NOW, loaded)

    assert report.withdrawn == []
    assert "desk-event" in report.conflicts[0]


def test_a_renamed_file_keeps_its_number_and_remembers_its_former_key(session, loaded):
    rename(loaded / "events/snow-football.yaml", "football-in-the-snow", "snow-football")
    report = load(session, NOW, loaded)
    session.commit()

    assert report.is_good
    assert actions.find(session, "event", "football-in-the-snow").number == 3
    assert session.scalars(select(FormerKey.key).where(FormerKey.former == "snow-football")).all() == [
        "football-in-the-snow"
    ]


def saved(session, who, kind, key, **values):
    """Somebody wrote at a thing and saved it."""
    head = drafts.head(session, kind, key)
    return writing.save(session, who, NOW, kind, key, {**head.document, **values}, base_id=head.id)


def test_what_is_written_at_the_desk_follows_a_renamed_file(session, loaded, boss):
    saved(session, boss, *FOOTBALL, name={"zh": "雪地足球赛"})
    saved(session, boss, "route", "academy-walk", title={"zh": "书院一游"})
    rename(loaded / "events/snow-football.yaml", "football-in-the-snow", "snow-football")
    rename(loaded / "attractions/tieling/yingang-academy.yaml", "academy", "yingang-academy")
    for name in ("academy-walk", "round-the-circle"):
        edit(loaded / f"routes/summer/{name}.yaml", "attraction: yingang-academy", "attraction: academy")
    load(session, NOW, loaded)
    session.commit()

    draft = drafts.require(session, "event", "football-in-the-snow")
    assert (draft.state, draft.head.document["name"]) == ("writing", {"zh": "雪地足球赛"})
    assert draft.head.document["formerly"] == ["snow-football"]
    assert writers.of(session, draft) == {boss.id}
    assert drafts.of(session, *FOOTBALL) is None
    assert uses.names("route", drafts.head(session, "route", "academy-walk").document, "attraction", "academy")


def test_what_is_written_of_something_that_a_folder_withdraws_can_be_handed_in_anew(session, loaded, boss):
    draft = saved(session, boss, *FOOTBALL, name={"zh": "雪地足球赛", "en": "Football"})
    reviews.submit(session, boss, NOW, *FOOTBALL, head_id=draft.head_id)
    (loaded / "events/snow-football.yaml").unlink()
    load(session, NOW, loaded)

    assert (draft.state, draft.base_id) == ("writing", None)
    reviews.submit(session, boss, NOW, *FOOTBALL, head_id=draft.head_id)


def test_a_renamed_file_may_not_take_the_key_of_what_the_desk_has_begun(session, loaded, boss):
    writing.begin(session, boss, NOW, "event", "football-in-the-snow", {"title": {"zh": "别的"}}, "alliance")
    rename(loaded / "events/snow-football.yaml", "football-in-the-snow", "snow-football")
    report = load(session, NOW, loaded)

    assert [("events/" in line, "football-in-the-snow" in line) for line in report.conflicts] == [(True, True)]
    assert actions.find(session, *FOOTBALL).withdrawn is None


def test_a_file_renamed_twice_remembers_both_former_keys(session, loaded):
    once = rename(loaded / "events/snow-football.yaml", "second-name", "snow-football")
    load(session, NOW, loaded)
    session.commit()
    rename(once, "third-name", "snow-football", "second-name")
    load(session, NOW, loaded)
    session.commit()

    found = session.execute(select(FormerKey.former, FormerKey.key).where(FormerKey.key != "ice-festival"))
    assert {pair for pair in found if pair[1] == "third-name"} == {
        ("snow-football", "third-name"),
        ("second-name", "third-name"),
    }


def test_a_renamed_attraction_takes_its_routes_along(session, loaded):
    rename(loaded / "attractions/tieling/yingang-academy.yaml", "academy", "yingang-academy")
    for name in ("academy-walk", "round-the-circle"):
        edit(loaded / f"routes/summer/{name}.yaml", "attraction: yingang-academy", "attraction: academy")

    assert load(session, NOW, loaded).is_good


def test_two_documents_that_exchange_their_numbers_are_loaded_or_explained(session, loaded):
    edit(loaded / "events/snow-football.yaml", "number: 3", "number: 1")
    edit(loaded / "events/city-marathon.yaml", "number: 1", "number: 3")
    report = load(session, NOW, loaded)

    assert actions.find(session, *FOOTBALL).number == (1 if report.is_good else 3)


def test_the_number_of_something_withdrawn_is_not_given_again_but_explained(session, loaded):
    (loaded / "events/snow-football.yaml").unlink()
    load(session, NOW, loaded)
    session.commit()
    edit(loaded / "events/temple-fair.yaml", "number: 4", "number: 3")
    report = load(session, NOW, loaded)

    assert not report.is_good
    assert "snow-football" in str([*report.conflicts, *map(str, report.problems)])


def test_a_load_leaves_committing_to_its_caller(session, folder):
    load(session, NOW, folder)
    session.rollback()

    assert counts(session) == [0] * (2 + len(LIVE))


@pytest.mark.parametrize("change", ["edit", "rename", "delete", "add"])
def test_the_digest_tells_any_change_of_a_folder(folder, change):
    before, path = digest(folder), folder / "events/snow-football.yaml"
    {
        "edit": lambda: edit(path, "number: 3", "number: 5"),
        "rename": lambda: path.rename(path.with_name("other.yaml")),
        "delete": path.unlink,
        "add": lambda: shutil.copy(path, path.with_name("other.yaml")),
    }[change]()

    assert digest(folder) != before


def test_the_digest_does_not_depend_on_where_the_folder_lies(folder):
    assert digest(folder) == digest(SITES / "good")


@pytest.fixture
def boss(session):
    """Who may give every thing another key."""
    coordinator = actions.person(session, "赵敏", NOW)
    coordinator.memberships = [Membership(bureau="alliance", role="coordinator")]
    return coordinator


@pytest.mark.parametrize(
    ("kind", "key"),
    [("attraction", "imperial-palace"), ("route", "palace-and-tomb"), FOOTBALL, ("notice", "cave-closed")],
)
def test_what_got_another_key_at_the_desk_is_a_conflict_and_holds_up_nothing(session, loaded, boss, kind, key):
    renaming.rename(session, boss, NOW, kind, key, "another-key")
    session.commit()
    edit(loaded / "events/city-marathon.yaml", "months: [9]", "months: [10]")
    report = load(session, NOW, loaded)

    assert report.problems == []
    mine = [conflict for conflict in report.conflicts if not conflict.startswith("ways/")]
    assert [("赵敏" in line, key in line, "another-key" in line) for line in mine] == [(True, True, True)]
    assert list(report.changed) == [("event", "city-marathon")]
    assert report.withdrawn == []
    assert actions.find(session, kind, "another-key").withdrawn is None
    assert actions.find(session, kind, key) is None


def test_a_file_that_takes_over_the_key_of_the_desk_is_no_conflict(session, loaded, boss):
    renaming.rename(session, boss, NOW, *FOOTBALL, "football-in-the-snow")
    session.commit()
    rename(loaded / "events/snow-football.yaml", "football-in-the-snow", "snow-football")

    assert load(session, NOW, loaded).is_good

"""What a sheet changes becomes drafts, only where its clerk may write and nobody was faster, and goes back as one."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.content.sheets import keeping, planning
from portal.kernel.errors import Conflict, NotAllowed, NotFound
from portal.model import JournalEntry, Revision
from portal.publishing import drafts, reviews, sheets, states, writing


@pytest.fixture
def editor(person):
    return person("王芳", shenyang="editor")


def brought(session, person, table="attraction", *, form="xlsx", sheet=1, **texts: str) -> bytes:
    """The table as this person exports it, with the Chinese summary of some keys written anew."""
    book = load_workbook(io.BytesIO(planning.written(session, person, table, form, "", "zh")))
    grid = book.worksheets[sheet]
    paths = [cell.value for cell in grid[2]]
    for row in grid.iter_rows(min_row=3):
        if row[0].value in texts:
            row[paths.index("summary.zh")].value = texts[row[0].value]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(session, person, now, data: bytes, name="春天.xlsx"):
    planned = planning.plan(session, person, data, name)
    done = sheets.write(session, person, now, name, planned.plan.kind, planned.rows(planned.bases))
    session.commit()
    return planned.plan, done


def summary(session, key, kind="attraction"):
    return drafts.head(session, kind, key).document["summary"]["zh"]


def test_a_changed_row_becomes_a_draft_and_visitors_see_what_they_saw(alliance, editor, now):
    plan, done = imported(alliance, editor, now, brought(alliance, editor, palace="新的简介。"))

    assert ([row.key for row in plan.changed], plan.unchanged, plan.problems) == (["palace"], 1, [])
    assert drafts.require(alliance, "attraction", "palace").state == states.WRITING
    assert summary(alliance, "palace") == "新的简介。"
    assert drafts.live(alliance, "attraction", "palace").document["summary"]["zh"] == "一句话"
    assert [row[:2] for row in done.batch.written] == [["attraction", "palace"]]
    line = alliance.scalars(select(JournalEntry).where(JournalEntry.action == "saved")).one()
    assert (line.actor_id, line.why) == (editor.id, "春天.xlsx")


def test_looking_at_a_sheet_writes_nothing(alliance, editor, now):
    before = alliance.query(Revision).count()

    planning.plan(alliance, editor, brought(alliance, editor, palace="新的简介。"), "春天.xlsx")

    assert alliance.query(Revision).count() == before
    assert drafts.of(alliance, "attraction", "palace") is None


def test_the_row_of_another_bureau_is_a_problem_and_the_others_are_taken(alliance, editor, now):
    plan, _ = imported(alliance, editor, now, brought(alliance, editor, palace="我的。", lake="别人的。"))

    assert [(problem.why, problem.given) for problem in plan.problems] == [("not yours", "lake")]
    assert [row.key for row in plan.changed] == ["palace"]
    assert drafts.of(alliance, "attraction", "lake") is None
    with pytest.raises(NotAllowed):
        sheets.write(alliance, type(editor)(name="x", created=now), now, "", "attraction", {})


def test_a_forged_row_of_another_bureau_is_left(alliance, editor, now):
    head = drafts.head(alliance, "attraction", "lake")

    done = sheets.write(alliance, editor, now, "x", "attraction", {"lake": ({**head.document, "minutes": 30}, head.id)})

    assert (done.left, done.batch) == (["lake"], None)
    assert drafts.of(alliance, "attraction", "lake") is None


def test_a_partner_may_bring_its_part_of_a_joint_route(alliance, person, now):
    partner = person("李强", fushun="editor")

    plan, _ = imported(alliance, partner, now, brought(alliance, partner, "route", joint="两市一日。"))

    assert plan.problems == []
    assert summary(alliance, "joint", "route") == "两市一日。"


def test_who_wrote_between_the_look_and_the_writing_keeps_their_text(alliance, editor, now):
    planned = planning.plan(alliance, editor, brought(alliance, editor, palace="表格里的。"), "a.xlsx")
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": {"zh": "同事的。"}}
    writing.save(alliance, editor, now, "attraction", "palace", text, base_id=head.id)

    done = sheets.write(alliance, editor, now, "a.xlsx", "attraction", planned.rows(planned.bases))

    assert (done.left, done.batch) == (["palace"], None)
    assert summary(alliance, "palace") == "同事的。"


def test_writing_one_look_twice_writes_once(alliance, editor, now):
    planned = planning.plan(alliance, editor, brought(alliance, editor, palace="表格里的。"), "a.xlsx")
    rows = planned.rows(planned.bases)

    first = sheets.write(alliance, editor, now, "a.xlsx", "attraction", rows)
    second = sheets.write(alliance, editor, now, "a.xlsx", "attraction", rows)

    assert (len(first.batch.written), first.left, second.batch, second.left) == (1, [], None, ["palace"])


def test_an_old_sheet_keeps_what_a_colleague_wrote_elsewhere_in_the_record(alliance, editor, now):
    data = brought(alliance, editor, palace="表格里的。")
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "minutes": 75}
    writing.save(alliance, editor, now, "attraction", "palace", text, base_id=head.id)

    imported(alliance, editor, now, data)

    document = drafts.head(alliance, "attraction", "palace").document
    assert (document["summary"]["zh"], document["minutes"]) == ("表格里的。", 75)


def test_a_text_in_review_is_not_pulled_from_under_its_reviewers(alliance, editor, now):
    imported(alliance, editor, now, brought(alliance, editor, palace="送审的。"))
    draft = drafts.require(alliance, "attraction", "palace")
    reviews.submit(alliance, editor, now, "attraction", "palace", head_id=draft.head_id)
    alliance.commit()

    plan, done = imported(alliance, editor, now, brought(alliance, editor, palace="又改。"))

    assert ([problem.why for problem in plan.problems], done.batch) == (["in review"], None)
    assert drafts.require(alliance, "attraction", "palace").state == states.IN_REVIEW


def test_undo_brings_the_texts_back_and_leaves_nothing_to_hand_in(alliance, editor, now):
    _, done = imported(alliance, editor, now, brought(alliance, editor, palace="新的。"))

    left = sheets.undo(alliance, editor, now, done.batch.id)

    assert left == []
    assert summary(alliance, "palace") == "一句话"
    assert drafts.require(alliance, "attraction", "palace").state == states.PUBLISHED
    with pytest.raises(Conflict):
        sheets.undo(alliance, editor, now, done.batch.id)


def test_undo_leaves_what_somebody_wrote_or_submitted_since_and_says_so(alliance, person, now):
    chief = person("赵敏", alliance="coordinator")
    _, done = imported(alliance, chief, now, brought(alliance, chief, palace="新的。", lake="也新。"))
    head = drafts.head(alliance, "attraction", "palace")
    writing.save(alliance, chief, now, "attraction", "palace", {**head.document, "minutes": 75}, base_id=head.id)
    submitted = drafts.require(alliance, "attraction", "lake")
    reviews.submit(alliance, chief, now, "attraction", "lake", head_id=submitted.head_id)
    alliance.commit()

    left = sheets.undo(alliance, chief, now, done.batch.id)

    assert sorted(left) == ["lake", "palace"]
    assert (summary(alliance, "palace"), summary(alliance, "lake")) == ("新的。", "也新。")


def test_an_import_is_seen_and_undone_by_its_clerk_and_the_coordinator_alone(alliance, editor, person, now):
    _, done = imported(alliance, editor, now, brought(alliance, editor, palace="新的。"))
    other, chief = person("李强", shenyang="editor"), person("赵敏", alliance="coordinator")

    with pytest.raises(NotFound):
        sheets.undo(alliance, other, now, done.batch.id)
    assert sheets.batches(alliance, other) == []
    assert [batch.id for batch in sheets.batches(alliance, chief)] == [done.batch.id]
    assert sheets.undo(alliance, chief, now, done.batch.id) == []


def test_a_clerk_exports_their_own_drafts_and_what_is_published_of_others(alliance, editor, person, now):
    neighbour = person("李强", fushun="editor")
    imported(alliance, editor, now, brought(alliance, editor, palace="还没发布。"))

    mine = planning.written(alliance, editor, "attraction", "csv", "", "zh").decode("utf-8-sig")
    theirs = planning.written(alliance, neighbour, "attraction", "csv", "", "zh").decode("utf-8-sig")
    one = planning.written(alliance, neighbour, "attraction", "csv", "fushun", "zh").decode("utf-8-sig")

    assert "还没发布。" in mine
    assert "还没发布。" not in theirs
    assert ("palace" in theirs.splitlines()[2], len(theirs.splitlines()), len(one.splitlines())) == (True, 3, 2)


def test_a_sheet_tells_a_clerk_nothing_of_another_bureaus_draft(alliance, editor, person, now):
    neighbour = person("李强", fushun="editor")
    shown = planning.written(alliance, neighbour, "attraction", "csv", "", "zh").decode("utf-8-sig")
    published = drafts.head(alliance, "attraction", "palace").id
    imported(alliance, editor, now, brought(alliance, editor, palace="还没发布。"))
    head = drafts.head(alliance, "attraction", "palace").id
    rough = {**drafts.head(alliance, "attraction", "palace").document, "number": 9}
    writing.begin(alliance, editor, now, "attraction", "secret", rough, "shenyang")

    def problems(old: str, new: str) -> list[tuple[str, str, str]]:
        before, name, row = shown.partition("\npalace")
        data = f"{before}{(name + row).replace(old, new, 1)}".encode("utf-8-sig")
        planned = planning.plan(alliance, neighbour, data, "a.csv")
        return [(problem.why, problem.given, problem.wanted) for problem in planned.plan.problems]

    assert problems("", "") == []
    assert problems("一句话", "猜的。") == [("not yours", "palace", "")]
    assert problems(f",{published},", f",{head},") == [("unknown revision", str(head), "")]
    assert problems("palace", "secret") == [("unknown key", "secret", "")]


def test_a_new_date_of_an_event_gets_its_number_when_it_is_saved(alliance, editor, now):
    book = load_workbook(io.BytesIO(planning.written(alliance, editor, "event", "xlsx", "", "zh")))
    grid = book.worksheets[2]
    paths = [cell.value for cell in grid[2]]
    for path, value in (("key", "run"), ("status", "scheduled"), ("areas", "shenyang")):
        grid.cell(4, paths.index(path) + 1).value = value
    out = io.BytesIO()
    book.save(out)

    imported(alliance, editor, now, out.getvalue())

    assert [leg["number"] for leg in drafts.head(alliance, "event", "run").document["occurrences"]] == [1, 2]


def test_an_upload_is_kept_a_day_for_its_clerk_alone(tmp_path, now):
    kept = keeping.Kept(7, "春天.xlsx", {"palace": 3})
    token = keeping.keep(tmp_path, now, b"data", kept)

    assert keeping.find(tmp_path, now, token, 7) == (b"data", kept)
    for when, guess, who in (
        (now, token, 8),
        (now, "../../etc/passwd", 7),
        (now, "x" * 22, 7),
        (now + timedelta(days=2), token, 7),
    ):
        with pytest.raises(NotFound):
            keeping.find(tmp_path, when, guess, who)
    keeping.keep(tmp_path, now + timedelta(days=2), b"new", kept)
    assert not (tmp_path / f"{token}.data").exists()
    keeping.forget(tmp_path, token)

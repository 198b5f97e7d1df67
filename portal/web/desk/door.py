"""The desk's addresses as one table, each with its guard (tests/web/desk/test_guards.py walks them all)."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask import Blueprint, request
from flask.typing import RouteCallable

from portal.kernel.errors import NotAllowed
from portal.publishing import drafts, typing
from portal.web.desk import (
    account,
    beginning,
    compared,
    editing,
    finding,
    guards,
    history,
    journal,
    legs,
    links,
    listing,
    media,
    merge,
    partners,
    people,
    pictures,
    positions,
    previewing,
    quality,
    remarking,
    reports,
    review,
    sheets,
    signed,
    statistics,
    uses,
    warning,
    work,
)
from portal.web.desk.guards import Guard


class Row(NamedTuple):
    """An address: who may enter is said beside it."""

    rule: str
    endpoint: str
    view: RouteCallable
    guard: Guard
    methods: tuple[str, ...] = ("GET",)


def may_begin(values: Mapping[str, Any]) -> None:
    """Who may begin one of the kind in the address, for some bureau."""
    if not beginning.bureaus(values["kind"]):
        raise NotAllowed(f"you may begin no {values['kind']}", verb="edit")


POST: Final = ("POST",)
BOTH: Final = ("GET", "POST")
KIND: Final = f"<any({','.join(drafts.EDITED)}):kind>"
PEOPLE: Final = guards.anywhere("people")
THING: Final = f"/{KIND}/<key>/"
SEE: Final = guards.for_thing("see")
EDIT: Final = guards.anywhere("edit")
PARTNERS: Final = guards.anywhere("partners")
JOURNAL: Final = guards.anywhere("journal")
SHEETS: Final = guards.anywhere("import")

ROWS: Final[tuple[Row, ...]] = (
    Row("/", "work", work.show, guards.staff),
    Row("/help/", "help", listing.help_page, guards.staff),
    Row(f"/things/{KIND}/", "things", listing.show, guards.staff),
    Row(f"/new/{KIND}/", "new", beginning.new, may_begin, BOTH),
    Row(f"/{KIND}/<key>/", "edit", editing.show, guards.for_thing("see")),
    Row(f"/{KIND}/<key>/", "act", editing.act, guards.for_thing("edit"), POST),
    Row(f"/{KIND}/<key>/typed/", "typed", editing.keep, guards.for_thing("edit"), POST),
    Row(f"/{KIND}/<key>/discard/", "discard", editing.discard, guards.for_thing("edit"), POST),
    Row("/quality/", "quality", quality.show, guards.staff),
    Row("/translations/", "translations", quality.translations, guards.staff),
    Row("/attraction/<key>/still-true/", "still_true", work.still_true, guards.anywhere("submit"), POST),
    Row(f"{THING}review/", "review", review.show, SEE),
    Row(f"{THING}submit/", "submit", review.submit, guards.for_thing("submit"), POST),
    Row(f"{THING}recall/", "recall", review.recall, guards.for_thing("submit"), POST),
    Row(f"{THING}approve/", "approve", review.approve, guards.for_thing("review"), POST),
    Row(f"{THING}return/", "return", review.send_back, guards.for_thing("review"), POST),
    Row(f"{THING}publish/", "publish", review.publish, guards.for_lead("publish"), POST),
    Row(f"{THING}schedule/", "schedule", review.schedule, guards.for_lead("publish"), POST),
    Row(f"{THING}drop/", "drop", review.drop, guards.for_lead("edit"), POST),
    Row(f"{THING}comments/", "comment", remarking.write, guards.for_thing("comment"), POST),
    Row(
        f"{THING}comments/<int:comment>/settle/", "comment_settle", remarking.settle, guards.for_thing("comment"), POST
    ),
    Row(f"{THING}preview/", "preview", previewing.show, SEE),
    Row(f"{THING}preview-link/", "preview_link", previewing.make, guards.for_thing("preview"), POST),
    Row(
        f"{THING}preview-link/<int:link>/revoke/",
        "preview_revoke",
        previewing.revoke,
        guards.for_thing("preview"),
        POST,
    ),
    Row(f"{THING}change-<int:before>-<int:after>.svg", "change", compared.change, SEE),
    Row(f"{THING}history/", "history", history.show, SEE),
    Row(f"{THING}history/restore/", "restore", history.restore, guards.for_thing("edit"), POST),
    Row(f"{THING}merge/<int:mine>/", "merge", merge.show, guards.for_thing("edit")),
    Row(f"{THING}merge/<int:mine>/", "merge_settle", merge.settle, guards.for_thing("edit"), POST),
    Row("/link/<token>", "link", links.link, guards.stranger, BOTH),
    Row("/forgotten", "forgotten", links.forgotten, guards.stranger, BOTH),
    Row("/account/", "account", account.show, guards.anybody),
    Row("/account/end/<int:sign_in>", "sign_in_end", account.end, guards.anybody, POST),
    Row("/account/end-others", "sign_in_end_others", account.end_others, guards.anybody, POST),
    Row("/language", "language", account.speak, guards.anybody, POST),
    Row("/people/", "people", people.show, PEOPLE),
    Row("/people/invite", "person_invite", people.invite, PEOPLE, POST),
    Row("/people/<int:person>/role", "person_role", people.role, PEOPLE, POST),
    Row("/people/<int:person>/dismiss", "person_dismiss", people.dismiss, PEOPLE, POST),
    Row("/people/<int:person>/disable", "person_disable", people.disable, PEOPLE, POST),
    Row("/people/<int:person>/enable", "person_enable", people.enable, PEOPLE, POST),
    Row("/people/<int:person>/link", "person_link", people.link, PEOPLE, POST),
    Row("/people/<int:person>/second-step", "person_second_step", people.second_step, PEOPLE, POST),
    Row("/find/attractions/", "find", finding.attractions, guards.staff),
    Row("/find/attractions.json", "find_json", finding.attractions_json, guards.staff),
    Row("/positions/", "positions", positions.show, EDIT),
    Row("/positions/", "positions_read", positions.show_post, EDIT, POST),
    Row("/positions/way/", "positions_way", positions.way, EDIT, POST),
    Row("/notice/quick/", "warn", warning.quick, EDIT),
    Row("/notice/quick/", "warn_post", warning.quick_post, EDIT, POST),
    Row("/notice/<key>/lift/", "lift", warning.lift, guards.anywhere("warn")),
    Row("/notice/<key>/lift/", "lift_post", warning.lift_post, guards.anywhere("warn"), POST),
    Row("/event/<key>/new-edition/", "new_edition", legs.new_edition, EDIT, BOTH),
    Row("/event/<key>/legs/", "event_dates", legs.dates, guards.staff),
    Row("/event/<key>/legs/<int:number>/", "leg", legs.leg, EDIT, BOTH),
    Row("/clashes/", "clashes", legs.clashes, guards.staff),
    Row("/media/", "media", media.library, guards.staff),
    Row("/media.json", "media_json", pictures.choose, guards.staff),
    Row("/media/new/", "medium_new", media.new, guards.anywhere("upload")),
    Row("/media/new/", "medium_add", media.add, guards.anywhere("upload"), POST),
    Row("/media/<key>/", "medium", media.show, guards.staff),
    Row("/media/<key>/", "medium_change", media.change, guards.for_the("medium", "upload"), POST),
    Row("/media/<key>/remove/", "medium_remove", media.remove, guards.for_the("medium", "upload"), POST),
    Row("/media/<key>/<int:width>.<any(avif, webp, jpg):suffix>", "medium_file", pictures.file, guards.staff),
    Row("/statistics/", "statistics", statistics.show, guards.staff),
    Row("/statistics.csv", "statistics_csv", statistics.export, guards.staff),
    Row("/statistics/hosts", "statistics_hosts", statistics.hosts, guards.staff),
    Row("/statistics/searches", "statistics_searches", statistics.searches, guards.staff),
    Row("/statistics/<kind>/<key>/", "statistics_record", statistics.record, guards.staff),
    Row("/reports/", "reports", reports.show, guards.staff),
    Row("/reports/<reference>/", "report", reports.one, guards.for_report("answer")),
    Row("/reports/<reference>/act", "report_act", reports.act, guards.for_report("answer"), POST),
    Row("/journal/", "journal", journal.show, guards.staff),
    Row("/journal.csv", "journal_csv", journal.as_csv, JOURNAL),
    Row("/journal.jsonl", "journal_jsonl", journal.as_jsonl, JOURNAL),
    Row("/partners/", "partners", partners.show, PARTNERS),
    Row("/partners/admit", "partner_admit", partners.admit, PARTNERS, POST),
    Row("/partners/<hint>/change", "partner_change", partners.change, guards.for_partner("partners"), POST),
    Row("/partners/<hint>/revoke", "partner_revoke", partners.revoke, guards.for_partner("partners"), POST),
    Row("/<kind>/<key>/uses/", "uses", uses.show, guards.for_thing("see")),
    Row("/<kind>/<key>/uses/rename", "uses_rename", uses.rename, guards.for_published_lead("rename"), POST),
    Row("/<kind>/<key>/uses/withdraw", "uses_withdraw", uses.withdraw, guards.for_published_lead("withdraw"), POST),
    Row("/sheets/", "sheets", sheets.show, guards.staff),
    Row("/sheets/export", "sheets_export", sheets.export, guards.staff),
    Row("/sheets/check", "sheets_upload", sheets.upload, SHEETS, POST),
    Row("/sheets/check/<token>", "sheets_check", sheets.check, SHEETS),
    Row("/sheets/check/<token>", "sheets_write", sheets.write, SHEETS, POST),
    Row("/sheets/<int:number>/", "sheets_batch", sheets.batch, SHEETS),
    Row("/sheets/<int:number>/undo", "sheets_undo", sheets.undo, SHEETS, POST),
)
"""(address below /desk, endpoint, view, guard, methods)."""

MAX_BYTES: Final = 4 * 2**20
"""Of a form; a view that takes files sets its own limit in `LARGER`."""

MAX_PARTS: Final = typing.MOST_FIELDS + 100
"""Fields of a form that a script sends: all that can be kept, and those that nobody typed."""

LARGER: Final[dict[str, int]] = {
    "positions_read": positions.MAX_BODY,
    "medium_add": media.BODY_BYTES,
    "sheets_upload": sheets.MOST_BYTES,
}
"""Endpoint -> bytes of a body, for addresses that take files."""

desk = Blueprint("desk", __name__, url_prefix="/desk")
GUARDS: Final = {f"desk.{row.endpoint}": row.guard for row in ROWS}
for row in ROWS:
    desk.add_url_rule(row.rule, row.endpoint, row.view, methods=list(row.methods))


@desk.before_request
def enter() -> Any:
    """Nobody without a name, no body that is too large or comes from another site, and then the row's own guard."""
    endpoint = str(request.endpoint)
    request.max_content_length = LARGER.get(endpoint.removeprefix("desk."), MAX_BYTES)
    request.max_form_memory_size = MAX_BYTES
    request.max_form_parts = MAX_PARTS
    if answer := signed.enter(is_open=GUARDS[endpoint] is guards.stranger) or signed.on_to_the_new_key():
        return answer
    GUARDS[endpoint](request.view_args or {})
    return None


desk.after_request(signed.never_keep)
desk.context_processor(signed.frame)
desk.context_processor(lambda: {"uses_called": uses.called})

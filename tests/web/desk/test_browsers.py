"""The browsers in which somebody is signed in: their list, their end, their cookie, and pages that know none."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from conftest import NOW, statements
from desk import PASSWORD, Browser, Clerk, newcomer, worker
from flask import session

from portal.accounts import signing
from portal.extensions import db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_list_names_each_browser_and_ends_one(office):
    person = newcomer(office)
    clerk, other = Clerk(office, person), Browser(office)
    other.post("/desk/sign-in", {"email": person.email, "password": PASSWORD}, headers={"User-Agent": FIREFOX})
    page = clerk.get("/desk/account/").text
    assert "Firefox, Windows" in page
    assert page.count("this one") == 1

    number = page.split("/desk/account/end/")[1].split('"')[0]
    assert clerk.post(f"/desk/account/end/{number}").status_code == 303

    assert not other.is_signed_in
    assert clerk.is_signed_in


def test_nobody_ends_anothers_browser(office):
    mine, theirs = (Clerk(office, newcomer(office)) for _ in range(2))
    with office.app.app_context():
        newest = max(row.id for row in db.session.scalars(signing.select(signing.SignIn)))

    mine.post(f"/desk/account/end/{newest}")

    assert theirs.is_signed_in


def test_all_others_end_at_once(office):
    person = newcomer(office)
    clerk, *others = (Clerk(office, person) for _ in range(3))

    clerk.post("/desk/account/end-others")

    assert [other.is_signed_in for other in others] == [False, False]
    assert clerk.is_signed_in


def test_a_new_password_ends_the_others_and_keeps_this_one(office):
    person, new = newcomer(office), "different lantern words"
    clerk, other = Clerk(office, person), Clerk(office, person)

    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert clerk.post("/desk/change-password", form).location == "/desk/account/"

    assert clerk.is_signed_in
    assert not other.is_signed_in
    assert Browser(office).sign_in(person.email).status_code == 200
    assert Browser(office).sign_in(person.email, new).status_code == 302


def test_a_browser_is_signed_out_after_twelve_hours_without_use_and_not_by_work(office):
    clerk = Clerk(office, newcomer(office))

    assert clerk.move_to(worker(office, later=timedelta(hours=11))).is_signed_in
    assert clerk.move_to(worker(office, later=timedelta(hours=22))).is_signed_in
    assert not clerk.move_to(worker(office, later=timedelta(hours=35))).is_signed_in


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(office):
    clerk = Clerk(office, newcomer(office))
    copied = clerk.get_cookie("desk", path="/desk").value
    clerk.post("/desk/sign-out")

    thief = Browser(office)
    thief.set_cookie("desk", copied, path="/desk")

    assert not thief.is_signed_in


@pytest.mark.parametrize(("base", "root"), [("http://localhost", ""), ("https://portal.example/tour", "/tour")])
def test_the_cookie_goes_to_the_desk_alone_and_to_no_script(office, base, root):
    answer = office.app.test_client().get("/desk/sign-in", base_url=base)

    morsel = SimpleCookie(answer.headers["Set-Cookie"])["desk"]
    assert morsel["path"] == f"{root}/desk"
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert bool(morsel["secure"]) == base.startswith("https")


def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure(office):
    answer = worker(office, base_url="https://portal.example").app.test_client().get("/desk/sign-in")

    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_desk_works_below_a_path(office):
    clerk = Clerk(office, newcomer(office), root="/tour")

    assert clerk.get("/desk/account/").status_code == 200
    assert 'action="/tour/desk/sign-out"' in clerk.get("/desk/").text
    assert Browser(office, root="/tour").get("/desk/account/").location == "/tour/desk/sign-in?next=/tour/desk/account/"


PUBLIC = [
    "/zh/",
    "/en/routes/",
    "/en/nowhere/",
    "/en/partners/key/",
    "/api/v1/routes",
    "/healthz",
    "/robots.txt",
    "/deskless",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_and_read_none(office, path):
    clerk = Clerk(office, newcomer(office))
    cookie = f"desk={clerk.get_cookie('desk', path='/desk').value}; remember_token=1|0"
    plain = office.client().get(path)

    answer = office.client().get(path, headers={"Cookie": cookie})

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert (answer.status_code, answer.data) == (plain.status_code, plain.data)


def test_a_public_page_that_is_kept_costs_one_query_as_before(office):
    clerk = Clerk(office, newcomer(office))
    office.client().get("/en/")

    with statements(office) as seen:
        office.client().get("/en/", headers={"Cookie": f"desk={clerk.get_cookie('desk', path='/desk').value}"})

    assert len(seen) == 1


def test_knowing_who_asks_costs_one_query(office):
    clerk = Clerk(office, newcomer(office))
    with statements(office) as seen:
        clerk.get("/desk/help/")  # a page that asks for nothing else

    assert len([query for query in seen if "sign_in" in query or "account" in query or "person" in query]) == 1


@pytest.mark.parametrize("path", ["/desk/", "/desk/account/", "/desk/sign-in"])
def test_nothing_of_the_desk_is_kept(office, path):
    answer = Clerk(office, newcomer(office)).get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_time_of_the_last_visit_is_told_in_shenyang(office):
    assert NOW.strftime("%H:%M") in Clerk(office, newcomer(office)).get("/desk/account/").text


def test_a_public_page_has_no_session_even_when_a_cookie_comes_along(office):
    value = Clerk(office, newcomer(office)).get_cookie("desk", path="/desk").value
    for path, has_one in (("/en/", False), ("/deskless", False), ("/desk/", True), ("/desk", True)):
        with office.app.test_request_context(path, headers={"Cookie": f"desk={value}"}) as context:
            context.push()
            assert ("_user_id" in session) == has_one, path
            context.pop()


def test_what_signing_in_needs_hangs_on_no_request_but_the_desks(office):
    tables = (office.app.before_request_funcs, office.app.after_request_funcs, office.app.template_context_processors)
    plain = [getattr(function, "func", function) for table in tables for function in table[None]]
    rooms = {function.__module__.partition(".")[0] for function in plain}

    assert rooms <= {"portal", "flask", "flask_limiter"}

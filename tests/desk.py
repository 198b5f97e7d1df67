"""The cast at the desk: people with accounts, and clerks, who are browsers in which one of them is signed in."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from conftest import NOW, Site
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts import Account
from portal.app import create_app
from portal.extensions import db
from portal.model import Membership, Person
from portal.settings import Settings

PASSWORD = "kiln brick lantern"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with an account and the password PASSWORD."""

    id: int
    name: str
    email: str


def make_person(site: Site, name: str, roles: dict[str, str], *, email: str = "", lang: str = "en") -> Colleague:
    """Somebody who serves bureaus: `make_person(site, "王伟", {"benxi": "editor"})`. Who is there already, stays so."""
    email = email or f"{uuid4().hex[:12]}@bureau.example"
    with site.app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == name)).one_or_none()
        if person:
            known = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
            return Colleague(person.id, name, known.email)
        person = Person(name=name, created=NOW)
        person.memberships = [Membership(bureau=bureau, role=role) for bureau, role in roles.items()]
        account = Account(
            person=person,
            email=email,
            password=hash_password(PASSWORD),
            fs_uniquifier=uuid4().hex,
            lang=lang,
            created=NOW,
        )
        db.session.add_all([person, account])
        db.session.commit()
        return Colleague(person.id, name, email)


def newcomer(site: Site, roles: dict[str, str] | None = None, **more: Any) -> Colleague:
    """The same with a name that nobody has; without roles, an editor of Shenyang."""
    return make_person(site, f"王{uuid4().hex[:12]}", {"shenyang": "editor"} if roles is None else roles, **more)


def worker(site: Site, *, later: timedelta = timedelta(0), **more: Any) -> Site:
    """Another worker over the same data: at a later time, or with other settings."""
    settings = Settings(_env_file=None, **{**site.settings.model_dump(), **more})
    return Site(create_app(settings, clock=lambda: NOW + later), settings)


def account_of(site: Site, person: Colleague) -> Account:
    """What is kept of somebody's account now."""
    with site.app.app_context():
        return db.session.scalars(select(Account).where(Account.person_id == person.id)).one()


class Browser(FlaskClient):
    """A browser with cookies; `post` adds the token that every form of the desk carries."""

    def __init__(self, site: Site, *, root: str = "") -> None:
        super().__init__(site.app, use_cookies=True)
        self.root = root
        self.environ_base = {**self.environ_base, "HTTP_ACCEPT_LANGUAGE": "en"}

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        if self.root:
            more.setdefault("base_url", f"https://portal.example{self.root}")
        return super().open(*args, buffered=buffered, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, token: str | None = None, **more: Any
    ) -> TestResponse:
        """POST a form; its `csrf_token` is read from the desk, or else from the page at `path`, unless it is given."""
        token = self.token(path) if token is None else token
        return super().post(path, data={**(data or {}), "csrf_token": token}, **more)

    def token(self, path: str = "/desk/account/") -> str:
        for page in ("/desk/account/", path, "/desk/sign-in"):
            if found := re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text):
                return found[1]
        raise AssertionError(f"no form on {path}")

    def sign_in(self, email: str, password: str = PASSWORD, *, path: str = "/desk/sign-in") -> TestResponse:
        """Sign in on the real page."""
        return self.post(path, {"email": email, "password": password})

    def move_to(self, site: Site) -> "Browser":
        """The same browser, answered by another worker."""
        self.application = site.app
        return self

    @property
    def is_signed_in(self) -> bool:
        return self.get("/desk/account/").status_code == 200


class Clerk(Browser):
    """A browser in which a colleague is signed in: `Clerk(site, make_person(…)).get("/desk/")`."""

    def __init__(self, site: Site, person: Colleague, *, root: str = "") -> None:
        super().__init__(site, root=root)
        self.person = person
        answer = self.sign_in(person.email)
        assert answer.status_code == 302, answer.text
        assert urlsplit(answer.location).path.endswith("/desk/"), answer.location

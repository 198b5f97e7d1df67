"""Eight clerks save, and the server is killed again and again: what the test of fifty rounds and the bench share.

Run as a program it is the server: it makes the application once, then serves it from a child that it forks anew each
time it is told to (a line on its input), after killing the one before with SIGKILL.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from portal.model import Draft, JournalEntry, Person, Revision

EDITORS = 8
THINGS = (("area", "shenyang"), ("area", "benxi"), ("area", "tieling"))
LOST = (OSError, HTTPException, urllib.error.URLError)
"""What a browser meets when the server dies."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Clerk:
    """A browser without scripts that edits one text again and again."""

    def __init__(self, home: str, email: str, password: str, number: int) -> None:
        self.home, self.email, self.password, self.number = home, email, password, number
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Stay())
        self.kind, self.key = THINGS[number % len(THINGS)]

    def ask(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """(status, where to go on, page)."""
        body = urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(self.home + path, body, timeout=60) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as other:
            with other:
                return other.code, other.headers.get("Location", ""), other.read().decode()

    def sign_in(self) -> None:
        page = lxml.html.fromstring(self.ask("/desk/sign-in")[2])
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        fields = [("csrf_token", token), ("email", self.email), ("password", self.password)]
        assert self.ask("/desk/sign-in", fields)[0] in (302, 303)

    def save(self, said: str) -> bool:
        """Write a new summary; whether the server said that it is kept: saved, or set aside for comparing."""
        address = f"/desk/{self.kind}/{self.key}/"
        status, _where, page = self.ask(address)
        if status != 200:
            return False
        form = lxml.html.fromstring(page).get_element_by_id("form")
        for area in form.iter("textarea"):
            area.text = (area.text or "").removeprefix("\n")  # as browsers do, and lxml does not
        fields = [(name, value) for name, value in form.form_values() if name not in ("do", "summary.zh")]
        status, where, _page = self.ask(address, [*fields, ("do", "save"), ("summary.zh", said)])
        return status == 303 and "sign-in" not in where


class Killed:
    """A server that can be killed at any moment and is there again at once."""

    def __init__(self, folder: Path, content: Path) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(128)
        self.home = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        environment = {
            **os.environ,
            "PORTAL_DATA_DIR": str(folder / "var"),
            "PORTAL_SEARCH_DIR": str(folder / "index"),
            "PORTAL_CONTENT_DIR": str(content),
            "PORTAL_API_LIMIT": "1000000 per minute",
        }
        self.program = subprocess.Popen(
            [sys.executable, __file__, str(self.socket.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[self.socket.fileno()],
            env=environment,
            text=True,
        )
        self.again()

    def again(self) -> None:
        """Kill whoever serves, and let another serve."""
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write("again\n")
        self.program.stdin.flush()
        assert self.program.stdout.readline() == "serving\n"

    def close(self) -> None:
        self.program.communicate("")
        self.socket.close()


@dataclass
class Told:
    """What the clerks were told is kept."""

    texts: list[tuple[str, str, str]] = field(default_factory=list)
    attempts: int = 0
    kills: int = 0


def work(home: str, kill: Callable[[], None], accounts: list[tuple[str, str]], *, rounds: int, saves: int) -> Told:
    """Let every account save until `saves` are acknowledged and the server was killed `rounds` times.

    `kill` kills the server and lets another one come.
    """
    told, news, done = Told(), threading.Condition(), threading.Event()
    clerks = [Clerk(home, email, password, number) for number, (email, password) in enumerate(accounts)]
    for clerk in clerks:
        clerk.sign_in()

    def write(clerk: Clerk) -> None:
        count = 0
        while not done.is_set():
            count += 1
            said = f"编辑{clerk.number}第{count}稿"
            try:
                is_kept = clerk.save(said)
            except LOST:
                is_kept = False
                done.wait(0.02)  # a person, too, draws breath before they try again
            with news:
                told.attempts += 1
                if is_kept:
                    told.texts.append((clerk.kind, clerk.key, said))
                news.notify_all()

    threads = [threading.Thread(target=write, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    chance = random.Random(7)
    while told.kills < rounds or len(told.texts) < saves:
        seen = len(told.texts)
        with news:
            assert news.wait_for(lambda seen=seen: len(told.texts) > seen, timeout=120), "nobody could save"
        threading.Event().wait(chance.uniform(0, 0.25))  # a random moment of whatever goes on
        if told.kills < rounds:
            kill()
            told.kills += 1
    done.set()
    for thread in threads:
        thread.join()
    return told


def disagreements(engine: Engine, told: Told) -> list[str]:
    """What is wrong in a database after that, a line each; none when every acknowledged text is there whole, and
    revisions, journal and drafts agree.
    """
    with Session(engine) as session:
        revisions = {row.id: row for row in session.scalars(select(Revision)).all()}
        importer = session.scalar(select(Person.id).where(Person.name == "import"))
        lines = session.scalars(select(JournalEntry).where(JournalEntry.actor_id != importer)).all()
        written = {id_: row for id_, row in revisions.items() if row.author_id != importer}
        kept = {(row.kind, row.key, row.document.get("summary", {}).get("zh")) for row in written.values()}
        found = [f"lost: {one}" for one in told.texts if one not in kept]
        journal: dict[int, list[str]] = {}
        for line in lines:
            journal.setdefault(line.revision_id or 0, []).append(line.action)
        found += [f"revision {id_}: {journal.get(id_)}" for id_ in written if len(journal.get(id_, [])) != 1]
        found += [f"journal of no revision: {id_}" for id_ in journal if id_ not in written]
        found += [f"half a text: {row.id}" for row in written.values() if not _is_whole(row, revisions)]
        for draft in session.scalars(select(Draft)):
            found += _broken_chain(draft, revisions, journal)
        if engine.dialect.name == "sqlite":
            found += [str(row) for row in session.execute(text("PRAGMA foreign_key_check"))]
            found += [str(row[0]) for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    return found


def _is_whole(row: Revision, revisions: dict[int, Revision]) -> bool:
    """It differs from the text it began from in its summary alone."""
    texts = [dict(one.document) for one in (row, revisions[row.base_id or 0])]
    for one in texts:
        one["summary"] = {lang: said for lang, said in one["summary"].items() if lang != "zh"}
    return texts[0] == texts[1]


def _broken_chain(draft: Draft, revisions: dict[int, Revision], journal: dict[int, list[str]]) -> list[str]:
    """From the draft's head back to what is published, every saved text stands on the one before."""
    saved = {id_ for id_, row in revisions.items() if row.key == draft.key and journal.get(id_) == ["saved"]}
    step: int | None = draft.head_id
    while step in saved:
        saved.remove(step)
        step = revisions[step].base_id
    return [f"{draft.key}: {sorted(saved)} are in no line with the newest text"] if saved else []


def _serve(number: int) -> None:
    """The program: fork, serve, be told, kill, fork again."""
    from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415  the program alone

    from portal.app import create_app  # noqa: PLC0415  as above
    from portal.extensions import db  # noqa: PLC0415  as above
    from portal.settings import Settings  # noqa: PLC0415  as above

    class Quiet(WSGIRequestHandler):
        def log(self, *_: Any) -> None: ...

    app = create_app(Settings(_env_file=None))
    app.test_client().get("/desk/sign-in")  # what is the same for every child is made before
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(("desk/", "parts/"))):
        app.jinja_env.get_template(name)
    with app.app_context():
        db.engine.dispose()
    child = 0
    for _line in sys.stdin:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        child = os.fork()
        if not child:
            make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=number).serve_forever()
        sys.stdout.write("serving\n")
        sys.stdout.flush()
    if child:
        os.kill(child, signal.SIGKILL)


def engine_of(folder: Path) -> Engine:
    return create_engine(f"sqlite:///{folder / 'var/portal.sqlite3'}")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))

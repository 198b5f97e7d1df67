"""The desk's cookie: sent to the desk alone, so that no public page has a session, or could have one."""

from typing import Final

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from portal.web import settings

DESK: Final = "/desk"


class DeskSessions(SecureCookieSessionInterface):
    """Sessions below /desk; elsewhere there is none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a desk address. None elsewhere, where Flask then refuses to store anything."""
        is_desk = request.path == DESK or request.path.startswith(f"{DESK}/")
        return super().open_session(app, request) if is_desk else None

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002  Flask's signature
        """/desk, below whatever path the portal is mounted at."""
        return f"{request.script_root}{DESK}"

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  Flask's signature
        """Over https only, where the portal is reached by https."""
        return request.is_secure or settings().base_url.startswith("https:")

"""The entrance: Flask-Security as the desk uses it, and the sentences it says.

It checks passwords and codes, and its views are sign-in, sign-out, change of password, the second step and recovery
codes. Ours are the sessions (a row each, see `accounts.signing`), the one-time links and everything about roles.
"""

from datetime import timedelta
from typing import Any, Final

from flask import Flask, current_app, g, request, session
from flask_login import current_user, user_logged_out
from flask_security import FSQLALiteUserDatastore, Security, user_authenticated
from flask_security.utils import set_request_attr

from portal.accounts import Account, codes, passwords, secret, signing
from portal.extensions import csrf, db
from portal.kernel.errors import NotFound
from portal.model import Membership
from portal.settings import PACKAGE, Settings
from portal.web import now
from portal.web.desk import signed, speaking
from portal.web.desk.proofs import CodeForm, RecoveryForm, RescueForm, SetupForm, SignInForm
from portal.web.desk.sessions import DeskSessions

BLUEPRINT: Final = "security"
MOST_BYTES: Final = 64 * 2**10


def N_(text: str) -> str:  # noqa: N802  gettext's own name for a sentence that is translated later
    """The sentence itself."""
    return text


MESSAGES: Final = {
    "GENERIC_AUTHN_FAILED": N_("This does not match. After several wrong tries, please wait some minutes."),
    "INVALID_PASSWORD": N_("This is not your password."),
    "PASSWORD_NOT_PROVIDED": N_("Please write the password."),
    "EMAIL_NOT_PROVIDED": N_("Please write your e-mail address."),
    "INVALID_EMAIL_ADDRESS": N_("This does not match. After several wrong tries, please wait some minutes."),
    "RETYPE_PASSWORD_MISMATCH": N_("The two passwords differ."),
    "PASSWORD_IS_THE_SAME": N_("This is the password that you have."),
    "PASSWORD_CHANGE": N_("Your password is changed. Your other browsers were signed out."),
    "TWO_FACTOR_INVALID_TOKEN": N_("This code is not right. It changes every 30 seconds; please write the newest."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("You are signed in."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": N_("From now on, signing in asks for a code. Now make your recovery codes."),
    "TWO_FACTOR_DISABLED": N_("Signing in asks for no code any more."),
    "TWO_FACTOR_PERMISSION_DENIED": N_("Please sign in with your password first."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Please choose one of these."),
    "TWO_FACTOR_SETUP_EXPIRED": N_("That took too long. Please begin again."),
    "INVALID_RECOVERY_CODE": N_("This code is not one of yours, or was used. After several wrong tries, please wait."),
    "NO_RECOVERY_CODES_SETUP": N_("You have no recovery codes yet."),
    "REAUTHENTICATION_REQUIRED": N_("Please write your password once more."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Thank you."),
    "UNAUTHENTICATED": N_("Please sign in."),
    "ANONYMOUS_USER_REQUIRED": N_("You are signed in already."),
    "API_ERROR": N_("That took too long. Please begin again."),
}
"""Flask-Security's own Chinese is not everywhere Chinese that one would say."""

CHOSEN: Final = {
    "BLUEPRINT_NAME": BLUEPRINT,
    "URL_PREFIX": "/desk",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "CHANGE_URL": "/change-password",
    "VERIFY_URL": "/password-again",
    "TWO_FACTOR_SETUP_URL": "/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "TWO_FACTOR_RESCUE_URL": "/code-help",
    "TWO_FACTOR_SELECT_URL": "/code-choice",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
    "STATIC_FOLDER": None,
    "CACHE_CONTROL": None,  # see `signed.never_keep`
    "POST_LOGIN_VIEW": "desk.work",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_CHANGE_VIEW": "desk.account",
    "POST_VERIFY_VIEW": "desk.account",
    "TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
    "LOGOUT_METHODS": ["POST"],
    "RETURN_GENERIC_RESPONSES": True,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": True,
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TOTP_ISSUER": "Shenyang Desk",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "FRESHNESS": timedelta(hours=1),
    "API_ENABLED_METHODS": ["session"],
    "DATETIME_FACTORY": now,
    "I18N_DOMAIN": "messages",
    "I18N_DIRNAME": [str(PACKAGE / "translations")],
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}
"""How Flask-Security is to work; `_configured` adds what depends on the operator."""

COOKIES_AND_FORMS: Final = {
    "SESSION_PROTECTION": None,  # phones change their address all day
    "SESSION_COOKIE_NAME": "desk",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_CHECK_DEFAULT": False,  # the desk asks for itself, see `signed`
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: forms stay open for a day
    "WTF_CSRF_SSL_STRICT": False,  # we look at Sec-Fetch-Site and Origin instead of Referer
}


def start(app: Flask, settings: Settings) -> None:
    """Let people sign in at /desk, and leave the rest of the portal as it was: no cookie, no session, no query."""
    app.secret_key = secret.key(settings)
    app.session_interface = DeskSessions()
    app.config.from_mapping(_configured(settings, str(app.secret_key)))
    security = Security(password_util_cls=passwords.Passwords, totp_cls=codes.OnceOnly)
    _without_hooks(app, lambda: csrf.init_app(app))
    _without_hooks(
        app,
        lambda: security.init_app(
            app,
            # Roles are memberships; Flask-Security wants a class for them and never asks it anything.
            FSQLALiteUserDatastore(db, Account, Membership),  # type: ignore[arg-type]
            login_form=SignInForm,
            two_factor_setup_form=SetupForm,
            two_factor_rescue_form=RescueForm,
            two_factor_verify_code_form=CodeForm,
            mf_recovery_form=RecoveryForm,
        ),
    )
    for name in ("two_factor_rescue", "tf_select"):  # by mail, and among several ways: we have neither
        app.view_functions[f"{BLUEPRINT}.{name}"] = _not_here
    security.want_json(lambda _request: False)
    security.tf_setup_context_processor(_phone)
    security.login_manager.user_loader(_owner_of_this_browser)
    security.login_manager.request_loader(None)
    app.before_request_funcs.setdefault(BLUEPRINT, []).append(_enter)
    app.after_request_funcs.setdefault(BLUEPRINT, []).append(signed.never_keep)
    app.template_context_processors[BLUEPRINT].append(signed.frame)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def _without_hooks(app: Flask, make: Any) -> None:
    """Start an extension without what it hangs on every request of the application.

    Flask-Login would look for a cookie that remembers, Flask-Principal for roles, and both would make public pages
    depend on who asks; the desk needs neither.
    """
    tables: tuple[Any, ...] = (app.before_request_funcs, app.after_request_funcs, app.template_context_processors)
    before = [list(table[None]) for table in tables]
    make()
    for table, functions in zip(tables, before, strict=True):
        table[None] = functions


def _configured(settings: Settings, key: str) -> dict[str, Any]:
    chosen = {
        **CHOSEN,
        "PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__memory_cost": settings.password_memory},
        "TOTP_SECRETS": {1: secret.derived(key, "totp")},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [secret.derived(key, "recovery codes").encode()],
        **{f"MSG_{name}": (text, "error" if _is_wrong(name) else "success") for name, text in MESSAGES.items()},
    }
    return {**{f"SECURITY_{name}": value for name, value in chosen.items()}, **COOKIES_AND_FORMS}


def _is_wrong(name: str) -> bool:
    return not name.endswith(("CHANGE", "SUCCESSFUL", "DISABLED"))


def _owner_of_this_browser(user_id: str) -> Account | None:
    found = signing.known(db.session, str(session.get(signed.TOKEN, "")), now())
    if found is None or found[0].fs_uniquifier != user_id:
        return None
    account, sign_in = found
    g.sign_in_id = sign_in.id
    if now() - sign_in.seen > signing.SEEN_EVERY:
        sign_in.seen = now()
        db.session.commit()
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return account


def _signed_in(_app: Flask, user: Account, **_more: Any) -> None:
    """After the password and, where there is one, the code; and after a change of password, which ends all others."""
    if "change" in (_more.get("authn_via") or ()):
        signing.end_all(db.session, user, now())
    codes.give_up()
    speaking.at_sign_in(user)
    session[signed.TOKEN] = signing.begin(db.session, user, now(), request.user_agent.string)


def _signed_out(_app: Flask, **_more: Any) -> None:
    if found := signing.known(db.session, str(session.pop(signed.TOKEN, "")), now()):
        signing.end(db.session, found[0], now(), found[1].id)
        db.session.commit()


def _phone() -> dict[str, Any]:
    """What the page of setting up shows, until the first code is right or it is cancelled: the same, however often
    a wrong one is written.
    """
    security = current_app.extensions["security"]
    if (waiting := security.totp_factory.waiting(current_user)) is None:
        return {"phone": None}
    state = {"totp_secret": session[codes.WAITING], "method": "authenticator", "phone": None}
    return {"phone": waiting, "confirm": security.tf_setup_serializer.dumps(state)}


def _not_here() -> Any:
    raise NotFound("there is no such page", field="address", given=request.path)


def _enter() -> Any:
    """What the desk's own door does, for Flask-Security's views."""
    request.max_content_length = MOST_BYTES
    signed.only_ours()
    return signed.enter(is_open=True)

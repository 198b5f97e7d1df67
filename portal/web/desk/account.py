"""One's own account: the browsers in which one is signed in, the language, the ways to the password and the code."""

import re
from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import Account, signing
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.kernel.locale import LANGUAGES
from portal.web import now
from portal.web.desk import signed, speaking

_PROGRAMS: Final = {
    "MicroMessenger": "WeChat",
    "QQBrowser": "QQ",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_MACHINES: Final = {
    "Windows": "Windows",
    "Android": "Android",
    "HarmonyOS": "HarmonyOS",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def show() -> str:
    """My account."""
    account = _mine()
    return render_template(
        "desk/account.html",
        account=account,
        browsers=[
            (row, browser(row.agent), row.id == g.sign_in_id) for row in signing.open_ones(db.session, account, now())
        ],
    )


def end(sign_in: int) -> Response:
    """Sign one browser of mine out."""
    signing.end(db.session, _mine(), now(), sign_in)
    db.session.commit()
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("desk.account"), 303)


def end_others() -> Response:
    """Sign all my browsers out but this one."""
    signing.end_all(db.session, _mine(), now(), but=g.sign_in_id)
    db.session.commit()
    flash(_("Your other browsers are signed out."), "success")
    return redirect(url_for("desk.account"), 303)


def speak() -> Response:
    """Read the desk in another language, from the same page on. Raises NotValid for one that it does not speak."""
    lang = request.form.get("lang", "")
    if lang not in LANGUAGES:
        raise NotValid("not a language", field="lang", given=lang)
    speaking.speak(_mine(), lang)
    db.session.commit()
    back = request.form.get("back", "")
    return redirect(back if signed.is_ours(back) else url_for("desk.work"), 303)


def browser(agent: str) -> str:
    """A browser in a person's words: Firefox, Windows. Empty where it does not say."""
    found = (
        next((name for sign, name in known.items() if re.search(sign, agent)), "") for known in (_PROGRAMS, _MACHINES)
    )
    return ", ".join(filter(None, found))


def _mine() -> Account:
    account: Account = current_user._get_current_object()
    return account

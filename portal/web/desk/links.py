"""One-time links: setting a first or a new password, and asking for a link when a password is forgotten."""

import logging
import smtplib
import threading

from flask import copy_current_request_context, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.accounts import colleagues, links, mail
from portal.extensions import db
from portal.kernel.errors import NotFound, NotValid
from portal.web import now, settings
from portal.web.common import language

_log = logging.getLogger("portal")


def link(token: str) -> str | Response | tuple[str, int]:
    """Set a password by a one-time link."""
    try:
        account = links.account_of(db.session, token, now())
    except NotFound:
        return render_template("desk/link.html", account=None, wrong=""), 404
    wrong = ""
    if request.method == "POST":
        try:
            links.use(db.session, token, now(), _twice())
        except NotValid as error:
            wrong = str(error)
        else:
            db.session.commit()
            flash(_("Your password is set. Please sign in with it."), "success")
            return redirect(url_for("security.login"), 303)
    return render_template("desk/link.html", account=account, wrong=wrong)


def _twice() -> str:
    """The password, which was typed twice. Raises NotValid."""
    first, second = request.form.get("password", ""), request.form.get("again", "")
    if first != second:
        raise NotValid(_("The two passwords differ."))
    return first


def forgotten() -> str | Response:
    """Ask for a link by mail; the answer never says whether anybody has the address."""
    can_mail = bool(settings().mail_url)
    if request.method == "POST" and can_mail:
        _send_link(request.form.get("email", ""))
        flash(_("If somebody has this address, a mail with a link is on its way. It is good for a day."), "success")
        return redirect(url_for("security.login"), 303)
    return render_template("desk/forgotten.html", can_mail=can_mail)


def _send_link(email: str) -> None:
    """In its own thread from the first look on: how long it takes must not tell that the address is known."""

    @copy_current_request_context  # the mail is in the language, and names the address, by which it was asked for
    def send() -> None:
        try:
            _mail_link(email)
        except (OSError, smtplib.SMTPException, SQLAlchemyError) as error:
            _log.error("a mail could not be sent: %s", error)

    threading.Thread(target=send, daemon=True).start()


def _mail_link(email: str) -> None:
    try:
        account = colleagues.by_email(db.session, email)
    except NotFound:
        return
    if not account.active:
        return
    token = links.make(db.session, account, now(), None)
    db.session.commit()
    address = language.absolute(url_for("desk.link", token=token))
    text = _("With this link you set a new password for the desk, once and within a day:\n\n%(link)s\n", link=address)
    text += _("\nIf you did not ask for it, do nothing; your password stays as it is.\n")
    mail.send(settings().mail_url, settings().sender, account.email, _("A new password for the desk"), text)

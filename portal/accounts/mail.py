"""Mail, by the operator's server."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

PATIENCE: Final = 10
"""Seconds."""

AT_HOME: Final = ("localhost", "127.0.0.1", "::1")


def send(server: str, sender: str, to: str, subject: str, text: str) -> None:
    """Send one mail by `smtp://user:password@host:port` (encrypted where the server can) or `smtps://`.

    The password goes over an encrypted line only, or to this machine. Raises OSError or smtplib.SMTPException.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text)
    place = urlsplit(server)
    host = place.hostname or ""
    if place.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            host, place.port or 465, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(host, place.port or 25, timeout=PATIENCE)
    with line:
        line.ehlo()
        is_safe = place.scheme == "smtps" or host in AT_HOME
        if place.scheme == "smtp" and line.has_extn("starttls"):
            line.starttls(context=ssl.create_default_context())
            is_safe = True
        if place.username:
            if not is_safe:
                raise smtplib.SMTPException(f"{host} offers no encryption, so the password is not sent to it")
            line.login(unquote(place.username), unquote(place.password or ""))
        line.send_message(message)

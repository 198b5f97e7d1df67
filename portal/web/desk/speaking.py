"""The language of the desk: the account's, and before one is signed in the one chosen on the page or spoken last. Who
never chose goes on as before.
"""

from typing import Final

from flask import g, request, session
from flask_babel import refresh

from portal.accounts import Account
from portal.kernel.locale import LANGUAGES
from portal.web.common import language

CHOSEN: Final = "chosen_lang"
"""By a link of the sign-in page: whoever signs in then has chosen it. What was only spoken here changes no account."""

SPOKEN: Final = "lang"


def before_sign_in() -> None:
    """Speak as was chosen, or as this browser did before it was signed out; the rest is `web.common.language`."""
    if (given := request.args.get("lang")) in LANGUAGES:
        session[CHOSEN] = given
    if lang := session.get(CHOSEN) or session.get(SPOKEN):
        g.lang = lang
        refresh()


def with_(account: Account) -> str:
    """The language to speak with somebody who is signed in."""
    return account.lang or str(session.get(SPOKEN) or language.preferred(request))


def at_sign_in(account: Account) -> None:
    """The choice holds from now on; who never made one is left to the browser."""
    if lang := session.pop(CHOSEN, account.lang):
        speak(account, lang)


def speak(account: Account, lang: str) -> None:
    """Speak another language with somebody; the caller commits."""
    account.lang = session[SPOKEN] = lang

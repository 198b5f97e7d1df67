"""What a password must be: long, and not the person's own name or address. No rules about signs and digits."""

import unicodedata
from typing import Any, Final

from flask_babel import gettext as _
from flask_security import PasswordUtil

from portal.accounts.rows import Account
from portal.kernel.errors import NotValid

SHORTEST: Final = 12
LONGEST: Final = 200


def checked(password: str, account: Account) -> str:
    """The password in the one form in which it is hashed. Raises NotValid with a sentence for its owner."""
    password = unicodedata.normalize("NFKC", password)
    if len(password) < SHORTEST:
        raise NotValid(_("A password has at least %(n)s characters; several words are easy to keep.", n=SHORTEST))
    if len(password) > LONGEST:
        raise NotValid(_("A password has at most %(n)s characters.", n=LONGEST))
    plain = password.casefold()
    own = (account.person.name, account.email, account.email.partition("@")[0])
    if any(len(word) > 1 and word.casefold() in plain for word in own):
        raise NotValid(_("A password must not contain your name or e-mail address."))
    return password


class Passwords(PasswordUtil):
    """The same for Flask-Security's own forms."""

    def normalize(self, password: str) -> str:
        """One form, however a keyboard composes its signs; of an endless one as much as shows that it matches none,
        because the hash refuses it with an error.
        """
        return unicodedata.normalize("NFKC", password)[: LONGEST + 1]

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002
        """(what is wrong or None, the password as it is hashed)."""
        try:
            return None, checked(password, kwargs["user"])
        except NotValid as error:
            return [str(error)], password

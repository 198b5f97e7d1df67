"""The forms by which somebody proves who they are, where Flask-Security's own do not do."""

from typing import Any, cast

from flask import url_for
from flask_security import LoginForm, MfRecoveryForm, TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm
from flask_security.utils import get_message
from wtforms import RadioField  # type: ignore[import-untyped]

from portal.accounts import Account, codes


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.next.data:  # else Flask-Security would send people back to this page after a code
            self.next.data = url_for("desk.work")


class SetupForm(TwoFactorSetupForm):
    """Switch the code on or off, or give up. Our page says the choices; the form's own ones WTForms deprecates."""

    setup = RadioField(choices=[], validate_choice=False)

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is something to do beyond showing the page."""
        if self.setup.data == "cancel":
            codes.give_up()
            return False
        return bool(super().validate(**kwargs))


class RescueForm(TwoFactorRescueForm):
    """Help by mail, which Flask-Security's code page always builds and ours does not show."""

    help_setup = RadioField(choices=[])


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of an authenticator. While an account is locked, no code opens it."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right, and may be."""
        user = cast(Account, self.user)  # the view has set it
        if user.is_locked() and not self.is_setup:
            self.code.errors = [get_message("TWO_FACTOR_INVALID_TOKEN")[0]]
            return False
        self.code.data = "".join((self.code.data or "").split())  # apps show it in two groups
        return bool(super().validate(**kwargs))


class RecoveryForm(MfRecoveryForm):
    """One of the codes for a lost phone. A wrong one counts as a try, and so locks."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right, and may be."""
        user = cast(Account, self.user)  # the view has set it
        if user.is_locked():
            self.code.errors = [get_message("INVALID_RECOVERY_CODE")[0]]
            return False
        self.code.data = (self.code.data or "").strip().lower()
        is_right = bool(super().validate(**kwargs))
        if not is_right and self.code.data:
            user.track_failed_authn("recovery code", tfa=True)
        return is_right

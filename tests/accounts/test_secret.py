"""The key of the desk's cookies: made once, readable by its owner alone, the operator's where there is one."""

import stat

import pytest
from pydantic import ValidationError

from portal.accounts import secret
from portal.app import create_app
from portal.settings import Settings


def test_a_key_is_made_once_and_kept_for_its_owner_alone(settings):
    first, second = create_app(settings), create_app(settings)

    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((settings.data_dir / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in settings.data_dir.glob("secret*")] == ["secret.key"]


def test_the_operators_key_is_taken_and_none_is_made(settings):
    settings.secret_key = "k" * 40

    assert create_app(settings).secret_key == "k" * 40
    assert not (settings.data_dir / "secret.key").exists()


def test_a_short_key_is_refused():
    with pytest.raises(ValidationError, match="secret_key"):
        Settings(_env_file=None, secret_key="short")


def test_keys_for_other_purposes_differ():
    assert len({secret.derived("a", "x"), secret.derived("a", "y"), secret.derived("b", "x")}) == 3


def test_mails_want_an_address_of_the_portal_for_their_links():
    with pytest.raises(ValidationError, match="PORTAL_BASE_URL"):
        Settings(_env_file=None, mail_url="smtp://localhost")


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example:25"])
def test_a_mail_server_is_named_by_smtp(url):
    with pytest.raises(ValidationError, match="mail_url"):
        Settings(_env_file=None, mail_url=url, base_url="https://portal.example")

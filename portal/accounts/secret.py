"""The key that signs cookies: the operator's, else one that is made on the first start and kept in the data folder."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from portal.settings import Settings


def key(settings: Settings) -> str:
    """The secret key. Several nodes have to be given the same one by `PORTAL_SECRET_KEY`."""
    return settings.secret_key or _kept(settings.data_dir / "secret.key")


def derived(secret: str, purpose: str) -> str:
    """Another key for another purpose, in the form that Fernet wants."""
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)).decode()


def _kept(path: Path) -> str:
    if not path.exists():
        # Whole or not at all, and the first of several workers wins: a file of one's own, then a link to its name.
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text().strip()

"""The secret of an installation that was given none: made at first use, and kept in a file."""

import contextlib
import os
import secrets
from pathlib import Path

from messaging.platform.setting_complaints import SettingsError

SHORTEST = 32


def of(path: Path) -> str:
    """Raises `SettingsError`."""
    try:
        if not path.exists():
            _make(path)
        secret = path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"VAR_DIR: the secret in {path} cannot be read or made ({error.strerror}). "
            "Let this user write there, or set SECRET_KEY"
        ) from None
    if len(secret) < SHORTEST:
        raise SettingsError(
            f"VAR_DIR: {path} is damaged. Bring it back from a backup: "
            "what it sealed opens with no other"
        )
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        fresh.touch(mode=0o600)
        with fresh.open("w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            # Without it every sealed row is lost: it must survive the power going out, as they do.
            os.fsync(file.fileno())
        # Two processes may start at once: the first link wins and both read it.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

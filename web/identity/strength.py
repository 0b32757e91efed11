"""Which passwords are refused. NIST SP 800-63B: long, and not a common one; no other rules."""

from pathlib import Path

from web.catalogue import N_

SHORTEST = 12
FEWEST_DIFFERENT = 5
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
"""Those of at least twelve characters, in lower case; shorter ones are refused for that."""
SHORT = N_("The password needs at least 12 characters.")
EASY = N_("This password is easy to guess. Use four unrelated words.")


class WeakPasswordError(Exception):
    """The message says what a better one has, in words that pages know; never the password."""


def refuse_weak(password: str, *known_about_them: str) -> None:
    """Raises `WeakPasswordError` for a short or common one, or one that is just `known`."""
    plain = password.lower()
    if len(password) < SHORTEST:
        raise WeakPasswordError(SHORT)
    known = {word for text in known_about_them for word in (text.lower(), text.split("@")[0])}
    if plain in COMMON | known or len(set(plain)) < FEWEST_DIFFERENT:
        raise WeakPasswordError(EASY)

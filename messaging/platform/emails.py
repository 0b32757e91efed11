"""Email addresses are in one form from the door inward, so that equal ones are found equal."""

from typing import NewType

from email_validator import EmailNotValidError, validate_email

EmailAddress = NewType("EmailAddress", str)


class EmailAddressError(ValueError):
    """The text is no email address. The message says what to do, not the address."""


def parse_email(text: str) -> EmailAddress:
    """The lower-case form. Raises `EmailAddressError`.

    RFC 5321 lets the part before the @ be case-sensitive; no provider in use treats it so, and
    parents type it either way.
    """
    try:
        checked = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise EmailAddressError("is not an email address; write it as maria@example.org") from None
    return EmailAddress(checked.normalized.lower())

"""Phone numbers are E.164 from the door inward."""

import re
from functools import cache
from typing import NewType

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

Phone = NewType("Phone", str)
"""A valid number in E.164, such as +13125550142."""

SUPPORTED_REGIONS = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
"""Where our senders may text: the United States and its territories."""

CANNOT_TEXT = {
    PhoneNumberType.FIXED_LINE: "is a landline, which cannot get texts; give a mobile number",
    PhoneNumberType.TOLL_FREE: "is a toll-free number; give the parent's own mobile number",
    PhoneNumberType.PREMIUM_RATE: "is a premium-rate number; give a mobile number",
    PhoneNumberType.PAGER: "is a pager; give a mobile number",
    PhoneNumberType.UAN: "is a company number; give a mobile number",
    PhoneNumberType.VOICEMAIL: "is a voicemail number; give a mobile number",
}


_PLAIN = re.compile(
    r"\s*(?:\+?1[ .-]?)?\(?([0-9]{3})\)?[ .-]{0,2}([0-9]{3})[ .-]?([0-9]{4})\s*", re.ASCII
)
"""Ten digits as most people write them."""
_RARE = ("toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
         "voicemail")  # fmt: skip


class PhoneError(ValueError):
    """The text is no phone number we can text. The message says what to do, not the number."""


def parse_phone(text: str, region: str = "US") -> Phone:
    """The E.164 form of a number written as people write it.

    `region` is assumed where the text carries no country code. Raises `PhoneError`.

    In North America the numbering plan does not tell mobile from landline, so a landline there is
    only known once a carrier has said so (the contact point's reachability); elsewhere it is.
    """
    usual = _usual(text) if region == "US" else None
    return usual or parse_carefully(text, region)


def parse_carefully(text: str, region: str = "US") -> Phone:
    """As `parse_phone`, always asking the whole numbering plan."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise PhoneError("is not a phone number; write it as (312) 555-0142") from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("is not a valid phone number; check the digits")
    if number.extension:
        raise PhoneError("has an extension, which cannot get texts; give a direct mobile number")
    if phonenumbers.region_code_for_number(number) not in SUPPORTED_REGIONS:
        raise PhoneError("is in a country we do not text; give a United States number")
    kind = phonenumbers.number_type(number)
    if kind in CANNOT_TEXT:
        raise PhoneError(CANNOT_TEXT[kind])
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _usual(text: str) -> Phone | None:
    """An ordinary number of the mainland, in a tenth of the time; None for whatever needs a closer
    look. An import has a million of them."""
    written = _PLAIN.fullmatch(text)
    if written is None:
        return None
    digits = "".join(written.groups())
    mobile, rare = _numbering()
    return Phone(f"+1{digits}") if mobile.fullmatch(digits) and not rare.fullmatch(digits) else None


@cache
def _numbering() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of the United States: of numbers that a mobile may have, and of special ones."""
    kinds = PhoneMetadata.metadata_for_region("US")
    if kinds is None or kinds.mobile is None or kinds.mobile.national_number_pattern is None:
        raise LookupError("phonenumbers has no United States")
    special = [kind.national_number_pattern for name in _RARE if (kind := getattr(kinds, name))]
    return (
        re.compile(kinds.mobile.national_number_pattern),
        re.compile("|".join(pattern for pattern in special if pattern)),
    )


def ending(phone: str) -> str:
    """The last four digits: enough for a caseworker to tell two numbers apart."""
    return phone[-4:]

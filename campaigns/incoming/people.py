"""A case and one party on it, as an agency's event names them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from campaigns.incoming.fields import (
    ExternalId,
    Incoming,
    Key,
    Language,
    Moment,
    Name,
    Note,
    Told,
    Zone,
)
from channels.values import ChannelKind
from messaging.directory.register import CaseDetails, ContactDetails, PartyDetails
from messaging.models.case import PartyRole
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.phones import PhoneError, parse_phone

MOST_CONTACTS = 10
MOST_TOLD = 60
"""Fields of the agency's own that one event tells of, those that rest among them."""
PARSERS: Mapping[str, Callable[[str], str]] = {"sms": parse_phone, "email": parse_email}


class CaseIn(Incoming):
    number: Key
    program: Key
    branch: Key
    """The branch's code."""

    @property
    def details(self) -> CaseDetails:
        return CaseDetails(self.number, self.program, self.branch)


class ConsentIn(Incoming):
    """The agency says that the parent agreed: where, and when."""

    source: Note
    at: Moment | None = None


class ContactIn(Incoming):
    """One phone or address; `address` comes out in its one form (E.164, lower-case email)."""

    kind: Literal["sms", "email"]
    line_type: Literal["mobile", "landline", "voip"] | None = None
    """What the agency knows of a number; no rule of numbering tells it in North America."""
    address: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    consent: ConsentIn | None = None

    @field_validator("address")
    @classmethod
    def in_one_form(cls, address: str, info: ValidationInfo) -> str:
        parse = PARSERS.get(info.data.get("kind", ""))
        if parse is None:
            return address  # its kind is refused already
        try:
            parsed = parse(address)
        except (PhoneError, EmailAddressError) as error:
            raise PydanticCustomError("address", "{why}", {"why": str(error)}) from None
        if info.data.get("kind") == "sms" and info.data.get("line_type") == "landline":
            raise PydanticCustomError(
                "landline", "is a landline, which cannot get texts; give a mobile number"
            )
        return parsed

    @property
    def details(self) -> ContactDetails:
        consent = self.consent
        return ContactDetails(
            ChannelKind(self.kind),
            self.address,
            consent.source if consent else None,
            consent.at if consent else None,
        )


class PartyIn(Incoming):
    external_id: ExternalId
    role: PartyRole
    first_name: Name = ""
    last_name: Name = ""
    language: Language | None = None
    time_zone: Zone | None = None
    contacts: tuple[ContactIn, ...] = Field((), max_length=MOST_CONTACTS)
    nondisclosure: bool | None = None
    """The family-violence indicator; absent leaves what is known."""
    fields: Mapping[Key, Told] = Field({}, max_length=MOST_TOLD)
    """Of the agency's own, by key; null: what was known holds no more."""

    @property
    def details(self) -> PartyDetails:
        return PartyDetails(
            self.external_id,
            self.role,
            self.first_name,
            self.last_name,
            language=self.language,
            time_zone=self.time_zone,
            contacts=tuple(contact.details for contact in self.contacts),
            nondisclosure=self.nondisclosure,
            own=self.fields,
        )

"""Passkeys (WebAuthn level 2): registering one, and proving to have it.

A challenge is a token that we signed, so none has to be kept: one to register belongs to the
session that asked for it, one to log in to the browser that did. A passkey takes each challenge
once, and none older than its last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from messaging.models.second_factor import Passkey
from messaging.models.staff import Staff
from messaging.platform.ids import new_id
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

LASTS = timedelta(minutes=5)
MOST = 20
"""For one person."""
LONGEST = 20_000
"""Characters of what a browser answers."""
LONGEST_NAME = 60
RELYING_PARTY = "Kinline"


class PasskeyError(Exception):
    """What the browser answered is not what was asked for. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Proved:
    """Somebody has shown that they hold a passkey."""

    staff_id: UUID
    passkey_id: UUID
    verified: bool
    """By a finger, a face or a PIN: it was they, and not only their device."""


def host(public_url: str) -> str:
    """What passkeys are bound to; empty where there can be none: an address that is no name."""
    name = urlsplit(public_url).hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return name
    return ""


def of(session: Session, agency_id: UUID, staff_id: UUID) -> list[Passkey]:
    rows = session.scalars(
        select(Passkey)
        .where(Passkey.agency_id == agency_id, Passkey.staff_id == staff_id)
        .order_by(Passkey.id)
    )
    return list(rows)


def offer(runtime: Runtime, session: Session, staff: Staff, session_id: UUID) -> str:
    """What a browser needs to make one, as JSON."""
    token = runtime.links.sign(LinkPurpose.NEW_PASSKEY, session_id, runtime.clock())
    known = of(session, staff.agency_id, staff.id)
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=host(runtime.settings.public_url),
            rp_name=RELYING_PARTY,
            user_id=staff.id.bytes,
            user_name=staff.email,
            user_display_name=staff.name,
            challenge=base64url_to_bytes(token),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential) for row in known],
        )
    )


def register(
    unit: Unit, runtime: Runtime, staff: Staff, session_id: UUID, answer: str, name: str
) -> Passkey:
    """Raises `PasskeyError`."""
    token = _challenge(answer)
    if _read(runtime, LinkPurpose.NEW_PASSKEY, token) != session_id:
        raise PasskeyError
    if len(of(unit.session, staff.agency_id, staff.id)) >= MOST:
        raise PasskeyError
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(token),
            expected_rp_id=host(runtime.settings.public_url),
            expected_origin=runtime.settings.public_url,
        )
    except Exception as error:  # whatever a library makes of a stranger's bytes is a no
        raise PasskeyError from error
    if unit.session.scalar(select(Passkey.id).where(Passkey.credential == made.credential_id)):
        raise PasskeyError
    row = Passkey(
        id=new_id(),
        agency_id=staff.agency_id,
        staff_id=staff.id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def ask(runtime: Runtime, known: Sequence[Passkey] = ()) -> tuple[str, str]:
    """What a browser needs to prove that it has one, as JSON, and the challenge in it, which it
    has to bring along. `known`: those of somebody who gave their password; a simple key finds
    itself only among these."""
    token = runtime.links.sign(LinkPurpose.PASSKEY, new_id(), runtime.clock())
    options = webauthn.generate_authentication_options(
        rp_id=host(runtime.settings.public_url),
        challenge=base64url_to_bytes(token),
        allow_credentials=[PublicKeyCredentialDescriptor(id=row.credential) for row in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options), token


def prove(unit: Unit, runtime: Runtime, answer: str, token: str) -> Proved:
    """Whose passkey it is. `token` is the challenge that this browser was given. Raises
    `PasskeyError`."""
    challenge_id = _read(runtime, LinkPurpose.PASSKEY, token)
    row = _named(unit.session, answer)
    if row is None:
        raise PasskeyError
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(token),
            expected_rp_id=host(runtime.settings.public_url),
            expected_origin=runtime.settings.public_url,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
        )
    except Exception as error:  # likewise
        raise PasskeyError from error
    if not _spend(unit, row.id, challenge_id, found.new_sign_count):
        raise PasskeyError
    return Proved(row.staff_id, row.id, found.user_verified)


def rename(unit: Unit, agency_id: UUID, staff_id: UUID, passkey_id: UUID, name: str) -> bool:
    """False when there is none of that id."""
    changed = unit.session.execute(
        update(Passkey)
        .where(*_own(agency_id, staff_id, passkey_id))
        .values(name=name)
        .returning(Passkey.id)
    )
    return changed.first() is not None


def remove(unit: Unit, agency_id: UUID, staff_id: UUID, passkey_id: UUID | None = None) -> bool:
    """One of them, or all; False when there was none."""
    gone = unit.session.execute(
        delete(Passkey).where(*_own(agency_id, staff_id, passkey_id)).returning(Passkey.id)
    )
    return gone.first() is not None


def _own(agency_id: UUID, staff_id: UUID, passkey_id: UUID | None) -> Sequence[ColumnElement[bool]]:
    which = [Passkey.agency_id == agency_id, Passkey.staff_id == staff_id]
    return which if passkey_id is None else [*which, Passkey.id == passkey_id]


def _spend(unit: Unit, passkey_id: UUID, challenge_id: UUID, count: int) -> bool:
    """False when this challenge, or a later one, was answered before."""
    newer = or_(Passkey.last_challenge.is_(None), Passkey.last_challenge < challenge_id)
    spent = unit.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, newer)
        .values(last_challenge=challenge_id, sign_count=count, last_used_at=unit.now)
        .returning(Passkey.id)
    )
    return spent.first() is not None


def _named(session: Session, answer: str) -> Passkey | None:
    """The one that an answer says it is of."""
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer).raw_id
    except Exception as error:  # likewise
        raise PasskeyError from error
    return session.scalar(
        select(Passkey)
        .join(Staff, Staff.id == Passkey.staff_id)
        .where(Passkey.credential == credential, Staff.active)
    )


def _challenge(answer: str) -> str:
    """The one that an answer says it is to."""
    try:
        given = webauthn.helpers.parse_registration_credential_json(answer)
        return bytes_to_base64url(
            webauthn.helpers.parse_client_data_json(given.response.client_data_json).challenge
        )
    except Exception as error:  # likewise
        raise PasskeyError from error


def _read(runtime: Runtime, purpose: LinkPurpose, token: str) -> UUID:
    try:
        return runtime.links.read(purpose, token, runtime.clock(), LASTS)
    except BadLinkError:
        raise PasskeyError from None

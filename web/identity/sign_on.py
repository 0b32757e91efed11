"""Single sign-on (OpenID Connect Core 1.0): authorization code, PKCE (RFC 7636), state and nonce.

What has to be remembered meanwhile goes along in a cookie, sealed. Whoever comes back is matched to
an account of the one agency by an address that the provider has verified; no account is made.
"""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from messaging.directory.audit import note
from messaging.models.staff import Staff, Way
from messaging.platform.sealing import SealError, keyring
from messaging.platform.unit_of_work import Unit
from web.identity import letters
from web.identity.letters import Change
from web.identity.provider import Provider, ProviderError, Terms

LASTS = timedelta(minutes=10)
LABEL = "sign_on.trip"
SCOPE = "openid email"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Never HS256, whose key the browser's side may know, and never none."""
SKEW_SECONDS = 120
TWO = frozenset({"mfa", "otp", "hwk", "sc", "pop", "fpt", "face", "iris", "vbm", "swk"})
"""Values of `amr` that tell of more than a password (RFC 8176)."""


@dataclass(frozen=True, slots=True, repr=False)
class Trip:
    """What has to be as it was when somebody comes back."""

    state: str
    nonce: str
    verifier: str
    after: str
    began: int
    ties: str = ""
    """Whose account is to be tied to the provider: they were logged in when they set out."""


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Whom the provider vouches for."""

    email: str
    """Lower case, and verified."""
    subject: bytes
    """Hashes of the provider's name and of its own for them."""
    way: Way


class NobodyHereError(Exception):
    """The provider knows them, and no account of the agency is theirs."""


class NotTiedError(Exception):
    """The account's owner has not tied it to this provider."""


def begin(after: str, now: datetime, *, ties: UUID | None = None) -> Trip:
    """`after`: where they want to go. `ties`: whose account is to be tied to the provider."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Trip(state, nonce, verifier, after, int(now.timestamp()), str(ties or ""))


def sealed(trip: Trip, agency_id: UUID) -> str:
    """For a cookie."""
    text = keyring().seal(agency_id, LABEL, json.dumps(asdict(trip)))
    return f"{agency_id.hex}.{base64.urlsafe_b64encode(text).decode().rstrip('=')}"


def opened(cookie: str, now: datetime) -> tuple[UUID, Trip] | None:
    """The agency and the trip. None for one that is not ours, or too old."""
    owner, _, rest = cookie.partition(".")
    try:
        agency_id, raw = UUID(owner), base64.urlsafe_b64decode(f"{rest}==".encode())
        trip = Trip(**json.loads(keyring().open(agency_id, LABEL, raw)))
    except (SealError, binascii.Error, ValueError):
        return None
    late = now.timestamp() - trip.began > LASTS.total_seconds()
    return None if late else (agency_id, trip)


def address(terms: Terms, about: Mapping[str, Any], trip: Trip) -> str:
    """Where a browser is sent. `about` is what the provider says of itself."""
    where = str(about["authorization_endpoint"])
    asked = {
        "response_type": "code",
        "client_id": terms.client_id,
        "redirect_uri": terms.back,
        "scope": SCOPE,
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": challenge(trip.verifier),
        "code_challenge_method": "S256",
    }
    return f"{where}{'&' if urlsplit(where).query else '?'}{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """RFC 7636, 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


async def identify(
    terms: Terms, provider: Provider, trip: Trip, code: str, now: datetime
) -> Identity:
    """Whom the provider vouches for. Raises `ProviderError`."""
    about = await provider.about()
    token = await provider.exchange(about, code, trip.verifier)
    keys = await provider.keys(about)
    claims = _checked(terms, token, keys, trip, now)
    email = claims.get("email")
    # A word in place of a truth is what some providers say of addresses that anybody may type.
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise ProviderError("it has not verified the address")
    return Identity(
        email.strip().lower(),
        _digest(str(claims["iss"])) + _digest(str(claims["sub"])),
        Way.SIGN_ON_TWO if _two(terms, claims) else Way.SIGN_ON,
    )


def match(unit: Unit, terms: Terms, trip: Trip, identity: Identity) -> Staff:
    """Whose account it is. Raises `NobodyHereError`, also where somebody else came in by this
    address before: it was given to another person. Raises `NotTiedError` where the provider is the
    agency's own and nobody who was logged in tied the account to it."""
    staff = unit.session.scalar(
        select(Staff).where(
            Staff.agency_id == terms.agency_id, Staff.email == identity.email, Staff.active
        )
    )
    if staff is None or trip.ties not in ("", str(staff.id)):
        raise NobodyHereError
    if staff.sign_on is not None and _same_provider(staff.sign_on, identity.subject):
        if staff.sign_on != identity.subject:
            raise NobodyHereError
        return staff
    if terms.own and not trip.ties:
        raise NotTiedError
    staff.sign_on = identity.subject
    note(unit, staff.agency_id, f"staff:{staff.id}", "staff.sign_on_tied", "staff", staff.id)
    letters.tell(unit, staff, Change.SIGN_ON_TIED)
    return staff


def untie(unit: Unit, staff: Staff) -> bool:
    """Single sign-on opens the account no more. False when it did not."""
    if staff.sign_on is None:
        return False
    staff.sign_on = None
    note(unit, staff.agency_id, f"staff:{staff.id}", "staff.sign_on_untied", "staff", staff.id)
    letters.tell(unit, staff, Change.SIGN_ON_UNTIED)
    return True


def tied(staff: Staff, issuer: str) -> bool:
    """Whether the provider of that name opens the account."""
    return staff.sign_on is not None and _same_provider(staff.sign_on, _digest(issuer) * 2)


def _checked(
    terms: Terms, token: str, keys: Mapping[str, Any], trip: Trip, now: datetime
) -> Mapping[str, Any]:
    """The claims of an ID token (OpenID Connect Core, 3.1.3.7). Raises `ProviderError`."""
    try:
        found = jwt.decode(token, KeySet.import_key_set(_signing(keys)), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": terms.issuer},
            aud={"essential": True, "value": terms.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": trip.nonce},
        ).validate(found.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError(f"its token is not good: {type(error).__name__}") from None
    claims: Mapping[str, Any] = found.claims
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != terms.client_id:
        raise ProviderError("its token is for another party")
    return claims


def _signing(keys: Mapping[str, Any]) -> Any:
    """Those of its keys that sign; others may be of a kind that nobody here knows."""
    given = keys.get("keys")
    if not isinstance(given, list):
        raise ProviderError("it has no keys")
    return {"keys": [key for key in given if key.get("use", "sig") == "sig"]}


def _two(terms: Terms, claims: Mapping[str, Any]) -> bool:
    """Whether the provider asked for a second factor, as far as it says."""
    ways = claims.get("amr")
    said = isinstance(ways, list) and not TWO.isdisjoint(map(str, ways))
    return said or terms.two_factors


def _same_provider(before: bytes, now: bytes) -> bool:
    half = len(now) // 2
    return before[:half] == now[:half]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

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
from sqlalchemy.orm import Session

from messaging.models.agency import Agency
from messaging.models.staff import Staff, Way
from messaging.platform.sealing import SealError, keyring
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from web.identity.provider import Provider, ProviderError

LASTS = timedelta(minutes=10)
BACK = "/staff/login/sign-on/back"
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


def name_of(settings: Settings) -> str:
    """What the button says; empty where there is no single sign-on."""
    return settings.oidc_name if settings.oidc_issuer else ""


def agency_of(session: Session, settings: Settings) -> Agency | None:
    """The one whose people come in this way."""
    wanted = select(Agency).limit(2)
    if settings.oidc_agency:
        wanted = wanted.where(Agency.slug == settings.oidc_agency)
    found = session.scalars(wanted).all()
    return found[0] if len(found) == 1 else None


def begin(after: str, now: datetime) -> Trip:
    """`after`: where they want to go."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Trip(state, nonce, verifier, after, int(now.timestamp()))


def sealed(trip: Trip, agency_id: UUID) -> str:
    """For a cookie."""
    text = keyring().seal(agency_id, LABEL, json.dumps(asdict(trip)))
    return base64.urlsafe_b64encode(text).decode()


def opened(cookie: str, agency_id: UUID, now: datetime) -> Trip | None:
    """None for one that is not ours, or too old."""
    try:
        raw = base64.urlsafe_b64decode(cookie.encode())
        trip = Trip(**json.loads(keyring().open(agency_id, LABEL, raw)))
    except (SealError, binascii.Error, ValueError):
        return None
    return trip if now.timestamp() - trip.began <= LASTS.total_seconds() else None


def address(settings: Settings, about: Mapping[str, Any], trip: Trip) -> str:
    """Where a browser is sent. `about` is what the provider says of itself."""
    where = str(about["authorization_endpoint"])
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": settings.public_url + BACK,
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
    settings: Settings, provider: Provider, trip: Trip, code: str, now: datetime
) -> Identity:
    """Whom the provider vouches for. Raises `ProviderError`."""
    about = await provider.about()
    token = await provider.exchange(about, code, trip.verifier, settings.public_url + BACK)
    keys = await provider.keys(about)
    claims = _checked(settings, token, keys, trip, now)
    email = claims.get("email")
    # A word in place of a truth is what some providers say of addresses that anybody may type.
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise ProviderError("it has not verified the address")
    return Identity(
        email.strip().lower(),
        _digest(str(claims["iss"])) + _digest(str(claims["sub"])),
        Way.SIGN_ON_TWO if _two(settings, claims) else Way.SIGN_ON,
    )


def match(unit: Unit, agency_id: UUID, identity: Identity) -> Staff:
    """Whose account it is. Raises `NobodyHereError`, also where somebody else came in by this
    address before: it was given to another person."""
    staff = unit.session.scalar(
        select(Staff).where(
            Staff.agency_id == agency_id, Staff.email == identity.email, Staff.active
        )
    )
    if staff is None:
        raise NobodyHereError
    if staff.sign_on is not None and _same_provider(staff.sign_on, identity.subject):
        if staff.sign_on != identity.subject:
            raise NobodyHereError
    else:
        staff.sign_on = identity.subject
    return staff


def _checked(
    settings: Settings, token: str, keys: Mapping[str, Any], trip: Trip, now: datetime
) -> Mapping[str, Any]:
    """The claims of an ID token (OpenID Connect Core, 3.1.3.7). Raises `ProviderError`."""
    try:
        found = jwt.decode(token, KeySet.import_key_set(_signing(keys)), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": settings.oidc_issuer or ""},
            aud={"essential": True, "value": settings.oidc_client_id or ""},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": trip.nonce},
        ).validate(found.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError(f"its token is not good: {type(error).__name__}") from None
    claims: Mapping[str, Any] = found.claims
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.oidc_client_id:
        raise ProviderError("its token is for another party")
    return claims


def _signing(keys: Mapping[str, Any]) -> Any:
    """Those of its keys that sign; others may be of a kind that nobody here knows."""
    given = keys.get("keys")
    if not isinstance(given, list):
        raise ProviderError("it has no keys")
    return {"keys": [key for key in given if key.get("use", "sig") == "sig"]}


def _two(settings: Settings, claims: Mapping[str, Any]) -> bool:
    """Whether the provider asked for a second factor, as far as it says."""
    ways = claims.get("amr")
    said = isinstance(ways, list) and not TWO.isdisjoint(map(str, ways))
    return said or settings.oidc_two_factors


def _same_provider(before: bytes, now: bytes) -> bool:
    half = len(now) // 2
    return before[:half] == now[:half]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

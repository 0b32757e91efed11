"""Which single sign-on there is: an agency's own, or the installation's for the one agency whose
people come in that way."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.agency import Agency
from messaging.models.sign_on import SignOnProvider
from messaging.models.staff import Staff, StaffRole
from messaging.platform.sealing import SealError
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from outgoing.addresses import AddressError, checked, host_of
from web.catalogue import N_
from web.identity import letters
from web.identity.letters import Change
from web.identity.provider import Provider, ProviderError, Terms

BACK = "/staff/login/sign-on/back"
LONGEST_CLIENT, LONGEST_SECRET, LONGEST_NAME = 200, 500, 40
NO_CLIENT = N_("Write the client id that the provider gave you.")
NO_NAME = N_("Write how your people call it.")
NO_ADDRESS = N_(
    "The address has to begin with https:// and be as the provider names itself, without ? and #."
)
NO_PROVIDER = N_(
    "It does not answer as it should. The address has to be reachable from the internet, and the "
    "same as the provider says at /.well-known/openid-configuration."
)


class NoProviderError(Exception):
    """What was given cannot be. The message says why, in words that pages know."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One button on the log-in page."""

    agency: str
    """Slug."""
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """A provider as an administrator describes it."""

    issuer: str
    client_id: str
    secret: str
    """Empty: as before, if the issuer is as before."""
    name: str
    two_factors: bool


def own(session: Session, agency_id: UUID) -> SignOnProvider | None:
    """The one that the agency named itself."""
    return session.scalar(select(SignOnProvider).where(SignOnProvider.agency_id == agency_id))


def terms(session: Session, settings: Settings, agency_id: UUID) -> Terms | None:
    """How the agency's people come in by single sign-on; None where they do not."""
    row = own(session, agency_id)
    if row is not None:
        return _own_terms(settings, row)
    if not settings.oidc_issuer or _installations(session, settings) != agency_id:
        return None
    secret = settings.oidc_client_secret
    return Terms(
        agency_id, settings.oidc_issuer, settings.oidc_client_id or "",
        secret.get_secret_value() if secret else "", settings.oidc_name,
        settings.oidc_two_factors, settings.public_url + BACK, own=False,
        inside=settings.oidc_inside or settings.local_endpoints, plain=settings.local_endpoints,
    )  # fmt: skip


def terms_of(session: Session, settings: Settings, slug: str) -> Terms | None:
    """Likewise by slug, or of the only agency that has single sign-on."""
    if not slug:
        every = offers(session, settings)
        slug = every[0].agency if len(every) == 1 else ""
    agency_id = session.scalar(select(Agency.id).where(Agency.slug == slug))
    return None if agency_id is None else terms(session, settings, agency_id)


def offers(session: Session, settings: Settings) -> Sequence[Offer]:
    """All there are, by slug."""
    named = session.execute(
        select(Agency.id, Agency.slug, SignOnProvider.name).join(
            SignOnProvider, SignOnProvider.agency_id == Agency.id
        )
    ).all()
    found = [Offer(slug, name) for _, slug, name in named]
    its = _installations(session, settings) if settings.oidc_issuer else None
    if its is not None and its not in {agency_id for agency_id, *_ in named}:
        found.append(Offer(session.get_one(Agency, its).slug, settings.oidc_name))
    return sorted(found, key=lambda offer: offer.agency)


async def tried(settings: Settings, before: SignOnProvider | None, given: Given) -> Given:
    """`given` as it is kept, once the provider has answered as one. Raises `NoProviderError`."""
    client_id, name = given.client_id.strip(), given.name.strip()
    if not 1 <= len(client_id) <= LONGEST_CLIENT or len(given.secret) > LONGEST_SECRET:
        raise NoProviderError(NO_CLIENT)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NoProviderError(NO_NAME)
    try:
        issuer = checked(given.issuer, local=settings.local_endpoints)
    except AddressError:
        raise NoProviderError(NO_ADDRESS) from None
    if "?" in issuer:
        raise NoProviderError(NO_ADDRESS)
    secret = given.secret.strip() or _secret(before, issuer)
    found = Given(issuer, client_id, secret, name, given.two_factors)
    # No agency: nobody comes in here, it is only asked what it says of itself.
    provider = Provider(_terms(settings, UUID(int=0), found))
    try:
        await provider.about()
    except ProviderError:
        raise NoProviderError(NO_PROVIDER) from None
    finally:
        await provider.aclose()
    return found


def keep(unit: Unit, agency_id: UUID, actor: str, given: Given) -> None:
    """From now on the agency's people come in this way. Every administrator is told."""
    row = own(unit.session, agency_id)
    if row is None:
        row = SignOnProvider(agency_id=agency_id)
        unit.session.add(row)
    row.issuer, row.client_id, row.name = given.issuer, given.client_id, given.name
    row.client_secret = given.secret or None
    row.two_factors, row.changed_at = given.two_factors, unit.now
    note(
        unit, agency_id, actor, "agency.sign_on", "agency", agency_id,
        provider=host_of(given.issuer), two_factors=given.two_factors,
    )  # fmt: skip
    _tell(unit, agency_id)


def remove(unit: Unit, agency_id: UUID, actor: str) -> bool:
    """False when there was none."""
    row = own(unit.session, agency_id)
    if row is None:
        return False
    unit.session.delete(row)
    note(unit, agency_id, actor, "agency.sign_on_removed", "agency", agency_id)
    _tell(unit, agency_id)
    return True


def _tell(unit: Unit, agency_id: UUID) -> None:
    bosses = select(Staff).where(
        Staff.agency_id == agency_id, Staff.role == StaffRole.ADMINISTRATOR, Staff.active
    )
    for boss in unit.session.scalars(bosses):
        letters.tell(unit, boss, Change.SIGN_ON_CHANGED)


def _installations(session: Session, settings: Settings) -> UUID | None:
    """Whose people come in by the provider of the settings."""
    wanted = select(Agency.id).limit(2)
    if settings.oidc_agency:
        wanted = wanted.where(Agency.slug == settings.oidc_agency)
    found = session.scalars(wanted).all()
    return found[0] if len(found) == 1 else None


def _own_terms(settings: Settings, row: SignOnProvider) -> Terms | None:
    try:
        secret = row.client_secret
    except SealError:
        return None
    given = Given(row.issuer, row.client_id, secret, row.name, row.two_factors)
    return _terms(settings, row.agency_id, given)


def _terms(settings: Settings, agency_id: UUID, given: Given) -> Terms:
    # Named from a page: never at private addresses, whatever the installation's own may be.
    local = settings.local_endpoints
    return Terms(
        agency_id, given.issuer, given.client_id, given.secret, given.name, given.two_factors,
        settings.public_url + BACK, own=True, inside=local, plain=local,
    )  # fmt: skip


def _secret(before: SignOnProvider | None, issuer: str) -> str:
    """A secret is never shown to another provider than the one it is for."""
    if before is None or before.issuer != issuer:
        return ""
    try:
        return before.client_secret
    except SealError:
        return ""

"""First set-up of an agency and its people: what `kinline agency add` and its kin do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select

from messaging.directory import api_keys, own_settings, webhook_secrets
from messaging.directory.agencies import agency_by_slug
from messaging.directory.audit import note
from messaging.directory.finding import of_number
from messaging.directory.own_settings import SettingError
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.secret import ApiKey, KeyKind
from messaging.models.staff import Staff, StaffRole
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates import load_library
from templates.fields import FieldType, Sensitivity
from web.api.keys import Scope
from web.identity.passwords import hashed
from web.identity.strength import refuse_weak

ACTOR = "system"
AGENCYS_OWN = frozenset({Sensitivity.PUBLIC, Sensitivity.AGENCY})
"""What an agency says of itself, not of a parent."""


class AccountError(Exception):
    """What was asked for cannot be. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency as its administrator describes it."""

    slug: str
    name: str
    neutral_name: str
    phone: str
    time_zone: str
    state: str
    text_sender: str | None = None
    """None uses the installation's own sender, which one agency may."""
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Template fields by name and language, such as `{"office_hours": {"en": "Mon-Fri 8-5"}}`."""
    branches: Mapping[str, str] = field(default_factory=dict)
    """Names by code."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    email: str = field(repr=False)
    name: str = field(repr=False)
    role: StaffRole
    password: str = field(repr=False)
    branch: str | None = None
    """A branch's code; None sees every branch."""
    programs: Sequence[str] = ()
    """None of them: every program."""


def add_agency(unit: Unit, new: NewAgency) -> tuple[Agency, str]:
    """The agency and its first webhook secret, which is shown once. Raises `AccountError`."""
    _check(unit, new)
    try:
        agency = Agency(
            slug=new.slug,
            name=new.name,
            neutral_name=new.neutral_name,
            phone=new.phone,
            time_zone=new.time_zone,
            state=new.state.upper(),
            text_sender=new.text_sender,
            wording=typed_wording(new.wording),
        )
    except ValueError as error:
        raise AccountError(str(error)) from None
    unit.session.add(agency)
    unit.session.flush()
    note(unit, agency.id, ACTOR, "agency.added", "agency", agency.id)
    for code, name in new.branches.items():
        add_branch(unit, agency, code, name)
    return agency, add_secret(unit, agency)


def add_branch(unit: Unit, agency: Agency, code: str, name: str) -> Branch:
    """Raises `AccountError`."""
    try:
        return own_settings.add_branch(unit, agency.id, ACTOR, code, name)
    except SettingError as error:
        raise AccountError(str(error)) from None


def add_secret(unit: Unit, agency: Agency, *, keep_old_for: timedelta | None = None) -> str:
    """Another webhook secret. Earlier ones stay valid, or for `keep_old_for` only."""
    return webhook_secrets.add(unit, agency.id, keep_old_for=keep_old_for, actor=ACTOR)


def add_staff(unit: Unit, agency: Agency, new: NewStaff) -> Staff:
    """Raises `AccountError`, also when the password is weak."""
    try:
        email = parse_email(new.email)
    except EmailAddressError as error:
        raise AccountError(f"the email {error}") from None
    if unit.session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        raise AccountError("there is already an account with this email")
    branch = None if new.branch is None else branch_called(unit, agency, new.branch)
    refuse_weak(new.password, email, agency.slug)
    staff = Staff(
        agency_id=agency.id,
        branch_id=branch.id if branch else None,
        email=email,
        name=new.name,
        role=new.role,
        programs=sorted(set(new.programs)),
        password_hash=hashed(new.password),
    )
    unit.session.add(staff)
    unit.session.flush()
    note(unit, agency.id, ACTOR, "staff.added", "staff", staff.id, role=new.role.value)
    return staff


def add_key(
    unit: Unit,
    agency: Agency,
    name: str,
    *,
    scopes: Sequence[str],
    acts_for: Staff | None = None,
    kind: KeyKind = KeyKind.LIVE,
    expires_at: datetime | None = None,
) -> str:
    """A bearer key for the API; only its hash is kept. Raises `AccountError`."""
    unknown = sorted(set(scopes) - set(Scope))
    if unknown:
        raise AccountError(f"there is no scope {unknown[0]!r}; there is {', '.join(Scope)}")
    return api_keys.add(
        unit, agency.id, name, scopes=scopes, staff_id=acts_for.id if acts_for else None,
        actor=ACTOR, kind=kind, expires_at=expires_at,
    )  # fmt: skip


def key_called(unit: Unit, agency: Agency, key_id: UUID) -> ApiKey:
    """Raises `AccountError`."""
    row = api_keys.found(unit, agency.id, key_id)
    if row is None:
        raise AccountError(f"{agency.slug} has no such key; see: kinline key list")
    return row


def agency_called(unit: Unit, slug: str) -> Agency:
    """Raises `AccountError`."""
    agency = agency_by_slug(unit.session, slug)
    if agency is None:
        known = unit.session.scalars(select(Agency.slug).order_by(Agency.slug)).all()
        raise AccountError(
            f"there is no agency {slug!r}; there is {', '.join(known)}"
            if known
            else "there is no agency yet; add one with: kinline agency add"
        )
    return agency


def branch_called(unit: Unit, agency: Agency, code: str) -> Branch:
    """Raises `AccountError`."""
    branch = unit.session.scalar(
        select(Branch).where(Branch.agency_id == agency.id, Branch.code == code)
    )
    if branch is None:
        raise AccountError(f"{agency.slug} has no branch {code!r}; add it first")
    return branch


def only_agency(runtime: Runtime) -> str:
    """The slug of the one agency there is. Raises `AccountError` when there are none or several."""
    with runtime.reading() as session:
        known = session.scalars(select(Agency.slug).order_by(Agency.slug)).all()
    if len(known) == 1:
        return known[0]
    raise AccountError(
        f"say which agency: --agency {' or --agency '.join(known)}"
        if known
        else "there is no agency yet; add one with: kinline agency add"
    )


def staff_called(unit: Unit, agency: Agency, email: str) -> Staff:
    """Raises `AccountError`."""
    staff = unit.session.scalar(
        select(Staff).where(Staff.agency_id == agency.id, Staff.email == email.strip().lower())
    )
    if staff is None:
        raise AccountError(f"{agency.slug} has no account with this email")
    return staff


def partner_called(unit: Unit, agency: Agency, email: str) -> Staff:
    """Raises `AccountError`."""
    staff = staff_called(unit, agency, email)
    if staff.role is not StaffRole.PARTNER:
        raise AccountError("that account is no partner's; a referral is for partners")
    return staff


def party_called(unit: Unit, agency: Agency, number: str, external_id: str) -> UUID:
    """The party of case `number` whose person has that number. Raises `AccountError`."""
    found = unit.session.scalar(
        select(Party.id)
        .join(Case, Case.id == Party.case_id)
        .where(
            Party.agency_id == agency.id,
            Case.number == number,
            Party.person_id.in_(of_number(agency.id, external_id)),
        )
    )
    if found is None:
        raise AccountError(f"{agency.slug} has no such person on a case of that number")
    return found


def _check(unit: Unit, new: NewAgency) -> None:
    if agency_by_slug(unit.session, new.slug) is not None:
        raise AccountError(f"there is already an agency {new.slug!r}")
    if new.time_zone not in available_timezones():
        raise AccountError(f"{new.time_zone!r} is not a time zone; give one as America/Chicago")
    same_sender = unit.session.scalar(
        select(Agency.slug).where(
            Agency.text_sender.is_(None)
            if new.text_sender is None
            else Agency.text_sender == new.text_sender
        )
    )
    if same_sender is not None:
        raise AccountError(
            f"{same_sender} already texts from this sender, and an answer must lead to one "
            "agency: give the new one a number or messaging service of its own (--text-sender)"
        )


def typed_wording(given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str | int]]:
    """The agency's template fields as the wording library takes them. Raises `AccountError`."""
    fields = load_library().fields
    typed: dict[str, dict[str, str | int]] = {}
    for name, texts in given.items():
        spec = fields.get(name)
        if spec is None or spec.sensitivity not in AGENCYS_OWN:
            usual = sorted(field for field, one in fields.items() if one.sensitivity in AGENCYS_OWN)
            raise AccountError(
                f"no message asks an agency for {name!r}; there is {', '.join(usual)}"
            )
        if spec.type is not FieldType.NUMBER:
            typed[name] = dict(texts)
        elif all(text.isdecimal() for text in texts.values()):
            typed[name] = {language: int(text) for language, text in texts.items()}
        else:
            raise AccountError(f"{name} is a whole number, such as 4")
    return typed

"""The wording of messages as pages show it: whose words they are, how they look, who decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.directory.approving import OPEN, Stage
from messaging.models.own_wording import OwnWording
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from templates.grade import ENOUGH, school_grade
from templates.library import Template
from templates.own_words import Findings, Words, samples
from templates.segments import runs
from web.catalogue import N_
from web.staff.reply import size_words
from web.staff.sessions import SignedIn
from web.voice import Voice
from web.wording import GIVEN_UP, STAGE, language_name

AS_SHIPPED = N_("As shipped")
OWN = N_("Your own, version %(number)s")
MISSING = N_("Missing: it goes out in English")
PLACE: Mapping[str, str] = MappingProxyType(
    {
        "sms.text": N_("Text message"),
        "email.subject": N_("Subject of the email"),
        "email.why": N_("Why they get the email"),
        "email.body": N_("Email"),
    }
)


@dataclass(frozen=True, slots=True)
class Remark:
    place: str
    what: str
    mend: str
    wrong: bool


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """Words with sample values, as a parent sees them."""

    text: Sequence[tuple[str, bool]]
    """In stretches, each with whether its characters make the text dearer."""
    size: tuple[str, str]
    subject: str
    body: str
    why: str
    grade: tuple[str, bool] | None
    """How many years of school its words ask for, and whether that is too many."""
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True, repr=False)
class Version:
    id: UUID
    number: int
    stage: Stage
    state: str
    revision: int
    by: str
    changed: str
    decided: str
    reason: str
    mine: bool
    look: Look


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """One language of a template."""

    code: str
    name: str
    state: str
    missing: bool
    behind: bool
    """As shipped, while another language has words of the agency's own."""
    look: Look
    in_force: Version | None
    draft: Version | None
    history: Sequence[Version]


def look(runtime: Runtime, language: str, words: Words, found: Findings, voice: Voice) -> Look:
    said = samples(runtime.library, language, words)
    text = said.get("sms.text", "")
    remarks = [
        Remark(voice.say(PLACE[place]), one.what, one.mend, one.severity == "error")
        for place, findings in found.items()
        for one in findings
    ]
    return Look(
        runs(text),
        size_words(text, ChannelKind.SMS, voice),
        said.get("email.subject", "").strip(),
        said.get("email.body", "").strip(),
        said.get("email.why", "").strip(),
        _grade(said.get("email.body", "") or text, language, voice),
        remarks,
    )


def _grade(text: str, language: str, voice: Voice) -> tuple[str, bool] | None:
    years = school_grade(text, language)
    if years is None:
        return None
    words = voice.count(
        "Asks for %(number)s year of school", "Asks for %(number)s years of school", round(years)
    )
    return words, round(years) > ENOUGH


def columns(
    runtime: Runtime,
    person: SignedIn,
    template: Template,
    words: Mapping[str, Words],
    rows: Sequence[OwnWording],
    names: Mapping[UUID, str],
) -> list[Column]:
    """`template` and `words` as they are in force in this agency, by language."""
    voice = person.voice
    own = {row.language: row for row in rows if row.stage is Stage.APPROVED}
    found = []
    for code in sorted(runtime.library.languages):
        versions = [_version(runtime, person, row, names) for row in rows if row.language == code]
        missing = code not in template.texts
        found.append(
            Column(
                code,
                language_name(code, voice.language),
                state_of(template, code, own.get(code), voice),
                missing,
                not missing and bool(own) and code not in own,
                look(runtime, code, words.get(code, {}), {}, voice),
                next((one for one in versions if one.stage is Stage.APPROVED), None),
                next((one for one in versions if one.stage in OPEN), None),
                [one for one in versions if one.stage not in OPEN],
            )
        )
    return found


def state_of(template: Template, code: str, own: OwnWording | None, voice: Voice) -> str:
    """Whose words go out in a language."""
    if own is not None:
        return voice.say(OWN, number=own.version)
    return voice.say(AS_SHIPPED if code in template.texts else MISSING)


def names_of(session: Session, rows: Sequence[OwnWording]) -> dict[UUID, str]:
    """Who wrote and decided them."""
    ids = {row.author_id for row in rows} | {row.decided_by_id for row in rows}
    found = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids - {None})))
    return dict(iter(found))


def _version(
    runtime: Runtime, person: SignedIn, row: OwnWording, names: Mapping[UUID, str]
) -> Version:
    voice = person.voice
    given_up = row.stage is Stage.RETIRED and row.in_force_from is None
    decided = ""
    if row.decided_by_id and row.decided_at:
        decided = f"{names.get(row.decided_by_id, '')}, {voice.within(row.decided_at)}"
    return Version(
        row.id,
        row.version,
        row.stage,
        voice.say(GIVEN_UP if given_up else STAGE[row.stage]),
        row.revision,
        names.get(row.author_id, ""),
        voice.within(row.changed_at),
        decided,
        row.reason or "",
        row.author_id == person.viewer.staff_id,
        look(runtime, row.language, row.texts, {}, voice),
    )

"""Those who could approve a version are told that it waits, and whoever wrote it what became of it.

One mail for each of them beside the number on their pages (`waiting`): what waits so is not urgent,
so nobody is told again. A mail that has not left is taken back once there is nothing to decide.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.models.version import CampaignVersion
from messaging.directory.access import Act, Viewer, may
from messaging.directory.approving import Move, Stage
from messaging.models.own_wording import OwnWording
from messaging.models.staff import Staff
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.unit_of_work import Unit

Version = CampaignVersion | OwnWording
LETTERS: Mapping[Move, Mapping[str, Letter]] = MappingProxyType(
    {
        Move.PROPOSE: {
            "en": Letter(
                "Kinline: a draft waits for approval",
                "A colleague asks for a second person's word on what your agency says to parents. "
                "Read it, and approve it or say what should change:\n\n{link}\n",
            ),
            "es": Letter(
                "Kinline: un borrador espera aprobación",
                "Un colega pide la opinión de una segunda persona sobre lo que su agencia dice a "
                "madres y padres. Léalo, y apruébelo o diga qué debe cambiar:\n\n{link}\n",
            ),
        },
        Move.APPROVE: {
            "en": Letter(
                "Kinline: your draft was approved",
                "What you wrote was approved. It is in force from now on:\n\n{link}\n",
            ),
            "es": Letter(
                "Kinline: su borrador fue aprobado",
                "Lo que usted escribió fue aprobado. Está vigente desde ahora:\n\n{link}\n",
            ),
        },
        Move.REFUSE: {
            "en": Letter(
                "Kinline: your draft came back",
                "A colleague says what should change in what you wrote. Read it here:\n\n{link}\n",
            ),
            "es": Letter(
                "Kinline: su borrador regresó",
                "Un colega dice qué debe cambiar en lo que usted escribió. Léalo aquí:\n\n{link}\n",
            ),
        },
    }
)
"""A mailbox is not the place for more than this."""


def tell(unit: Unit, move: Move, row: Version, link: str) -> None:
    """Of a step that was taken. `link` leads to where it can be read."""
    settled(unit, row)
    if move not in LETTERS:
        return
    people = _approvers(unit.session, row) if move is Move.PROPOSE else _author(unit.session, row)
    letters = [(staff, _letter(move, staff.language, link)) for staff in people]
    staff_mail.write(unit, f"{_about(row)}{move.value}:{row.revision}", letters)


def settled(unit: Unit, row: Version) -> None:
    """There is nothing for a second person to decide just now."""
    staff_mail.take_back(unit, row.agency_id, _about(row) + Move.PROPOSE.value)


def waiting(
    session: Session, viewer: Viewer, kind: type[CampaignVersion] | type[OwnWording]
) -> int:
    """How many versions this viewer could approve, or send back."""
    if not may(viewer, Act.APPROVE):
        return 0
    count = select(func.count()).select_from(kind).where(
        kind.agency_id == viewer.agency_id,
        kind.stage == Stage.PROPOSED,
        kind.author_id != viewer.staff_id,
    )  # fmt: skip
    return session.scalar(count) or 0


def _approvers(session: Session, row: Version) -> list[Staff]:
    everyone = session.scalars(
        select(Staff).where(Staff.agency_id == row.agency_id, Staff.active).order_by(Staff.id)
    )
    return [one for one in everyone if one.id != row.author_id and may(Viewer.of(one), Act.APPROVE)]


def _author(session: Session, row: Version) -> list[Staff]:
    """Unless they have left."""
    return list(
        session.scalars(
            select(Staff).where(
                Staff.agency_id == row.agency_id, Staff.id == row.author_id, Staff.active
            )
        )
    )


def _about(row: Version) -> str:
    return f"approval:{row.id}:"


def _letter(move: Move, language: str, link: str) -> Letter:
    said = LETTERS[move]
    words = said.get(language, said["en"])
    return Letter(words.subject, words.text.format(link=link))

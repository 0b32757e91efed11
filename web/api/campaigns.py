"""Campaigns: what is in force in the agency, and drafts of its own.

Approval is not here: a key acts for whom it was made for, and whoever makes keys could approve
their own work with a colleague's. That takes somebody who has logged in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, HTTPException, Response, status
from pydantic import BaseModel, Field

from campaigns import own, sound, versions
from campaigns.approval import NotFoundError
from campaigns.definition import Campaign
from campaigns.models.version import CampaignVersion
from campaigns.sound import DefinitionError
from messaging.directory.approving import ApprovalError, Move
from web.api import drafts
from web.api.keys import CampaignsDep
from web.api.messages import IdempotencyKey
from web.api.own_versions import OwnVersionView
from web.dependencies import RuntimeDep

router = APIRouter(tags=["campaigns"])

NOT_THERE = "There is no such campaign."


class CampaignView(BaseModel):
    """What goes out now."""

    campaign: str
    name: str
    purpose: str
    version: int = Field(description="of the agency's own; 0: as shipped")
    definition: dict[str, Any] = Field(description="with the words of `docs/campaign-files.md`")

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignView":
        return cls(
            campaign=campaign.key,
            name=campaign.name,
            purpose=campaign.purpose,
            version=campaign.version,
            definition=sound.stored(campaign),
        )


class CampaignVersionView(OwnVersionView):
    definition: dict[str, Any]


class OneCampaign(CampaignView):
    versions: list[CampaignVersionView] = Field(description="the agency's own, the newest first")


class NewDefinition(BaseModel):
    model_config = {"extra": "forbid"}

    definition: dict[str, Any] = Field(description="the whole campaign, as it is given here")
    revision: int | None = Field(
        None, ge=0, le=2**31 - 1, description="of the draft it takes the place of; null: of none"
    )
    propose: bool = Field(False, description="a colleague is to approve it")


@router.get("/campaigns")
def show_all(runtime: RuntimeDep, caller: CampaignsDep) -> list[CampaignView]:
    with runtime.reading() as session:
        found = own.of_agency(session, caller.viewer.agency_id).in_force
        return [CampaignView.of(found[key]) for key in sorted(found)]


@router.get("/campaigns/{campaign}")
def show(runtime: RuntimeDep, caller: CampaignsDep, campaign: str) -> OneCampaign:
    agency_id = caller.viewer.agency_id
    with runtime.reading() as session:
        found = own.of_agency(session, agency_id).in_force.get(campaign)
        if found is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE)
        rows = versions.of_campaign(session, agency_id, campaign)
        return OneCampaign(
            **CampaignView.of(found).model_dump(),
            versions=[CampaignVersionView.model_validate(row) for row in rows],
        )


@router.post(
    "/campaigns/{campaign}",
    status_code=status.HTTP_201_CREATED,
    responses={
        200: {"model": CampaignVersionView, "description": "This key was used before: its draft."}
    },
)
def save(
    runtime: RuntimeDep,
    caller: CampaignsDep,
    campaign: str,
    new: NewDefinition,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> CampaignVersionView:
    """Keep it as the open draft, or begin one."""
    saved_as = drafts.name_of(caller, idempotency_key, campaign, new)
    with _told(), runtime.unit() as unit:
        before = drafts.saved_before(unit, caller, CampaignVersion, saved_as)
        if before is not None:
            response.status_code = status.HTTP_200_OK
            return CampaignVersionView.model_validate(before)
        row = versions.save(
            unit, runtime, caller.viewer, campaign, new.definition,
            seen=new.revision, actor=caller.actor, saved_as=saved_as,
        )  # fmt: skip
        if new.propose:
            versions.act(
                unit, runtime, caller.viewer, Move.PROPOSE, campaign, row.version,
                seen=row.revision, actor=caller.actor,
            )  # fmt: skip
        return CampaignVersionView.model_validate(row)


@contextmanager
def _told() -> Iterator[None]:
    """Refusals as answers."""
    try:
        yield
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except ApprovalError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    except DefinitionError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from None

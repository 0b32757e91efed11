"""The sandbox's own API: misbehave, behave, pick up a handset, see what happened."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Response
from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field

from sandbox import log
from sandbox.carrier.profiles import PROFILES
from sandbox.faults import Faults
from sandbox.phones import normalised
from sandbox.records import Mail, Media
from sandbox.world import World

_SHORT_CODE = 6
"""Digits of the longest short code."""


def _known_profile(name: str) -> str:
    if name not in PROFILES:
        raise ValueError(f"one of {', '.join(PROFILES)}")
    return name


def _phone(number: str) -> str:
    phone = normalised(number)
    if phone is None:
        raise ValueError("a phone number such as +13125550142")
    return phone


def _addressee(number: str) -> str:
    return number if number.isdecimal() and len(number) <= _SHORT_CODE else _phone(number)


Phone = Annotated[str, AfterValidator(_phone)]
Addressee = Annotated[str, AfterValidator(_addressee)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NumberBody(_Body):
    """How a number is to behave from now on."""

    profile: Annotated[str, AfterValidator(_known_profile)]


class FileBody(_Body):
    """A picture or file texted from a handset."""

    content: Base64Bytes
    type: str = "image/jpeg"


class TextBody(_Body):
    """A text typed on a handset; without `to` it answers whoever texted last."""

    to: Addressee | None = None
    body: str = ""
    media: tuple[str, ...] = ()
    """Addresses, for media that are not here."""
    files: tuple[FileBody, ...] = ()


class AnswerBody(_Body):
    """An answer to a mail."""

    body: str


class LetterBody(_Body):
    """A mail out of the blue."""

    sender: Annotated[str, Field(alias="from", min_length=3)]
    to: Annotated[str, Field(min_length=3)]
    subject: str = ""
    body: str


def router(world: World) -> APIRouter:
    """All routes under /sandbox."""
    routes = APIRouter(prefix="/sandbox")
    _fault_routes(routes, world)
    _handset_routes(routes, world)
    _mail_routes(routes, world)
    _log_routes(routes, world)
    return routes


def _fault_routes(routes: APIRouter, world: World) -> None:
    @routes.get("/faults")
    async def faults() -> Faults:
        return world.mischief.faults

    @routes.put("/faults")
    async def misbehave(faults: Faults) -> Faults:
        world.mischief.set(faults)
        return faults

    @routes.delete("/faults", status_code=204)
    async def behave() -> None:
        world.mischief.set(Faults())


def _handset_routes(routes: APIRouter, world: World) -> None:
    @routes.get("/numbers")
    async def numbers() -> dict[str, str]:
        return world.store.profiles()

    @routes.put("/numbers/{number}")
    async def set_number(number: Phone, wanted: NumberBody) -> NumberBody:
        world.store.set_profile(number, wanted.profile)
        return wanted

    @routes.post("/handsets/{number}/messages")
    async def text(number: Phone, typed: TextBody) -> dict[str, Any]:
        to = typed.to or world.handsets.addressee(number)
        files = tuple(Media(file.content, file.type) for file in typed.files)
        return asdict(await world.handsets.text(number, to, typed.body, typed.media, files))

    @routes.post("/handsets/{number}/retry")
    async def retry(number: Phone) -> list[dict[str, Any]]:
        return [asdict(handover) for handover in await world.handsets.retry(number)]


def _mail_routes(routes: APIRouter, world: World) -> None:
    @routes.get("/mail/{mail_id}")
    async def raw(mail_id: str) -> Response:
        return Response(_mail(world, mail_id).raw, media_type="message/rfc822")

    @routes.post("/mail/{mail_id}/replies")
    async def answer(mail_id: str, typed: AnswerBody) -> dict[str, str]:
        sent = await world.mailroom.answer(_mail(world, mail_id), typed.body)
        return {"id": sent.id, "outcome": sent.outcome}

    @routes.post("/mail")
    async def write(typed: LetterBody) -> dict[str, str]:
        sent = await world.mailroom.write(typed.sender, typed.to, typed.subject, typed.body)
        return {"id": sent.id, "outcome": sent.outcome}


def _log_routes(routes: APIRouter, world: World) -> None:
    @routes.get("/log")
    async def entries(
        kind: Literal["sms", "mail", "refused"] | None = None, to: str | None = None
    ) -> list[dict[str, Any]]:
        return log.entries(world.store, kind, to)

    @routes.get("/stats")
    async def stats() -> dict[str, dict[str, int]]:
        return log.counts(world.store)

    @routes.delete("/log", status_code=204)
    async def forget() -> None:
        world.store.forget()


def _mail(world: World, mail_id: str) -> Mail:
    mail = world.store.mail(mail_id)
    if mail is None:
        raise HTTPException(404, "no such mail")
    return mail

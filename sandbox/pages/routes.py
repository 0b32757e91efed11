"""The pages' addresses."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.carrier.profiles import PROFILES, WORKS
from sandbox.mail import reading
from sandbox.pages import views
from sandbox.pages.words import hue, linked
from sandbox.phones import friendly, normalised
from sandbox.records import Mail
from sandbox.world import World

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail may bring its own look, never a script; its links open beside the mailbox.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_QUICK_ANSWERS = ("YES", "Can I come at 3?", "¿Puedo ir a las 3?", "HELP", "STOP")

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["linked"] = linked


def router(world: World) -> APIRouter:
    """All pages."""
    routes = APIRouter()
    _handset_pages(routes, world)
    _mailbox_pages(routes, world)
    return routes


def _page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    html = _templates.get_template(template).render(values)
    return HTMLResponse(html, status, {"Content-Security-Policy": _POLICY})


def _handset_pages(routes: APIRouter, world: World) -> None:
    @routes.get("/")
    async def table(number: str = "") -> Response:
        phone = normalised(number)
        if phone is not None:
            return RedirectResponse(f"/handset/{phone}", 303)
        handsets = views.handsets(world.store)
        return _page("table.html", 422 if number else 200, handsets=handsets, typed=number)

    @routes.get("/handsets")
    async def handsets() -> Response:
        return _page("handsets.html", handsets=views.handsets(world.store))

    @routes.get("/handset/{number}")
    async def handset(number: str) -> Response:
        phone = _phone(number)
        return _page(
            "handset.html",
            number=phone,
            name=friendly(phone),
            other=friendly(world.handsets.addressee(phone)),
            hue=hue(phone),
            bubbles=views.bubbles(world.store, phone),
            profiles=PROFILES,
            chosen=world.store.profile(phone) or WORKS,
            quick_answers=_QUICK_ANSWERS,
        )

    @routes.get("/handset/{number}/bubbles")
    async def bubbles(number: str) -> Response:
        return _page("bubbles.html", bubbles=views.bubbles(world.store, _phone(number)))

    @routes.post("/handset/{number}/messages")
    async def text(number: str, body: Annotated[str, Form()] = "") -> Response:
        phone = _phone(number)
        if body.strip():
            await world.handsets.text(phone, world.handsets.addressee(phone), body)
        return RedirectResponse(f"/handset/{phone}", 303)

    @routes.post("/handset/{number}/profile")
    async def behave(number: str, profile: Annotated[str, Form()]) -> Response:
        phone = _phone(number)
        if profile not in PROFILES:
            raise HTTPException(422, "no such way to behave")
        world.store.set_profile(phone, profile)
        return RedirectResponse(f"/handset/{phone}", 303)


def _mailbox_pages(routes: APIRouter, world: World) -> None:
    @routes.get("/mailbox")
    async def mailbox(address: str | None = None) -> Response:
        return _page(
            "mailbox.html", envelopes=views.envelopes(world.store, address), address=address
        )

    @routes.get("/mailbox/rows")
    async def rows(address: str | None = None) -> Response:
        return _page("envelopes.html", envelopes=views.envelopes(world.store, address))

    @routes.get("/mailbox/{mail_id}")
    async def mail(mail_id: str) -> Response:
        found = _mail(world, mail_id)
        related = [other for other in world.store.mails() if other.answers == found.id]
        return _page(
            "mail.html",
            mail=found,
            letter=reading.read(found.raw),
            raw=found.raw.decode(errors="replace"),
            answers=related,
        )

    @routes.get("/mailbox/{mail_id}/html")
    async def html(mail_id: str) -> Response:
        letter = reading.read(_mail(world, mail_id).raw)
        document = f'<base target="_blank">{letter.html}'
        return HTMLResponse(document, headers={"Content-Security-Policy": _MAIL_POLICY})

    @routes.get("/mailbox/{mail_id}/raw")
    async def raw(mail_id: str) -> Response:
        return PlainTextResponse(_mail(world, mail_id).raw)

    @routes.post("/mailbox/{mail_id}/replies")
    async def answer(mail_id: str, body: Annotated[str, Form()] = "") -> Response:
        found = _mail(world, mail_id)
        if body.strip():
            await world.mailroom.answer(found, body)
        return RedirectResponse(f"/mailbox/{mail_id}", 303)


def _phone(number: str) -> str:
    phone = normalised(number)
    if phone is None:
        raise HTTPException(404, "no such number")
    return phone


def _mail(world: World, mail_id: str) -> Mail:
    mail = world.store.mail(mail_id)
    if mail is None:
        raise HTTPException(404, "no such mail")
    return mail

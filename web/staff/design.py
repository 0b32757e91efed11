"""The design system on one page: each piece of the pages in each state, drawn by the pieces' own
templates, in the reader's language or in `lang`."""

import re
from dataclasses import replace
from functools import cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from messaging.inbound.guest_answers import LONGEST
from messaging.models.staff import StaffRole
from web.assets import STATIC
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff import design_samples as samples
from web.staff.choosing import Choices, Of
from web.staff.handing_over import STILL_WAITING
from web.staff.inbox_list import PAGE, Listing, counts
from web.staff.people import HUES
from web.staff.sessions import SignedInDep
from web.staff.several import DONE, Act
from web.staff.sieve import MINE, Filter, Sieve, State
from web.voice import Voice

router = APIRouter(prefix="/design")

ICON = re.compile(r'name == "([\w-]+)"')
COLOUR = re.compile(r"^  --([\w-]+): #", re.MULTILINE)
NOTHING = Listing([], more=False)
EMPTY = ((Sieve(), ""), (MINE, ""), (Sieve(state=State.SNOOZED), ""), (Sieve(), "maria"))
"""What the list asks and was searched for, when it finds nothing."""


@router.get("")
def design(runtime: RuntimeDep, person: SignedInDep, lang: str = "") -> HTMLResponse:
    own = person.voice
    voice = Voice.of(lang or own.language, own.zone, own.now)
    # Of everything there is, whatever is open to the reader; what it would do finds nothing.
    role = replace(person.viewer, role=StaffRole.ADMINISTRATOR, branch_id=None)
    with runtime.reading() as session:
        return html(
            "staff/design.html",
            voice.language,
            person=person,
            shown=replace(person, viewer=role, voice=voice),
            counts=counts(session, person.viewer, own.now),
            place="design",
            colours=colours(),
            icons=icons(),
            marks=[samples.who(number, voice) for number in range(HUES)],
            listing=samples.listing(voice),
            nothing=NOTHING,
            empty=EMPTY,
            sieve=Sieve(),
            limit=PAGE,
            searched="",
            open_id=None,
            desk=samples.desk(voice),
            alarm=samples.alarm(voice),
            items=samples.items(voice),
            chosen=Filter.MINE,
            strays=samples.strays(voice),
            refused=samples.refused(),
            looked_up=samples.NOBODY,
            found=samples.listing(voice).lines[:1],
            longest=LONGEST,
            table=samples.table(voice),
            long=samples.long_list(),
            colleagues=Choices(Of.COLLEAGUES, None),
            outcome=samples.outcome(DONE[Act.CLOSE](voice, 2), voice.say(STILL_WAITING), voice),
        )


@cache
def colours() -> list[str]:
    """As the style sheet names them."""
    return list(dict.fromkeys(COLOUR.findall((STATIC / "kinline.css").read_text())))


@cache
def icons() -> list[str]:
    """As the templates name them."""
    return ICON.findall((STATIC.parent / "pages" / "icons.html").read_text())

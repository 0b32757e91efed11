"""What every parent's page shares: the agency's neutral name, two languages, and a way out."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from web.catalogue import asked_for, languages, spoken
from web.rendering import html

NEUTRAL_SITE = "https://www.weather.gov/"
"""Where "Leave this page" goes: what anyone might be looking at."""

Chosen = Annotated[str | None, Query(alias="lang", max_length=8)]


def language_for(request: Request, chosen: str | None, persons: str | None) -> str:
    """What they chose on the page; else theirs; else what their browser says."""
    if chosen is not None and chosen in languages():
        return chosen
    if persons:
        return spoken(persons)
    return asked_for(request.headers.get("accept-language", ""))


def page(
    name: str,
    request: Request,
    language: str,
    *,
    agency: str,
    leave: str = "/p/leave",
    status_code: int = 200,
    **values: Any,
) -> HTMLResponse:
    return html(
        f"parents/{name}",
        language,
        status_code=status_code,
        agency=agency,
        leave=leave,
        here=request.url.path,
        **values,
    )


def closed(request: Request, chosen: str | None) -> HTMLResponse:
    """For a link that is too old or not ours: what to do, and nothing about anybody."""
    language = language_for(request, chosen, None)
    return page("closed.html", request, language, agency="", status_code=404)

"""What every parent's page shares: the agency's neutral name, two languages, and a way out."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from web.catalogue import asked_for, languages, spoken, translations
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
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    return html(
        f"parents/{name}",
        language,
        status_code=status_code,
        headers=headers,
        neutral=NEUTRAL_SITE,
        agency=agency,
        leave=leave,
        here=request.url.path,
        **values,
    )


def closed(request: Request, chosen: str | None, again: str = "") -> HTMLResponse:
    """For a link that is too old, left or not ours: what to do, and nothing about anybody. `again`
    is where a new chat begins."""
    language = language_for(request, chosen, None)
    return page("closed.html", request, language, agency="", status_code=404, again=again)


def trouble(
    request: Request, status_code: int, title: str, words: str, headers: dict[str, str] | None
) -> HTMLResponse:
    """What went wrong, in the reader's language. It needs nothing but the request."""
    language = language_for(request, request.query_params.get("lang"), None)
    said = translations(language).gettext
    return page(
        "trouble.html", request, language, agency="", status_code=status_code, headers=headers,
        title=said(title), words=said(words),
    )  # fmt: skip

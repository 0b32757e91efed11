"""Doing what a form of a page asks for, and what its reader is told then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import HTTPException, status
from fastapi.responses import RedirectResponse, Response

from campaigns.in_view import NotFoundError, RefusedError
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.staff.sessions import SignedIn


def acted(
    runtime: Runtime,
    person: SignedIn,
    act: Callable[[Unit], object],
    *,
    page: Callable[[str], Response],
    then: str,
    gone: str,
) -> Response:
    """Done, it leads to `then`. Refused, the `page` comes again and says why. 404, in the words of
    `gone`, for what the reader does not see."""
    try:
        with or_gone(gone), runtime.unit() as unit:
            act(unit)
    except RefusedError as error:
        return page(person.voice.say(str(error)))
    return RedirectResponse(then, status.HTTP_303_SEE_OTHER)


@contextmanager
def or_gone(words: str) -> Iterator[None]:
    """404 for what is not there for this reader."""
    try:
        yield
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, words) from None

"""What every answer carries, and who may post to us.

Sources: OWASP secure headers; Fetch Metadata (W3C); the Content Security Policy allows nothing
inline, so a text from a parent can never run as a script.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, status
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.catalogue import N_

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        # Shared office screens and borrowed phones: nothing of a page may stay behind in a cache.
        "Cache-Control": "no-store",
    }
)
ELSEWHERE = N_("This was not sent from our own page. Load the page again and retry.")
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")


class SecurityHeaders:
    """Sets `HEADERS` on every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        headers = dict(HEADERS)
        if public_url.startswith("https://"):
            headers.update([HTTPS_ONLY])
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def from_our_pages(request: Request, public_url: str, *, strict: bool) -> None:
    """Refuse (403) a post that another site made a browser send.

    `strict` also refuses one that does not say where it comes from: every browser a caseworker
    may use does, while a parent's old phone may not.
    """
    fetched_from = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if origin is not None and origin != "null":
        allowed = _host(origin) in {_host(public_url), request.headers.get("host")}
    elif fetched_from is not None:
        allowed = fetched_from == "same-origin"
    else:
        allowed = not strict
    if not allowed:
        raise HTTPException(status.HTTP_403_FORBIDDEN, ELSEWHERE)


def _host(url: str) -> str:
    return urlsplit(url).netloc

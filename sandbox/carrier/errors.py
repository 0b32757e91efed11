"""Twilio's refusals: one table of code, HTTP status and words.

Source: https://www.twilio.com/docs/api/errors. As at Twilio, some messages quote the number that
was refused, so a caller that logs them is caught here first.
"""

import json

from starlette.responses import Response


class RefusedError(Exception):
    """A request is turned down with one of Twilio's codes.

    `quoted` is what Twilio's message quotes (a number, a path); it is kept out of `str()`.
    """

    def __init__(self, code: int, quoted: str = "") -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.quoted = quoted


_WORDS: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {quoted} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "The 'To' number {quoted} is not a valid phone number."),
    21212: (400, "The 'From' number {quoted} is not a valid phone number, shortcode, or sender."),
    21266: (400, "'To' and 'From' number cannot be the same: {quoted}"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of {quoted}."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {quoted} is not an SMS-capable number of yours."),
    21609: (400, "The 'StatusCallback' URL {quoted} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient {quoted}"),
    21611: (400, "This 'From' number {quoted} has exceeded its queue of messages."),
    21612: (400, "The 'To' phone number {quoted} is not reachable from this 'From'."),
    21614: (400, "'To' number {quoted} is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21705: (400, "The Messaging Service Sid {quoted} is invalid."),
}

FAILURES: dict[int, str] = {
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}
"""What became of a message that was accepted and yet did not arrive."""


def response(refusal: RefusedError, headers: dict[str, str] | None = None) -> Response:
    """The refusal in Twilio's JSON."""
    status, words = _WORDS[refusal.code]
    body = {
        "code": refusal.code,
        "message": words.format(quoted=refusal.quoted),
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": status,
    }
    challenge = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if status == 401 else {}
    return Response(json.dumps(body), status, {**challenge, **(headers or {})}, "application/json")

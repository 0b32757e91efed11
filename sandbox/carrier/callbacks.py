"""Status callbacks: what they say, and the order in which they leave.

Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from secrets import token_hex

from sandbox.carrier.courier import Courier, status_of
from sandbox.carrier.resources import API_VERSION
from sandbox.faults import Mischief
from sandbox.records import Text
from sandbox.tasks import Tasks

FINAL = frozenset({"delivered", "undelivered", "failed"})


@dataclass(slots=True)
class _Queue:
    """The callbacks of one message, on their way."""

    waiting: deque[dict[str, str]] = field(default_factory=deque)
    running: bool = False


class Callbacks:
    """Tells the StatusCallback URL of each text what became of it."""

    def __init__(
        self, courier: Courier, mischief: Mischief, tasks: Tasks, account_sid: str
    ) -> None:
        self._courier = courier
        self._mischief = mischief
        self._tasks = tasks
        self._account_sid = account_sid
        self._queues: dict[str, _Queue] = {}

    def report(self, text: Text) -> None:
        """Queue a callback for the status the text has now. One message's callbacks leave one
        after the other; those of different messages side by side."""
        if text.callback_url is None:
            return
        faults = self._mischief.faults.callbacks
        final = text.status in FINAL
        queue = self._queues.setdefault(text.sid, _Queue())
        if not self._mischief.strikes(faults.lose):
            queue.waiting.append(_form(text, self._account_sid))
        if faults.shuffle and not final:
            return
        if faults.shuffle:
            queue.waiting = deque(self._mischief.out_of_order(list(queue.waiting)))
        if not queue.running:
            queue.running = True
            self._tasks.start(self._drain(text, text.callback_url, queue))

    async def _drain(self, text: Text, url: str, queue: _Queue) -> None:
        await asyncio.sleep(self._mischief.faults.callbacks.late_ms / 1000)
        while queue.waiting:
            form = queue.waiting.popleft()
            again = self._mischief.strikes(self._mischief.faults.callbacks.repeat)
            for _ in range(2 if again else 1):
                answer = await self._courier.post(url, form)
                text.callbacks.append(form["MessageStatus"])
                text.answers.append(status_of(answer))
            if self._mischief.strikes(self._mischief.faults.callbacks.stray):
                sid = f"SM{token_hex(16)}"
                stray = {**form, "MessageSid": sid, "SmsSid": sid}
                await self._courier.post(url.partition("?")[0], stray)
        queue.running = False
        if text.status in FINAL:
            self._queues.pop(text.sid, None)


def _form(text: Text, account_sid: str) -> dict[str, str]:
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": text.sender or "",
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
        "To": text.to,
    }
    if text.service_sid:
        form["MessagingServiceSid"] = text.service_sid
    if text.error_code:
        form["ErrorCode"] = str(text.error_code)
    if text.status in {"delivered", "undelivered"}:
        # The network's own delivery time, written YYMMDDhhmm.
        form["RawDlrDoneDate"] = text.updated.strftime("%y%m%d%H%M")
    return form

"""How fast each sender may go, and what of a lane has to wait for that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.models.sender import ACCOUNT
from messaging.outbound import senders
from messaging.outbound.due import Stream
from messaging.outbound.senders import SenderKey
from messaging.platform.lanes import Lane
from messaging.platform.meter import Bucket, Meter
from messaging.platform.settings import Settings

AHEAD: Mapping[Lane, float] = MappingProxyType(
    {Lane.URGENT: 30.0, Lane.REMINDERS: 1.0, Lane.BULK: 0.5}
)
"""Seconds of its sender's rate that a lane may use before they have passed: the most that goes out
in one burst. Someone who waits for an answer goes at once, and the other lanes pay it back; and a
campaign never takes what a reminder may still use."""

MOST_SEGMENTS = 4
"""Asked for with each message; what is not used is given back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What all the senders of the installation may do just now."""

    settings: Settings
    paused: senders.Paused
    own: Mapping[SenderKey, float]

    def rests(self, stream: Stream) -> bool:
        return self._sender(stream) in self.paused

    def any_may_go(self, streams: Iterable[Stream]) -> bool:
        """Whether a lane is worth ringing for."""
        return not all(self.rests(stream) for stream in streams)

    def buckets(self, stream: Stream) -> tuple[Bucket, ...]:
        """The rates that hold for a stream: its sender's and its account's. None: no limit."""
        sender = self._sender(stream)
        if sender is None:
            return ()
        channel, address = sender
        rates = {
            address: self.own.get(sender, self._usual(channel)),
            ACCOUNT: self.own.get((channel, ACCOUNT), self._of_account(channel)),
        }
        return tuple(
            Bucket(f"{channel}:{name}", rate) for name, rate in rates.items() if rate is not None
        )

    def _sender(self, stream: Stream) -> SenderKey | None:
        return senders.address_of(self.settings, stream.text_sender, stream.channel)

    def _usual(self, channel: ChannelKind) -> float | None:
        texts, mails = self.settings.text_segments_per_second, self.settings.mails_per_second
        return texts if channel is ChannelKind.SMS else mails

    def _of_account(self, channel: ChannelKind) -> float | None:
        cap = self.settings.account_segments_per_second
        return cap if channel is ChannelKind.SMS else None


def pace(session: Session, settings: Settings) -> Pace:
    return Pace(settings, senders.paused(session), senders.rates(session))


Granted = Mapping[Stream, tuple[Sequence[Bucket], int]]
"""The rates a stream goes by, and the units it has of them."""


class Leave:
    """What one batch may take of the rates. Settle it when the batch is made."""

    def __init__(self, meter: Meter, granted: Granted) -> None:
        self._meter = meter
        self._granted = granted
        self._used = dict.fromkeys(granted, 0)

    def left(self, stream: Stream) -> int | None:
        """Segments that may still go; None: as many as there are."""
        if stream not in self._granted:
            return None
        return self._granted[stream][1] - self._used[stream]

    def use(self, stream: Stream, segments: int) -> None:
        if stream in self._used:
            self._used[stream] += segments

    def settle(self) -> None:
        """Give back what was not used; pay for what went beyond, since a text is not split."""
        for stream, (buckets, units) in self._granted.items():
            self._meter.settle(buckets, units - self._used[stream])
            self._used[stream] = units


def ask_leave(
    meter: Meter, pace: Pace, lane: Lane, streams: Sequence[Stream], room: int
) -> tuple[list[Stream], Leave, float | None]:
    """The streams that may send now, their leave, and in how many seconds the first of the others
    may (None: none of them waits for its rate). A paused sender's streams are not among either."""
    ready, granted, waits = [], {}, []
    for stream in streams:
        if pace.rests(stream):
            continue
        buckets = pace.buckets(stream)
        grant = meter.take(buckets, room * MOST_SEGMENTS, AHEAD[lane]) if buckets else None
        if grant is None:
            ready.append(stream)
        elif grant.units:
            ready.append(stream)
            granted[stream] = (buckets, grant.units)
        else:
            waits.append(grant.wait)
    return ready, Leave(meter, granted), min(waits, default=None)

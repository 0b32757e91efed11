"""When to try again, and when to stop. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from types import MappingProxyType

from channels.values import ChannelKind, SendError


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits grow twofold from `first` to `longest`; after `tries` in all it is over."""

    first: timedelta
    longest: timedelta
    tries: int


BACKOFF: Mapping[ChannelKind, Backoff] = MappingProxyType(
    {
        # A text that comes hours late has mostly lost its use, and another channel can take over.
        ChannelKind.SMS: Backoff(timedelta(seconds=5), timedelta(minutes=15), 12),
        # RFC 5321 4.5.4.1: give up after four to five days; ours are dated matters, so three.
        ChannelKind.EMAIL: Backoff(timedelta(seconds=30), timedelta(hours=4), 25),
        ChannelKind.CHAT: Backoff(timedelta(seconds=1), timedelta(minutes=1), 5),
    }
)


def next_try(
    channel: ChannelKind, tried: int, alike: int, error: SendError, random: Random
) -> timedelta | None:
    """How long to wait after `tried` attempts, `alike` of which, and the last, ended in `error`;
    None: give up. The tries that an error is worth are not used up by other errors.

    Half of each wait is chance, so that a crowd turned away together does not return together.
    The provider's own Retry-After is never undercut.
    """
    backoff = BACKOFF[channel]
    spent = error.retries is not None and alike > error.retries
    if spent or tried >= backoff.tries:
        return None
    doubled: int = 2 ** min(tried - 1, 30)
    wait = min(backoff.first * doubled, backoff.longest)
    jittered = wait / 2 + wait / 2 * random.random()
    return max(jittered, error.retry_after or timedelta())

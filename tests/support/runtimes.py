"""A runtime made of fakes, for the tests of every room."""

from collections.abc import Mapping

from channels.protocol import ChannelAdapter
from channels.values import ChannelKind
from messaging.platform.database import Database
from messaging.platform.links import LinkSigner
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from templates import load_library
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import FakeChannel

SECRET = "a secret that only the tests know, long enough"


def fake_channels(clock: MovableClock) -> dict[ChannelKind, FakeChannel]:
    """One per kind, named as the real adapters are."""
    names = {ChannelKind.SMS: "twilio", ChannelKind.EMAIL: "smtp", ChannelKind.CHAT: "chat"}
    return {kind: FakeChannel(kind, name=name, now=clock) for kind, name in names.items()}


def make_runtime(
    database: Database,
    settings: Settings,
    *,
    clock: MovableClock,
    doorbell: RecordingDoorbell,
    channels: Mapping[ChannelKind, ChannelAdapter],
) -> Runtime:
    return Runtime(
        settings=settings,
        database=database,
        doorbell=doorbell,
        clock=clock,
        channels=channels,
        library=load_library(),
        links=LinkSigner([SECRET]),
    )

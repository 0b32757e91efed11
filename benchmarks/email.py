"""Emails end to end, and through the channel alone, beside bare pooled aiosmtplib."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from benchmarks import office, servers, sms
from benchmarks.bench import Bench, Pair, Scale
from benchmarks.child import child
from benchmarks.mailer import CONNECTIONS
from benchmarks.sms import PREPARED, WARM_LANE, Desk, Size
from channels.values import ChannelKind
from tests.support.postgres import TEMPLATE

SIZES = {Scale.FULL: Size(2000, 100), Scale.QUICK: Size(20, 5)}


@contextmanager
def _channel_alone(scale: Scale) -> Iterator[Pair]:
    size = SIZES[scale]
    with child("benchmarks.smtp_sink") as sink:
        port = str(sink.greeting["port"])
        with (
            child("benchmarks.mailer", port, "--channel") as ours,
            child("benchmarks.mailer", port) as bare,
        ):
            hands = (ours, bare)
            for hand in hands:
                hand.ask(count=size.warm)
            turns = [
                partial(sms.timed, size.texts, [hand], {"count": size.texts}) for hand in hands
            ]
            yield Pair(*turns)


@contextmanager
def _end_to_end(scale: Scale) -> Iterator[Pair]:
    size = SIZES[scale]
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-")))
        sink = stack.enter_context(child("benchmarks.smtp_sink"))
        port = str(sink.greeting["port"])
        made = Desk(cluster, folder, size, {"SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=false"})
        with office.runtime(made.environment(cluster.create(PREPARED, TEMPLATE))) as house:
            threads = office.settle(house, size.texts + size.warm, ChannelKind.EMAIL)
            office.write(house, threads[: size.texts], ChannelKind.EMAIL, sms.LANE)
            office.write(house, threads[size.texts :], ChannelKind.EMAIL, WARM_LANE)
            office.analyse(house)
        bare = stack.enter_context(child("benchmarks.mailer", port))
        bare.ask(count=size.warm)
        yield Pair(
            partial(sms.ours, made), partial(sms.timed, size.texts, [bare], {"count": size.texts})
        )


_PEER = (
    f"the peer is aiosmtplib alone, {CONNECTIONS} kept connections, sending ready-made bytes of "
    "such an email to the same sink, a cheap SMTP server in a process of its own."
)
BENCHES = (
    Bench(
        "email",
        0.6,
        "higher",
        "As sms, with emails in text and HTML over the channel's own kept connections: due → "
        f"taken by the sink → recorded; {_PEER}",
        _end_to_end,
    ),
    Bench(
        "email-channel",
        0.6,
        "higher",
        f"The channel alone builds and sends emails over {CONNECTIONS} kept connections, without "
        f"any database; {_PEER}",
        _channel_alone,
    ),
)

"""Whatever the damage, a mail is kept whole and comes before a person."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.inbound_mail import Envelope, bytes_of, read
from channels.twilio_media import Fetched
from messaging.inbound import files, routing
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage, InboundState
from messaging.runtime import Runtime
from tests.channels.test_inbound_mail import DAMAGE
from tests.channels.test_mail_programs import HEAD, SAMPLES, Sample
from tests.support.people import Office
from webhooks.mail_intake import deliver

TO = "reply@in.kinline.example"


class NoSource:
    async def fetch(self, url: str) -> Fetched:
        raise AssertionError("a mail leads nowhere else")


def mangled(draw: st.DrawFn) -> bytes:
    """A real-looking mail with pieces lost, changed and put in."""
    sample = draw(st.sampled_from([*SAMPLES.values()]))
    raw = bytearray((HEAD + sample.raw).encode("latin-1"))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 60))] = draw(DAMAGE | st.binary(max_size=6))
    return bytes(raw)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.composite(mangled)())
def test_it_is_stored_routed_and_its_files_settled(
    runtime: Runtime, runner: asyncio.Runner, office: Office, raw: bytes
) -> None:
    mail = read(raw, Envelope("maria@example.org", [TO]), runtime.clock())
    with runtime.unit() as unit:
        deliver(unit, runtime, mail)
    routing.drain(runtime)
    files.drain(runtime, runner, NoSource(), lambda: False)
    with runtime.reading() as session:
        kept = session.scalars(
            select(InboundMessage).where(
                InboundMessage.provider_id == mail.inbound.provider_id[:200]
            )
        ).all()
        assert [row.state for row in kept] == [InboundState.TRIAGE]
        waiting = select(File).where(File.state == FileState.WAITING)
        assert session.scalars(waiting).all() == []
        # The same Message-ID with other bytes is the same mail, as a provider's repeat is.
        assert mail.inbound.provider_id.startswith("<") or bytes_of(kept[0].raw) == raw


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_an_undamaged_one_gives_all_its_files(
    runtime: Runtime, runner: asyncio.Runner, office: Office, sample: Sample
) -> None:
    raw = (HEAD + sample.raw).encode("latin-1")
    mail = read(raw, Envelope("maria@example.org", [TO]), runtime.clock())
    with runtime.unit() as unit:
        deliver(unit, runtime, mail)
    files.drain(runtime, runner, NoSource(), lambda: False)
    with runtime.reading() as session:
        found = session.scalars(select(File).order_by(File.position)).all()
        assert [file.state for file in found] == [FileState.KEPT] * len(mail.inbound.media)
        assert tuple(file.name for file in found) == sample.files
        assert bytes_of(session.scalars(select(InboundMessage)).one().raw) == raw

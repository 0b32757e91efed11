"""Everything that reads what came from outside either reads it or says that it cannot."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import HTTPException
from hypothesis import given
from hypothesis import strategies as st

from campaigns.csv_columns import COLUMNS, CONSENT, CONTACTS, THINGS, party_identity, row_of
from campaigns.csv_file import CsvRunError, count_rows
from campaigns.incoming.reading import EventRefusedError, MalformedEventError, read_event
from channels.retry_after import retry_after
from messaging.directory.audit_proof import Anchor
from messaging.platform.links import BadLinkError, LinkPurpose, LinkSigner
from outgoing.addresses import AddressError, checked, host_of
from tests.support.runtimes import SECRET
from tests.wall.soaking import examples
from web.api.pages import after
from web.masking import without_their_links
from webhooks.signatures import BadSignatureError, verify

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
LINKS = LinkSigner([SECRET])
LONG = st.sampled_from(["9" * 5_000, "[" * 100_000, '{"a":' * 50_000, "\x00" * 100, "=" * 1_000])
TEXTS = st.text(max_size=80) | LONG | st.text("0123456789-:+TZ. ", max_size=30)

ANY_JSON = st.recursive(
    st.none() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
CELLS = sorted({*COLUMNS, *CONSENT, *CONTACTS, *(c for t in THINGS.values() for c in t.columns)})

READERS: dict[str, tuple[Callable[[str], object], tuple[type[Exception], ...]]] = {
    "event": (read_event, (EventRefusedError, MalformedEventError)),
    "link": (lambda text: LINKS.read(LinkPurpose.CHAT, text, NOW), (BadLinkError,)),
    "cursor": (after, (HTTPException,)),
    "retry-after": (lambda text: retry_after(text, NOW), ()),
    "address": (lambda text: host_of(checked(text, local=True)), (AddressError,)),
    "anchor": (Anchor.read, (ValueError,)),
    "signature": (
        lambda text: verify(
            b"", {"webhook-id": "1", "webhook-timestamp": text, "webhook-signature": text}, [], NOW
        ),
        (BadSignatureError,),
    ),
    "masking": (lambda text: without_their_links(text, "es"), ()),
}


@pytest.mark.parametrize("name", READERS)
@examples(fast=60)
@given(text=TEXTS)
def test_a_reader_reads_or_says_that_it_cannot(name: str, text: str) -> None:
    read, refusals = READERS[name]
    with suppress(*refusals):
        read(text)


@examples(fast=60)
@given(ANY_JSON)
def test_an_event_is_read_or_refused_whatever_json_it_is(value: object) -> None:
    for document in (value, {"type": "renewal.due", "timestamp": value, "data": value}):
        with suppress(EventRefusedError, MalformedEventError):
            read_event(json.dumps(document))


@examples(fast=60)
@given(st.dictionaries(st.sampled_from(CELLS), TEXTS))
def test_a_row_of_a_file_becomes_a_row_whatever_stands_in_it(cells: dict[str, str]) -> None:
    for thing in (None, *THINGS.values()):
        assert len(party_identity(row_of(cells, thing, ZoneInfo("America/Chicago")))) == 2


@examples(fast=60)
@given(content=st.binary(max_size=200) | TEXTS.map(str.encode))
def test_a_file_is_counted_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(content)
    with suppress(CsvRunError):
        assert count_rows(path) >= 0

"""The fixtures every room stands on do what they say."""

import pytest
from redis import Redis
from sqlalchemy import func, select

from messaging.models.contact_point import ContactPoint
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent


def test_a_parent_is_registered_with_a_thread(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        maria = add_parent(unit, office, email_to="maria@example.org", text_to="+13125550142")
    with runtime.reading() as session:
        assert session.get_one(Thread, maria.thread.id).party_id == maria.party.id
        assert {point.address for point in session.scalars(select(ContactPoint))} == {
            "maria@example.org",
            "+13125550142",
        }


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_begins_with_an_empty_database(
    runtime: Runtime, office: Office, round_: int
) -> None:
    with runtime.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Thread)) == 0
        add_parent(unit, office)


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_begins_with_an_empty_redis(redis_url: str, round_: int) -> None:
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0
        redis.set("left", "behind")

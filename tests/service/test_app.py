"""The HTTP app around everything: health, limits, accidents."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service.app import create_app
from service.doors import MOST_BYTES, MOST_BYTES_UNDER, most_bytes
from tests.support.people import Office
from tests.support.runtimes import SECRET

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory, embedded_redis: str) -> Settings:
    return Settings.load(
        var_dir=tmp_path_factory.mktemp("var"), secret_key=SECRET, redis_url=embedded_redis
    )


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    return create_app(runtime)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_it_is_ready_with_database_and_redis(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "ok"})


def test_a_database_that_was_not_migrated_is_not_ready(
    client: TestClient, runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        session.execute(text("DELETE FROM alembic_version"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "this version needs" in answer.json()["database"]
    assert answer.json()["redis"] == "ok"


class TestWithRedisAway:
    @pytest.fixture
    def settings(self, tmp_path_factory: pytest.TempPathFactory) -> Settings:
        return Settings.load(
            var_dir=tmp_path_factory.mktemp("var"),
            secret_key=SECRET,
            redis_url="unix:///nowhere/kinline-secret-path.sock",
        )

    @only_sqlite
    def test_readiness_names_redis_and_gives_nothing_away(self, client: TestClient) -> None:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["database"] == "ok"
        assert "cannot be reached" in answer.json()["redis"]
        assert "secret-path" not in answer.text


def test_metrics_count_what_waits(client: TestClient, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.record(FactType.REPLY_RECEIVED, office.agency.id)
    families = text_string_to_metric_families(client.get("/metrics").text)
    due = next(family for family in families if family.name == "kinline_due_rows")
    counts = {sample.labels["lane"]: sample.value for sample in due.samples}
    assert counts == {lane.value: float(lane is Lane.FACTS) for lane in Lane}


@only_sqlite
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused(client: TestClient, declared: bool) -> None:
    body = b"x" * (MOST_BYTES + 1)
    content = body if declared else iter([body])
    answer = client.post("/webhooks/twilio/inbound", content=content)
    assert answer.status_code == 413
    assert answer.json()["title"] == "The request is too large."


@only_sqlite
def test_a_parent_reads_in_their_language_that_it_was_too_large(client: TestClient) -> None:
    large = {"Content-Length": str(most_bytes("/p/chat/x") + 1)}
    answer = client.post("/p/chat/x?lang=es", content=b"", headers=large)
    assert answer.status_code == 413
    assert "elija archivos más pequeños" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@only_sqlite
def test_a_parent_reads_in_their_language_that_nothing_can_be_taken_now(
    client: TestClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away: the page needs none."""

    def away() -> None:
        raise OperationalError("", None, Exception())

    monkeypatch.setattr(type(runtime), "unit", lambda _runtime: away())
    answer = client.post("/p/chat/x?lang=es", data={"text": "Hola"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Ahora mismo no podemos recibir esto" in answer.text


def test_mail_may_be_larger() -> None:
    assert min(MOST_BYTES_UNDER.values()) > MOST_BYTES


@only_sqlite
@pytest.mark.parametrize(
    ("accident", "status"),
    [
        (ValueError("Maria wrote: I moved"), 500),
        (OperationalError("", None, Exception()), 503),
        (NoConnectionFreeError(), 503),
    ],
)
def test_an_accident_is_answered_plainly_and_logged_without_its_words(
    app: FastAPI, capsys: pytest.CaptureFixture[str], accident: Exception, status: int
) -> None:
    @app.get("/accident")
    def happen() -> None:
        raise accident

    with TestClient(app) as client:
        answer = client.get("/accident")
    said = "".join(capsys.readouterr())
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) is (status == 503)
    assert answer.headers["content-type"] == "application/problem+json"
    assert type(accident).__name__ in said
    assert "Maria" not in said + answer.text


@only_sqlite
@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_doors_are_not_described_to_strangers(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@only_sqlite
@pytest.mark.parametrize("path", ["/staff/login", "/api/v1/openapi.json", "/static/kinline.css"])
def test_every_part_of_the_house_has_its_door(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200

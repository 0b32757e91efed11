"""The carrier told to misbehave, as a client sees it."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.faults import Faults, Mischief
from tests.sandbox.running import RunningSandbox

TEXT = {"To": "+13125550142", "From": "+13125550100", "Body": "Sample Agency: hello."}


@pytest.fixture
def carrier(sandbox: RunningSandbox) -> Iterator[httpx2.Client]:
    """A bare client at the Messages resource."""
    account = sandbox.config.account_sid
    with httpx2.Client(
        base_url=f"{sandbox.url}/2010-04-01/Accounts/{account}",
        auth=(account, sandbox.config.auth_token),
        trust_env=False,
    ) as client:
        yield client


def test_too_many_requests_are_not_processed(
    sandbox: RunningSandbox, control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"rate_429": 1, "retry_after": 2})
    answer = carrier.post("/Messages.json", data=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)
    assert answer.headers["Retry-After"] == "2"
    assert sandbox.log() == []


def test_one_sender_may_be_barred_while_another_is_not(
    sandbox: RunningSandbox, control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"refuse_senders": [TEXT["From"]]})
    answer = carrier.post("/Messages.json", data=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (400, 21606)
    other = carrier.post("/Messages.json", data={**TEXT, "From": "+13125550101"})
    assert other.status_code == 201


@pytest.mark.parametrize(("fault", "accepted"), [("rate_500", 0), ("rate_500_after_accept", 1)])
def test_a_server_error_may_or_may_not_have_accepted(
    sandbox: RunningSandbox,
    control: httpx2.Client,
    carrier: httpx2.Client,
    fault: str,
    accepted: int,
) -> None:
    control.put("/sandbox/faults", json={fault: 1})
    answer = carrier.post("/Messages.json", data=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (500, 20500)
    assert len(sandbox.log()) == accepted


@pytest.mark.parametrize(
    ("fault", "accepted"), [("drop_after_accept", 1), ("drop_before_accept", 0)]
)
def test_a_cut_connection_is_a_network_error(
    sandbox: RunningSandbox,
    control: httpx2.Client,
    carrier: httpx2.Client,
    fault: str,
    accepted: int,
) -> None:
    control.put("/sandbox/faults", json={fault: 1})
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        carrier.post("/Messages.json", data=TEXT)
    assert len(sandbox.log()) == accepted


def test_a_cut_connection_sends_not_one_byte(
    sandbox: RunningSandbox, control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"drop_after_accept": 1})
    request = carrier.build_request("POST", "/Messages.json", data=TEXT)
    request = next(carrier.auth.auth_flow(request)) if carrier.auth else request
    head = [f"POST {request.url.raw_path.decode()} HTTP/1.1"]
    head += [f"{name}: {value}" for name, value in request.headers.items()]
    host, port = str(request.url.host), request.url.port
    with socket.create_connection((host, port or 80), timeout=20) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + request.read())
        with suppress(ConnectionResetError):
            assert line.recv(100) == b""
    assert len(sandbox.log()) == 1


def test_the_server_goes_on_after_a_cut_connection(
    control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"drop_after_accept": 1})
    with pytest.raises(httpx2.TransportError):
        carrier.post("/Messages.json", data=TEXT)
    control.delete("/sandbox/faults")
    assert carrier.post("/Messages.json", data=TEXT).status_code == 201
    assert len(carrier.get("/Messages.json", params={"To": TEXT["To"]}).json()["messages"]) == 2


def test_only_creates_are_cut_after_accepting(
    control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"drop_after_accept": 1})
    assert carrier.get("/Messages.json").status_code == 200


def test_latency_outlasts_an_impatient_client(
    control: httpx2.Client, carrier: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"latency_ms": 3000})
    with pytest.raises(httpx2.ReadTimeout):
        carrier.get("/Messages.json", timeout=0.05)


def test_faults_can_be_read_and_lifted(control: httpx2.Client) -> None:
    assert control.put("/sandbox/faults", json={"rate_429": 0.25}).is_success
    assert control.get("/sandbox/faults").json()["rate_429"] == 0.25
    assert control.delete("/sandbox/faults").status_code == 204
    assert control.get("/sandbox/faults").json() == Faults().model_dump(mode="json")


@pytest.mark.parametrize(
    "faults",
    [
        {"rate_429": 1.5},
        {"rate_429": -1},
        {"rate_428": 1},
        {"callbacks": {"shuffel": True}},
        {"latency_ms": "slow"},
    ],
)
def test_a_fault_nobody_knows_is_refused(control: httpx2.Client, faults: dict[str, object]) -> None:
    assert control.put("/sandbox/faults", json=faults).status_code == 422
    assert control.get("/sandbox/faults").json()["rate_429"] == 0


@given(st.integers(), st.floats(0, 1))
def test_the_same_seed_strikes_the_same_requests(seed: int, rate: float) -> None:
    first, second = (Mischief(Faults(seed=seed)) for _ in range(2))
    assert [first.strikes(rate) for _ in range(50)] == [second.strikes(rate) for _ in range(50)]


@given(st.integers(), st.lists(st.integers(), min_size=2, unique=True))
def test_out_of_order_is_never_in_order(seed: int, items: list[int]) -> None:
    shuffled = Mischief(Faults(seed=seed)).out_of_order(items)
    assert shuffled != items
    assert sorted(shuffled) == sorted(items)

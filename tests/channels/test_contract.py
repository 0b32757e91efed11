"""Every adapter keeps the same promises."""

import pytest

from tests.channels.contract import TAKEN, Situation, Verdict, expected_verdict
from tests.channels.rigs import RIGS
from tests.channels.samples import ATTEMPT, NOON, outgoing

PAIRS = [(name, situation) for name, (_, possible) in RIGS.items() for situation in possible]
ERRORS = [(name, situation) for name, situation in PAIRS if situation is not Situation.TAKES_IT]
WITH_PROVIDER = [name for name in RIGS if name != "chat"]
TEXTS = (
    "¿Mañana? Sí, señora Muñoz.",
    "早安 👩‍👧 ✅",
    "a.\n.\n..b\n",
    "line one\r\nline two",
    "%+&=#\\",
)
ADDRESSES = ("5550142", "maria", "example.org")


@pytest.mark.parametrize(("name", "situation"), PAIRS)
async def test_says_what_became_of_a_message_in_our_words(name: str, situation: Situation) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(situation)
        result = await rig.adapter.send(outgoing(rig.to))
    assert (result.error and Verdict.of(result.error)) == expected_verdict(situation)
    assert result.accepted == (situation is Situation.TAKES_IT)
    assert bool(result.provider_id) == result.accepted


@pytest.mark.parametrize(("name", "situation"), [p for p in PAIRS if p[0] != "chat"])
async def test_what_it_says_is_what_the_provider_has(name: str, situation: Situation) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(situation)
        await rig.adapter.send(outgoing(rig.to, "Your renewal is due."))
        assert rig.taken() == (["Your renewal is due."] if situation in TAKEN else [])


@pytest.mark.parametrize(("name", "situation"), ERRORS)
async def test_a_failure_does_not_spoil_the_next_message(name: str, situation: Situation) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(situation)
        await rig.adapter.send(outgoing(rig.to, "First."))
        await rig.arrange(Situation.TAKES_IT)
        second = await rig.adapter.send(outgoing(rig.to, "Second."))
        assert second.accepted
        assert rig.taken()[-1] == "Second."


@pytest.mark.parametrize(("name", "situation"), ERRORS)
async def test_an_error_names_no_address(name: str, situation: Situation) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(situation)
        message = outgoing(rig.to)
        result = await rig.adapter.send(message)
    shown = f"{result!r} {result.error} {message!r} {rig.adapter!r}"
    assert not [address for address in ADDRESSES if address in shown]
    assert result.error is not None
    assert result.error.code
    assert result.error.reason.endswith(".")


@pytest.mark.parametrize("name", WITH_PROVIDER)
@pytest.mark.parametrize("text", TEXTS)
async def test_any_letters_arrive_as_written(name: str, text: str) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(Situation.TAKES_IT)
        assert (await rig.adapter.send(outgoing(rig.to, text))).accepted
        (arrived,) = rig.taken()
    assert arrived.splitlines() == text.splitlines()


@pytest.mark.parametrize("name", RIGS)
async def test_closing_twice_is_closing_once(name: str) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.arrange(Situation.TAKES_IT)
        await rig.adapter.send(outgoing(rig.to))
        await rig.adapter.aclose()
        await rig.adapter.aclose()


@pytest.mark.parametrize("name", RIGS)
async def test_closing_before_use_is_fine(name: str) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        await rig.adapter.aclose()


@pytest.mark.parametrize("name", ["chat", "fake"])
async def test_the_same_attempt_has_the_same_id(name: str) -> None:
    make, _ = RIGS[name]
    async with make() as rig:
        ids = {(await rig.adapter.send(outgoing(rig.to))).provider_id for _ in range(2)}
    assert len(ids) == 1
    assert str(ATTEMPT) in str(ids)


async def test_chat_has_nothing_to_lose() -> None:
    make, _ = RIGS["chat"]
    async with make() as rig:
        assert await rig.adapter.sightings(rig.to, NOON) == []
        assert await rig.adapter.check() is None


async def test_smtp_cannot_be_asked_what_it_holds() -> None:
    make, _ = RIGS["smtp"]
    async with make() as rig:
        assert await rig.adapter.sightings(rig.to, NOON) is None

"""The verdict. The carrier's own log is the witness; our database only says what we believe."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from messaging.models.inbound import InboundState
from messaging.models.message import MessageStatus
from messaging.outbound.states import FINAL
from tests.chaos.evidence import Evidence, Key, Row
from tests.chaos.judge_outgoing import judge_outgoing
from tests.chaos.people import MARK, TEXT, Cast, mark_of
from tests.chaos.said import Said

S = MessageStatus
ARRIVED = (S.DELIVERED, S.READ)
MAIL_ARRIVED = (S.SENT, *ARRIVED)
"""Mail servers tell only of failures."""
NEVER_LEFT = (S.QUEUED, S.REFUSED, S.EXPIRED, S.CANCELLED)
KINDS = ("lost", "doubled", "stuck", "misordered", "leaked")
FAR_ABOVE = 5.0
"""Times the rate, in any one second. The rate is taken when a message is claimed: after a pause a
lane may go a second's worth ahead, Redis forgets what was used, and what was claimed over some
seconds goes at once when a slow carrier is quick again. Without a rate it is dozens of times."""


@dataclass(slots=True)
class Verdict:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    misordered: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    hasty: list[str] = field(default_factory=list)
    """Seconds in which a sender's rate was far exceeded."""
    parked: list[str] = field(default_factory=list)
    """In doubt, and a person has been asked: neither lost nor stuck."""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.hasty or any(getattr(self, kind) for kind in KINDS))

    @property
    def line(self) -> str:
        return " ".join(f"{kind}={len(getattr(self, kind))}" for kind in KINDS)


def judge(
    evidence: Evidence,
    said: Said,
    cast: Cast,
    threads: Mapping[str, UUID],
    rates: Mapping[str, float] | None = None,
) -> Verdict:
    """`threads` by mark; `rates` in segments a second by sender."""
    verdict = Verdict(counts=Counter(evidence.counts))
    _judge_rows(verdict, evidence)
    _judge_said(verdict, evidence, said, cast)
    _judge_order(verdict, evidence)
    _judge_leaks(verdict, evidence, cast)
    _judge_inbound(verdict, evidence, said, cast, threads)
    _judge_rates(verdict, evidence, rates or {})
    for kind, lines in judge_outgoing(evidence, cast).items():
        getattr(verdict, kind).extend(lines)
    verdict.stuck += [f"{sender} is still paused" for sender in sorted(evidence.resting)]
    if evidence.damaged_left:
        verdict.stuck.append(f"{evidence.damaged_left} unreadable files are still on the spool")
    mails = sum(row.is_mail for row in evidence.rows)
    verdict.counts["rows: texts"] = len(evidence.rows) - mails
    verdict.counts["rows: mails"] = mails
    verdict.counts["accepted by the carrier"] = len(evidence.taken)
    verdict.counts["refused by the mail server"] = len(evidence.refused_mails)
    verdict.counts["events to agencies"] = len(evidence.told)
    verdict.counts["events heard"] = len(evidence.heard)
    verdict.counts["written by parents"] = len(evidence.typed)
    return verdict


def _judge_rows(verdict: Verdict, evidence: Evidence) -> None:
    """Every row against what the carrier has: as often as rows say, and not once more."""
    at_carrier = Counter(taken.key for taken in evidence.taken)
    claims: dict[Key, list[Row]] = defaultdict(list)
    for row in evidence.rows:
        claims[row.key].append(row)
        kind = "mail" if row.is_mail else "text"
        verdict.counts[f"{kind} {row.status}" + (f": {row.reason}" if row.reason else "")] += 1
        _judge_end(verdict, row)
    for key, rows in claims.items():
        arrived = sum(row.status in (MAIL_ARRIVED if row.is_mail else ARRIVED) for row in rows)
        may_have = sum(row.status not in NEVER_LEFT for row in rows)
        if at_carrier[key] < arrived:
            verdict.lost.append(f"{rows[0].id}: believed delivered")
        _note_doubles(verdict, str(rows[0].id), at_carrier[key], may_have)
    for key in at_carrier.keys() - claims.keys():
        verdict.doubled.append(f"the carrier has {at_carrier[key]} that is none of ours")


def _judge_end(verdict: Verdict, row: Row) -> None:
    if row.status in FINAL or (row.is_mail and row.status is S.SENT):
        return
    if row.status is S.UNCERTAIN and row.parked:
        verdict.parked.append(f"{'mail' if row.is_mail else 'text'} {row.id}")
    elif not (row.status is S.QUEUED and row.for_later):
        verdict.stuck.append(f"{row.id} is {row.status}, {row.attempts} tries")


def _note_doubles(verdict: Verdict, name: str, times: int, expected: int) -> None:
    verdict.doubled += [f"{name} sent {times} times, not {expected}"] * (times - expected)


def _judge_said(verdict: Verdict, evidence: Evidence, said: Said, cast: Cast) -> None:
    """Everything that was taken from whoever said it reached its handset or mailbox once."""
    by_text: dict[str, Row] = {}
    for row in evidence.rows:
        for text in TEXT.findall(row.words):
            by_text.setdefault(text, row)
    arrived = {(text, taken.to) for taken in evidence.taken for text in TEXT.findall(taken.words)}
    for text, to in (*said.to_phone.items(), *said.to_mail.items()):
        found = by_text.get(text)
        if (text, to) in arrived or (found is not None and _is_excused(found, evidence, cast)):
            continue
        state = f"{found.status}, {found.reason}" if found else "no row"
        verdict.lost.append(f"{text}: {state}")
    for text in said.to_shared:
        found = by_text.get(text)
        if found is None or found.status is not S.REFUSED:
            verdict.lost.append(f"{text}: to a shared phone, yet {found.status if found else None}")
    verdict.counts["said to parents"] = len(said.to_phone) + len(said.to_mail)
    verdict.counts["said to shared phones"] = len(said.to_shared)


def _is_excused(row: Row, evidence: Evidence, cast: Cast) -> bool:
    """It did not arrive, and somebody has been told so, with the reason."""
    if row.parked:
        return True
    if not (row.status in FINAL and row.reason):
        return False
    return row.key[1] in cast.landlines or row.key[2] in evidence.refused_mails


def _judge_order(verdict: Verdict, evidence: Evidence) -> None:
    """Per handset or mailbox and stream, in the order in which the carrier accepted."""
    streams: dict[tuple[str, str], list[str]] = defaultdict(list)
    for taken in evidence.taken:
        for text in dict.fromkeys(TEXT.findall(taken.words)):
            streams[taken.to, text[:-3]].append(text)
    for texts in streams.values():
        verdict.misordered += [f"{b} after {a}" for a, b in pairwise(texts) if b < a]


def _judge_leaks(verdict: Verdict, evidence: Evidence, cast: Cast) -> None:
    """No handset or mailbox got words that bear the mark of somebody else."""
    may_read = cast.may_read()
    agency_of_mail = {row.key: row.agency for row in evidence.rows if row.is_mail}
    for taken in evidence.taken:
        agency = taken.agency or agency_of_mail.get(taken.key, "")
        strange = set(MARK.findall(taken.words)) - may_read.get((agency, taken.to), frozenset())
        if strange:
            verdict.leaked.append(f"{sorted(strange)} to somebody else")


def _judge_inbound(
    verdict: Verdict, evidence: Evidence, said: Said, cast: Cast, threads: Mapping[str, UUID]
) -> None:
    """What the house said yes to is stored once and where it belongs."""
    states: dict[str, list[InboundState]] = defaultdict(list)
    for stored in evidence.stored:
        for text in TEXT.findall(stored.words):
            states[text].append(stored.state)
    in_threads = Counter(
        (text, thread_id) for words, thread_id in evidence.threaded for text in TEXT.findall(words)
    )
    for typed in evidence.typed:
        for text in TEXT.findall(typed.words):
            writer = said.from_phone[text]
            shared = writer in cast.shared
            mine = in_threads.pop((text, threads[mark_of(writer)]), 0)
            if not typed.was_taken:
                verdict.stuck.append(f"{text}: never taken")
                continue
            if not states[text]:
                verdict.lost.append(f"{text}: taken, not stored")
            _note_doubles(verdict, text, len(states[text]), 1)
            wanted = InboundState.TRIAGE if shared else InboundState.THREADED
            verdict.stuck += [f"{text} is {each}" for each in states[text] if each is not wanted]
            if states[text] and not shared and mine != 1:
                kind = verdict.doubled if mine else verdict.lost
                kind.append(f"{text}: {mine} times in its thread")
            if shared and mine:
                verdict.leaked.append(f"{text} in a thread, from a shared phone")
    verdict.leaked += [f"{text} in another thread" for text, _ in in_threads]


def _judge_rates(verdict: Verdict, evidence: Evidence, rates: Mapping[str, float]) -> None:
    """No second, wherever it begins, in which a sender's texts were far above its rate."""
    moments: dict[str, list[datetime]] = defaultdict(list)
    for taken in evidence.taken:
        if taken.key[0] in rates:
            moments[taken.key[0]] += [taken.at] * taken.segments
    for sender, at in moments.items():
        most = _most_in_a_second(sorted(at))
        verdict.counts[f"most segments in a second, at a rate of {rates[sender]:g}"] = most
        if most > rates[sender] * FAR_ABOVE:
            verdict.hasty.append(f"{most} segments in a second, not {rates[sender]:g}")


def _most_in_a_second(moments: list[datetime]) -> int:
    first = most = 0
    for last, moment in enumerate(moments):
        while (moment - moments[first]).total_seconds() >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most

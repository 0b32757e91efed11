"""Outgoing events against what the agencies' systems heard: at least once, in order per object,
signed, and to the right agency."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from tests.chaos.evidence import Evidence
from tests.chaos.people import Cast

PERSON = re.compile(r"P-\d{5}")
"""By which number an agency knows a parent; see `people.cast`."""

Findings = Mapping[str, list[str]]


def judge_outgoing(evidence: Evidence, cast: Cast) -> Findings:
    """By the kinds of a verdict."""
    found: dict[str, list[str]] = defaultdict(list)
    accepted = [each for each in evidence.heard if each.accepted]
    arrived = {(each.agency, each.event_id) for each in accepted}
    if evidence.untold:
        found["lost"].append(f"{evidence.untold} facts were never laid out for an agency's system")
    for told in evidence.told:
        if not told.settled:
            found["stuck"].append(f"event {told.event_id} still waits")
        elif (told.agency, told.event_id) not in arrived:
            found["lost"].append(f"event {told.event_id}: believed delivered")
    found["misordered"] += _misordered(evidence)
    found["leaked"] += _leaked(evidence, cast)
    return found


def _misordered(evidence: Evidence) -> list[str]:
    """Repeats may come at any time; what counts is when each was first taken."""
    object_of = {(told.agency, told.event_id): told.object_id for told in evidence.told}
    first: dict[tuple[str, str], None] = dict.fromkeys(
        (each.agency, each.event_id) for each in evidence.heard if each.accepted
    )
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in first:
        if key in object_of:
            lines[key[0], object_of[key]].append(key[1])
    return [
        f"event {b} after {a}" for events in lines.values() for a, b in pairwise(events) if b < a
    ]


def _leaked(evidence: Evidence, cast: Cast) -> list[str]:
    ours: dict[str, set[str]] = defaultdict(set)
    for agency, parent in cast.everyone():
        ours[agency].add(parent.external_id)
    strange = [
        f"an event about {sorted(others)} to {each.agency}"
        for each in evidence.heard
        if (others := set(PERSON.findall(each.words)) - ours[each.agency])
    ]
    unsigned = [f"event {each.event_id} unsigned" for each in evidence.heard if not each.signed]
    return strange + unsigned

"""A campaign as fields of a form, and back. What has no field stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from campaigns.checks import given_by
from campaigns.definition import EARLIEST_HOUR, LATEST_HOUR, Campaign, HelpKind
from campaigns.incoming.kinds import EVENTS
from campaigns.values import AT_ANSWER, FROM_CONTEXT
from messaging.models.case import PartyRole
from templates.library import Library

NEW = "NEW"
"""What the fields of a step to be added are called; no step can be called so."""
FIELD = "field-"
"""The name of a tick, before the key of a field of the agency's own and one of its words."""
MOST_PROGRAMS = 30
WAYS = ("sms", "email", "sms email")
FROM_DATE: Mapping[str, str] = MappingProxyType(
    {
        "before": "days_before",
        "after": "days_after",
        "work_before": "work_days_before",
        "work_after": "work_days_after",
    }
)
"""What each choice of the form is called in a campaign."""
HOURS = tuple(range(EARLIEST_HOUR, LATEST_HOUR + 1))
Table = Mapping[str, Any]
"""A campaign as it is stored."""
Said = Mapping[str, str]
"""What came of the form, by the field's name; an unticked box is not there."""


@dataclass(frozen=True, slots=True)
class StepFields:
    key: str
    there: bool
    required: bool
    """By law: it can be put at another time, and not taken out."""
    when: str
    days: int | str
    hour: int | str
    template: str
    send_by: str
    fall_back_to: str
    question: str
    only: Sequence[str] = ()
    """Answers that it follows."""
    spared: Sequence[str] = ()
    """Answers after which it is left out."""


def steps(table: Table, base: Campaign) -> list[StepFields]:
    """Those of `table`, those of the file that it has not, and one to be added."""
    own = list(table.get("steps", ()))
    keys = {step.get("key") for step in own}
    gone = [step for step in _file(base)["steps"] if step["key"] not in keys]
    shown = sorted([(s, True) for s in own] + [(s, False) for s in gone], key=_in_time)
    fields = [_step(step, there) for step, there in shown]
    return [*fields, StepFields(NEW, False, False, "before", 2, 10, "", "sms", "email", "")]


def answers(table: Table, base: Campaign) -> list[tuple[str, str]]:
    """What a step can hang on: what each answer is called, and the words that are offered."""
    known = {**_file(base).get("questions", {}), **table.get("questions", {})}
    return [
        (f"{name}.{key}", " / ".join(dict.fromkeys(answer["words"].values())))
        for name, question in known.items()
        for key, answer in question.items()
    ]


def stops(table: Table, base: Campaign) -> list[tuple[str, Table, bool]]:
    """What each is called in the form, what it says, and whether it is there."""
    own = list(table.get("stops", ()))
    events = [stop.get("on") for stop in own]
    gone = [stop for stop in _file(base).get("stops", ()) if stop["on"] not in events]
    return [(" ".join(s["on"]), s, s in own) for s in (*own, *gone)]


def step_wordings(base: Campaign, library: Library) -> list[str]:
    return _wordings(library, given_by(base) | FROM_CONTEXT)


def answer_wordings(base: Campaign, library: Library) -> list[str]:
    return _wordings(library, given_by(base) | FROM_CONTEXT | AT_ANSWER | {"appointment_at"})


def ending_events(base: Campaign) -> list[str]:
    """Those that a stop may be added for."""
    return [name for name in EVENTS if name not in base.starts_on]


def read(before: Table, base: Campaign, said: Said) -> dict[str, Any]:
    """`before` with what the form says. What makes no sense stays in, to be told of."""
    table = deepcopy(dict(before))
    table["audience"] = {
        "roles": [role for role in PartyRole if f"role-{role}" in said],
        "programs": [p.strip() for p in said.get("programs", "").split(",") if p.strip()],
        "languages": [n.removeprefix("language-") for n in said if n.startswith("language-")],
        "branches": [n.removeprefix("branch-") for n in said if n.startswith("branch-")],
        "fields": _fields_read(said),
    }
    table["catch_up"] = "catch_up" in said
    table["useful_days_after"] = _number(said.get("useful_days_after", "0"))
    table["steps"] = sorted(_steps_read(before, base, said), key=lambda s: _in_time((s, True)))
    table["stops"] = list(_stops_read(before, base, said))
    for name, question in list(table.get("questions", {}).items()):
        for key, answer in question.items():
            _answer_read(answer, f"a-{name}-{key}", said)
    asked = {step.get("question") for step in table["steps"]}
    known = {**_file(base).get("questions", {}), **table.get("questions", {})}
    table["questions"] = {name: one for name, one in known.items() if name in asked}
    return table


def _fields_read(said: Said) -> dict[str, list[str]]:
    """The words that are ticked, by the key of their field; neither has a hyphen."""
    asked: dict[str, list[str]] = {}
    for name in said:
        if name.startswith(FIELD):
            key, _, word = name.removeprefix(FIELD).partition("-")
            asked.setdefault(key, []).append(word)
    return asked


def _steps_read(before: Table, base: Campaign, said: Said) -> Iterator[dict[str, Any]]:
    for fields in steps(before, base):
        prefix = f"s-{fields.key}"
        if f"{prefix}-there" not in said:
            continue
        known = _known(before, base, fields.key)
        at_once = said.get(f"{prefix}-when") == "at_once"
        counted = FROM_DATE.get(said.get(f"{prefix}-when", ""), "days_before")
        days = {counted: _number(said.get(f"{prefix}-days", ""))}
        yield {
            **{name: known[name] for name in KEPT if name in known},
            **{
                name: [one for one, _ in answers(before, base) if f"{prefix}-{tick}-{one}" in said]
                for name, tick in (("after_answer", "only"), ("unless_answered", "spared"))
            },
            "key": fields.key if fields.key != NEW else _new_key(before, base),
            "template": said.get(f"{prefix}-template", ""),
            "send_by": said.get(f"{prefix}-send", "").split(),
            "fall_back_to": said.get(f"{prefix}-else", "").split(),
            "question": said.get(f"{prefix}-question") or None,
            **(
                {"at_once": True}
                if at_once
                else {**days, "hour": _number(said.get(f"{prefix}-hour", ""))}
            ),
        }


KEPT = ("template_when_moved", "required_by_law")


def _stops_read(before: Table, base: Campaign, said: Said) -> Iterator[dict[str, Any]]:
    for number, (_, stop, _there) in enumerate(stops(before, base)):
        if f"stop-{number}" in said:
            yield {
                "on": stop["on"],
                "whole_case": f"stop-{number}-case" in said,
                "tell": stop.get("tell"),
            }
    if event := said.get("stop-new"):
        yield {"on": [event]}


def _answer_read(answer: dict[str, Any], prefix: str, said: Said) -> None:
    if f"{prefix}-within" not in said:
        return
    answer["reply"] = said.get(f"{prefix}-reply") or None
    answer["task"] = said.get(f"{prefix}-task") or None
    answer["within_work_days"] = _number(said[f"{prefix}-within"])
    answer["ends"] = f"{prefix}-ends" in said
    answer["stays_open"] = f"{prefix}-stays" in said


def _step(step: Table, there: bool) -> StepFields:
    counted = [(when, name) for when, name in FROM_DATE.items() if step.get(name)]
    when, name = counted[0] if counted else ("before", "days_before")
    return StepFields(
        key=str(step.get("key", "")),
        there=there,
        required=bool(step.get("required_by_law")),
        when="at_once" if step.get("at_once") else when,
        days=step.get(name) or 0,
        hour=step.get("hour") or 10,
        template=step.get("template", ""),
        send_by=" ".join(step.get("send_by", ())),
        fall_back_to=" ".join(step.get("fall_back_to", ())),
        question=step.get("question") or "",
        only=step.get("after_answer", ()),
        spared=step.get("unless_answered", ()),
    )


def _known(before: Table, base: Campaign, key: str) -> Table:
    every = [*before.get("steps", ()), *_file(base)["steps"]]
    return next((step for step in every if step.get("key") == key), {})


def _new_key(before: Table, base: Campaign) -> str:
    taken = {step.get("key") for step in (*before.get("steps", ()), *_file(base)["steps"])}
    return next(key for number in range(1, 1000) if (key := f"own_{number}") not in taken)


def _in_time(shown: tuple[Table, bool]) -> tuple[bool, int, int]:
    step = shown[0]
    after = _int(step.get("days_after")) or _int(step.get("work_days_after")) * 7 // 5
    before = _int(step.get("days_before")) or _int(step.get("work_days_before")) * 7 // 5
    days = after or -before
    return not step.get("at_once"), days, _int(step.get("hour"))


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _number(text: str) -> int | str:
    """As a number; what is none stays, and is told of."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def _file(base: Campaign) -> dict[str, Any]:
    return base.model_dump(mode="json", exclude_defaults=True)


def _wordings(library: Library, known: frozenset[str] | set[str]) -> list[str]:
    found: Sequence[str] = sorted(library.templates)
    return [key for key in found if library.get(key).fields.required <= known]


TASKS = tuple(HelpKind)

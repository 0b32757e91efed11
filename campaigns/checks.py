"""What a campaign file must be beyond its form: events that exist, wording that can be filled in,
answers that the wording offers. Each check gives pairs of what is wrong and what to do."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from campaigns.definition import FAREWELL, NONE_LEFT, ONE_LEFT, Answer, Campaign
from campaigns.experiments.arms import variants
from campaigns.experiments.checks import experiment_is_sound
from campaigns.findings import Finding
from campaigns.incoming.kinds import EVENTS, model_of
from campaigns.values import AT_ANSWER, AT_TAKEN, FROM_CONTEXT
from messaging.compliance.words import plain
from templates.errors import RenderError
from templates.library import Library, Template

Check = Callable[[Campaign, Library], Iterator[Finding]]

KEYWORDS = frozenset(
    {
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
        "start", "unstop", "help", "info", "alto", "parar", "pare", "baja", "cancelar",
        "detener", "terminar", "iniciar", "comenzar", "empezar", "ayuda",
    }
)  # fmt: skip
"""Words that carriers and keyword answers have taken: no answer may be one of them."""


def check(campaign: Campaign, library: Library) -> tuple[Finding, ...]:
    """What is wrong with it, however it may be heard."""
    plain = tuple(finding for rule in CHECKS for finding in rule(campaign, library))
    if plain:
        return plain
    return tuple(
        (f"arm {arm}: {what}", do)
        for arm, heard in variants(campaign)
        for rule in OF_STEPS
        for what, do in rule(heard, library)
    )


def events_exist(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    hoped = campaign.goal.on if campaign.goal else ()
    stops = [name for stop in campaign.stops for name in stop.on]
    named = (*campaign.starts_on, *campaign.moved_by, *stops, *hoped)
    for type_name in dict.fromkeys(named):
        if model_of(type_name) is None:
            yield f"there is no event {type_name}", f"use one of: {', '.join(EVENTS)}, or x.…"
    for type_name in campaign.moved_by:
        if type_name not in campaign.starts_on:
            yield f"moved_by has {type_name}, starts_on has not", "add it to starts_on"
    for type_name in campaign.starts_on:
        model = model_of(type_name)
        if model is not None and not (model.dated or campaign.without_date):
            yield (
                f"{type_name} may bring no date to count from",
                "start on another event, or say what a worker does then: without_date",
            )
        if campaign.stop_on(type_name):
            yield f"{type_name} both starts and stops it", "take it out of one of them"


def steps_have_names(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    keys = [step.key for step in campaign.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"two steps are called {key}", "give each a name of its own"
    if FAREWELL in keys:
        yield f"a step is called {FAREWELL}", "that name is taken; give it another"


def steps_are_in_time(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    dated = [step for step in campaign.steps if not step.after_answer]
    timed = [step for step in dated if not step.at_once]
    for earlier, later in pairwise(timed):
        if later.surely_after(earlier):
            continue
        mend = "put steps in their order in time"
        if later.by_work_days is not earlier.by_work_days:
            mend += f"; working days may be {later.span[0]} to {later.span[1]} days from the date"
        yield f"step {later.key} is not after {earlier.key}", mend
    for step in timed:
        latest = step.span[1]
        if latest > campaign.useful_days_after:
            yield (
                f"step {step.key} comes {latest} days after the event",
                f"write useful_days_after = {latest}, or an earlier day",
            )


def ways_differ(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    for step in campaign.steps:
        ways = [*step.send_by, *step.fall_back_to]
        for way in sorted({way for way in ways if ways.count(way) > 1}):
            yield f"step {step.key} names {way} twice", "name it once"


def questions_are_asked(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    asked = {step.question for step in campaign.steps if step.question}
    for name in sorted(asked - set(campaign.questions)):
        yield f"a step asks {name}, which is not there", "add that question"
    for name in sorted(set(campaign.questions) - asked):
        yield f"no step asks {name}", "take the question out, or name it in a step"


def answers_come_before(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    """What hangs on an answer: one that is offered, by a step that does not wait for it itself."""
    offered = {f"{name}.{one}" for name, many in campaign.questions.items() for one in many}
    asked_first = {step.question for step in campaign.steps if not step.after_answer}
    if all(step.after_answer for step in campaign.steps):
        yield "every step waits for an answer", "let one step ask"
    for step in campaign.steps:
        for name in (*step.after_answer, *step.unless_answered):
            if name not in offered:
                yield f"step {step.key}: there is no answer {name}", "write question.answer"
        for name in step.after_answer:
            question, _, answer = name.partition(".")
            if name in offered and campaign.questions[question][answer].ends:
                yield f"step {step.key} follows {name}, which ends the campaign", "take out one"
            if name in offered and question not in asked_first:
                yield f"step {step.key} follows {name}, asked by no step before", "ask it earlier"


def wording_exists(campaign: Campaign, library: Library) -> Iterator[Finding]:
    for place, key in _templates(campaign):
        if _template(library, key) is None:
            yield f"{place}: there is no wording {key}", "use one that templates/library declares"


def wording_can_be_filled(campaign: Campaign, library: Library) -> Iterator[Finding]:
    given = given_by(campaign)
    for step in campaign.steps:
        for key in step.templates:
            yield from _missing(f"step {step.key}", _template(library, key), given)
    for stop in campaign.stops:
        yield from _missing("a stop", _template(library, stop.tell), given)
    for question in campaign.questions.values():
        for name, answer in question.items():
            extra = set(AT_ANSWER if answer.task else ())
            if answer.books:
                extra.add("appointment_at")
                if answer.books not in given:
                    yield f"answer {name} books {answer.books}", f"use one of {sorted(given)}"
                yield from _can_be_taken(name, answer, library, given | extra)
            yield from _missing(f"answer {name}", _template(library, answer.reply), given | extra)


def _can_be_taken(
    name: str, answer: Answer, library: Library, given: frozenset[str] | set[str]
) -> Iterator[Finding]:
    """Somebody else may have the time; with none left, a worker calls."""
    if answer.task is None:
        yield f"answer {name} books a time and asks for no task", 'add task = "book_appointment"'
        return
    for key, more in ((ONE_LEFT, AT_TAKEN), (NONE_LEFT, frozenset[str]())):
        yield from _missing(f"answer {name}", _template(library, key), {*given, *more})


def wording_suits(campaign: Campaign, library: Library) -> Iterator[Finding]:
    for step in campaign.steps:
        for key in step.templates:
            template = _template(library, key)
            if template is None:
                continue
            for channel in (*step.send_by, *step.fall_back_to):
                if channel not in template.channels:
                    yield f"{key} has no wording for {channel}", f"take {channel} out of {step.key}"
            for role in sorted(campaign.audience.roles or template.roles):
                if template.roles and not template.suits(role):
                    yield f"{key} is not meant for {role}", "change the audience or the wording"
            if template.roles and not campaign.audience.roles:
                roles = ", ".join(sorted(template.roles))
                yield f"{key} is meant for {roles} only", f"name them in [audience] roles: {roles}"


def answers_are_offered(campaign: Campaign, library: Library) -> Iterator[Finding]:
    for name, question in campaign.questions.items():
        for answer_name, answer in question.items():
            for language in sorted(library.languages):
                word = answer.words.get(language)
                if word is None:
                    yield (
                        f"answer {name}.{answer_name} has no word in {language}",
                        f"add it to words: {language} = …",
                    )
                elif plain(word) in KEYWORDS:
                    yield (
                        f"answer {name}.{answer_name}: {word} already means something to carriers",
                        "choose another word",
                    )
                else:
                    yield from _not_offered(campaign, library, name, language, word)
        yield from _ambiguous(name, [answer.words for answer in question.values()])


CHECKS: tuple[Check, ...] = (
    events_exist,
    steps_have_names,
    steps_are_in_time,
    ways_differ,
    questions_are_asked,
    answers_come_before,
    wording_exists,
    wording_can_be_filled,
    wording_suits,
    answers_are_offered,
    experiment_is_sound,
)
OF_STEPS: tuple[Check, ...] = (
    steps_are_in_time,
    wording_exists,
    wording_can_be_filled,
    wording_suits,
    answers_are_offered,
)
"""Those that another wording or time may fail."""


def _template(library: Library, key: str | None) -> Template | None:
    try:
        return library.get(key) if key else None
    except RenderError:
        return None


def _templates(campaign: Campaign) -> Iterator[tuple[str, str]]:
    for step in campaign.steps:
        for key in step.templates:
            yield f"step {step.key}", key
    for stop in campaign.stops:
        if stop.tell:
            yield "a stop", stop.tell
    for question in campaign.questions.values():
        for name, answer in question.items():
            if answer.reply:
                yield f"answer {name}", answer.reply


def given_by(campaign: Campaign) -> frozenset[str]:
    """What every one of its starting events can fill in."""
    models = [model for name in campaign.starts_on if (model := model_of(name))]
    return frozenset.intersection(*(model.gives for model in models)) if models else frozenset()


def _missing(
    place: str, template: Template | None, given: frozenset[str] | set[str]
) -> Iterator[Finding]:
    if template is None:
        return
    for name in sorted(template.fields.required - given - FROM_CONTEXT):
        yield (
            f"{place}: {template.key} needs {name}, which its events do not give",
            "choose another wording",
        )


def _not_offered(
    campaign: Campaign, library: Library, question: str, language: str, word: str
) -> Iterator[Finding]:
    for step in campaign.steps:
        for template in filter(None, (_template(library, key) for key in step.templates)):
            if step.question == question and not _offers(template, language, word):
                yield (
                    f"the text {template.key} ({language}) does not offer the answer {word}",
                    "offer it in the wording, or write the word that it offers",
                )


def _offers(template: Template, language: str, word: str) -> bool:
    texts = template.texts.get(language)
    if texts is None or texts.sms is None:
        return True
    return _letters(word) in re.findall(r"\w+", _letters(texts.sms.words))


def _letters(text: str) -> str:
    """Capitals without accents: the words of a text as a parent's phone may spell them."""
    decomposed = unicodedata.normalize("NFD", text.upper())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _ambiguous(name: str, answers: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    words = [word for answer in answers for word in {_letters(w) for w in answer.values()}]
    for word in sorted({word for word in words if words.count(word) > 1}):
        yield f"question {name}: {word} stands for two answers", "give each its own word"

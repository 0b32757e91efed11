"""An agency's own words: what of a shipped message it may change, what it is told, and whose
messages they are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import Library, load_library
from templates.fields import sample_values
from templates.languages import Form
from templates.own_words import OwnText, Words, overlaid, places, read, words_of
from templates.segments import runs
from templates.wording import FORMS, Literal, Slot, Wording, parse, source

LIBRARY = load_library()
EVERY = [(key, language) for key in sorted(LIBRARY.templates) for language in ("en", "es")]
RENEWAL = words_of(LIBRARY.get("renewal_reminder"), "en")
SOONER = (
    "{{ agency_name }}: Please renew by {{ due_date }}. Want help? Reply YES or NO. "
    "HELP for help, STOP to end texts."
)


def wrong(words: Words, key: str = "renewal_reminder", language: str = "en") -> dict[str, str]:
    """By place, what keeps the words from going out."""
    texts, findings = read(LIBRARY, key, language, words)
    errors = {
        place: "; ".join(f"{one.what} → {one.mend}" for one in found if one.severity == "error")
        for place, found in findings.items()
    }
    found = {place: said for place, said in errors.items() if said}
    assert (texts is None) is bool(found)
    return found


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_an_editor_who_changes_nothing_has_what_was_shipped(key: str, language: str) -> None:
    template = LIBRARY.get(key)
    texts, findings = read(LIBRARY, key, language, words_of(template, language))
    assert texts == template.texts[language]
    assert not any(findings.values())


PIECE = st.one_of(
    st.builds(Literal, st.text("abc é.\"'\\\n", min_size=1)),
    st.builds(
        Slot,
        st.sampled_from(["due_date", "first_name"]),
        st.sampled_from([None, *FORMS]),
        st.one_of(st.none(), st.text("ab \"'\\\n")),
        st.one_of(st.none(), st.text("ab \"'\\\n")),
    ),
)


@given(st.lists(PIECE))
def test_words_are_read_again_as_they_were(pieces: list[Literal | Slot]) -> None:
    wording = Wording(tuple(pieces))
    again = parse(source(wording) + ".")
    assert joined(again) == joined(Wording((*pieces, Literal("."))))


def joined(wording: Wording) -> list[str | tuple[str, Form | None, str | None, str | None]]:
    """With words that stand side by side as one."""
    found: list[str | tuple[str, Form | None, str | None, str | None]] = []
    for piece in wording.pieces:
        if isinstance(piece, Slot):
            found.append((piece.field, piece.form, piece.after, piece.label))
        elif found and isinstance(found[-1], str):
            found[-1] += piece.text
        else:
            found.append(piece.text)
    return found


@pytest.mark.parametrize(
    ("place", "words", "told"),
    [
        ("sms.text", "", "write them"),
        ("sms.text", f"{SOONER} You owe $50.", "names a sum of money"),
        ("sms.text", f"{SOONER} Or face arrest.", "threats never travel"),
        ("sms.text", f"{SOONER} https://bit.ly/x", "public link shortener"),
        ("sms.text", SOONER.replace("{{ agency_name }}", "We"), "put it back"),
        ("sms.text", SOONER.replace(" or NO", ""), "NO is missing"),
        ("sms.text", SOONER.replace("STOP", "stop"), "STOP is missing"),
        ("sms.text", SOONER.replace(" by {{ due_date }}", ""), "{{ due_date }} is missing"),
        ("sms.text", SOONER + "{{ balance }}", "use one of: agency_name, due_date"),
        ("sms.text", SOONER + "{{ due_date | slot }}", "take the filter out"),
        ("sms.text", SOONER + "{% if x %}", "has no place in wording"),
        ("sms.text", SOONER + "ñ" * 1_000, "shorten it"),
        ("sms.text", SOONER + "x" * 2_000, "1,600 can stand here"),
        ("email.subject", "{{ email_name }}: renew\nby {{ due_date }}", "write it as one line"),
        ("email.body", "Renew by {{ due_date }} at {{ renewal_link }}. NO?", "YES is missing"),
    ],
)
def test_what_cannot_go_out_is_refused_with_what_to_do(place: str, words: str, told: str) -> None:
    assert told in wrong({**RENEWAL, place: words})[place]


def test_a_number_to_call_in_danger_stays() -> None:
    words = words_of(LIBRARY.get("crisis_self_harm"), "es")
    other = words["sms.text"].replace("al 988", "a una linea")
    found = wrong({**words, "sms.text": other}, "crisis_self_harm", "es")
    assert "988 is missing" in found["sms.text"]


def test_what_may_have_no_value_may_be_left_out() -> None:
    body = "Renew by {{ due_date }}: {{ renewal_link }} Reply YES or NO."
    assert not wrong({**RENEWAL, "email.body": body})


def own(words: Words, language: str = "en", version: int = 3) -> OwnText:
    return OwnText(key="renewal_reminder", language=language, version=version, words=words)


def said(library: Library, language: str, key: str = "renewal_reminder") -> tuple[str, int | None]:
    values = sample_values(library.fields, language)
    rendered = library.render(key, channel="sms", language=language, values=values)
    return rendered.text, rendered.own


def test_own_words_lie_over_the_shipped_ones_in_their_language_alone() -> None:
    library, left = overlaid(LIBRARY, [own({**RENEWAL, "sms.text": SOONER})])
    text, version = said(library, "en")
    assert "Please renew by" in text
    assert (version, left) == (3, ())
    assert said(library, "es") == said(LIBRARY, "es")
    assert said(library, "en", "help") == said(LIBRARY, "en", "help")
    assert "Please renew" not in said(LIBRARY, "en")[0]


def test_own_words_that_a_newer_release_would_not_let_pass_give_way_to_the_shipped_ones() -> None:
    stale = own({**RENEWAL, "sms.text": SOONER + " {{ gone }}"})
    unknown = OwnText(key="gone", language="en", version=1, words={})
    library, left = overlaid(LIBRARY, [stale, unknown])
    assert left == (stale, unknown)
    assert said(library, "en") == said(LIBRARY, "en")


def test_a_text_has_one_place_and_an_email_three() -> None:
    assert places(LIBRARY.get("help")) == ("sms.text",)
    assert places(LIBRARY.get("renewal_reminder"))[1:] == (
        "email.subject",
        "email.why",
        "email.body",
    )


def test_the_very_characters_that_make_a_text_dearer_are_found() -> None:
    assert runs("Él viene… sí") == [("Él viene", False), ("…", True), (" s", False), ("í", True)]

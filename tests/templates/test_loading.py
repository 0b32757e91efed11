"""Whatever could go wrong when sending goes wrong when the library loads, with what to do."""

from pathlib import Path

import pytest

from templates import Library, LibraryError, load_library, read_library
from templates.loading import SHIPPED

DECLARED = """
version = 1
topic = "appointment"
purpose = "A test."
generic = false
roles = []
[sms]
fields = ["agency_name", "appointment_at"]
"""
WORDED = """
[sms]
text = "{{ agency_name }}: See you {{ appointment_at }}."
"""
EMAIL_DECLARED = (
    DECLARED
    + """
[email]
fields = ["email_name", "first_name"]
optional = ["first_name"]
"""
)
EMAIL_WORDED = (
    WORDED
    + """
[email]
subject = "{{ email_name }}: hello"
why = "You get this email because you asked."
body = 'Hello{{ first_name | after(" ") }}.'
"""
)


def write(root: Path, **files: str) -> Path:
    """An agency's folder: keyword `en__visit_v1` is the file `en/visit.v1.toml`."""
    for name, content in files.items():
        path = root / (name.replace("__", "/").replace("_v", ".v") + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def read(root: Path, *languages: str) -> Library:
    return read_library(root, languages=languages or ("en",), base=load_library())


def problems(root: Path, *languages: str) -> list[str]:
    with pytest.raises(LibraryError) as caught:
        read(root, *languages)
    assert all(problem.mend for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def sms(text: str) -> str:
    return f"[sms]\ntext = '''{text}'''\n"


NAMED = "{{ agency_name }}: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NAMED + "See you.", "[sms] declares appointment_at, which is not used"),
        (
            NAMED + "{{ appointment_at }} {{ due_date }}",
            "[sms] uses due_date, which is not declared",
        ),
        (NAMED + "{{ appointment_at", "sms.text: line 1: unexpected end of template"),
        (NAMED + "{{ appointment_at }} {% if x %}y{% endif %}", "'{%' has no place"),
        (NAMED + "{{ appointment_at }} {# note #}", "'{#' has no place"),
        (NAMED + "{{ appointment_at }} {{ appointment_at.year }}", "not a Getattr"),
        (NAMED + "{{ appointment_at }} {{ 7 * 7 }}", "not a Mul"),
        (NAMED + "{{ appointment_at }} {{ 'x' }}", "not a Const"),
        (NAMED + "{{ appointment_at() }}", "not a Call"),
        (NAMED + "{{ appointment_at['x'] }}", "not a Getitem"),
        (NAMED + "{{ appointment_at | upper }}", "the filter 'upper' is not known"),
        (NAMED + "{{ appointment_at | after }}", "the filter 'after' is not known in this use"),
        (NAMED + "{{ appointment_at | after(due_date) }}", "the filter 'after' is not known"),
        (NAMED + "{{ appointment_at | date(1) }}", "the filter 'date' is not known in this use"),
        (NAMED + "{{ appointment_at | date | slot }}", "the filters of appointment_at contradict"),
        (NAMED + "{{ appointment_at | label('x') }}", "appointment_at is no link"),
        ("{{ agency_name | slot }}: {{ appointment_at }}", "cannot be written as slot"),
        (NAMED + "{ appointment_at } {{ appointment_at }}", "a brace stands alone"),
        (NAMED + "{{ appointment_at }} }}", "a brace stands alone"),
        (NAMED + "{{ appointment_at }}\nline two", "it has a line break"),
        (NAMED + "{{ appointment_at }}  twice", "spaces are doubled"),
        (NAMED + "{{ appointment_at }} " + "x" * 600, "with the longest values it takes"),
        ("See you {{ appointment_at }}.", "the text does not say who writes"),
    ],
)
def test_wording_that_does_not_load(tmp_path: Path, text: str, expected: str) -> None:
    write(tmp_path, declarations__visit_v1=DECLARED, en__visit_v1=sms(text))
    found = problems(tmp_path)
    assert any(p.startswith("en/visit.v1.toml: ") and expected in p for p in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("version = 1", "version = 2", "it says version 2 → write version = 1"),
        ("version = 1", "", "version: Field required"),
        ('"appointment"', '"marketing"', "topic: Input should be"),
        ("roles = []", 'roles = ["mother"]', "roles.0: Input should be"),
        ("roles = []", 'roles = [] \ncolour = "red"', "colour: Extra inputs"),
        ("false\nroles = []", 'true\nroles = ["custodial"]', "a generic template is for any role"),
        ("generic = false", "generic = true", "agency_name (agency) is not safe on a shared phone"),
        ("generic = false", "generic = true", "appointment_at (own) is not safe on a shared"),
        ('"agency_name"', '"agency"', "the field agency does not exist"),
        ('"agency_name"', '"amount"', "the field amount is forbidden: sums may be"),
        ('"agency_name"', '"child_name"', "the field child_name is forbidden: a child"),
        ('"agency_name"', '"diagnosis"', "the field diagnosis is forbidden: health"),
        ('"agency_name"', '"first_name"', "the field first_name may not travel by sms"),
        ("[sms]", '[sms]\noptional = ["x"]', "[sms] optional has x, fields has not"),
        ("[sms]\nfields =", "[sms] fields =", "it is not TOML"),
    ],
)
def test_declarations_that_do_not_load(tmp_path: Path, old: str, new: str, expected: str) -> None:
    write(tmp_path, declarations__visit_v1=DECLARED.replace(old, new), en__visit_v1=WORDED)
    found = problems(tmp_path)
    assert any(p.startswith("declarations/visit.v1.toml: ") and expected in p for p in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('{{ first_name | after(" ") }}', "{{ first_name }}", "first_name may be missing"),
        ("{{ email_name }}: hello", "{{ email_name }}:\\n hello", "it has a line break"),
        ("subject =", "title =", "email.subject: Field required"),
        ("because you asked", "because you owe $20", "email.why: it names a sum"),
    ],
)
def test_emails_that_do_not_load(tmp_path: Path, old: str, new: str, expected: str) -> None:
    write(
        tmp_path,
        declarations__visit_v1=EMAIL_DECLARED,
        en__visit_v1=EMAIL_WORDED.replace(old, new),
    )
    found = problems(tmp_path)
    assert any(p.startswith("en/visit.v1.toml: ") and expected in p for p in found), found


def test_missing_and_stray_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        declarations__visit_v1=DECLARED,
        es__other_v1=WORDED,
        es__Notes=WORDED,
    )
    assert [p.split(" → ")[0] for p in problems(tmp_path, "en", "es")] == [
        "es/Notes.toml: the file's name is not understood",
        "es/other.v1.toml: this wording is not declared",
        "en/visit.v1.toml: the wording is missing",
        "es/visit.v1.toml: the wording is missing",
    ]


def test_channels_of_declaration_and_wording_agree(tmp_path: Path) -> None:
    write(
        tmp_path,
        declarations__a_v1=EMAIL_DECLARED,
        en__a_v1=WORDED,
        declarations__b_v1=DECLARED,
        en__b_v1=EMAIL_WORDED,
    )
    assert problems(tmp_path) == [
        "en/a.v1.toml: [email] is missing → write it",
        "en/b.v1.toml: [email] is not declared → declare it",
    ]


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    for key in ("a", "b", "c"):
        write(
            tmp_path,
            **{f"declarations__{key}_v1": DECLARED, f"en__{key}_v1": sms("{{ x }} must pay $5")},
        )
    found = problems(tmp_path)
    assert {p.split(":")[0] for p in found} == {f"en/{key}.v1.toml" for key in "abc"}
    assert len(found) >= 9


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "wording") == [
        "wording: the folder is missing → check the library's path"
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("fields", '[x]\nmeaning = "x"\nsensitivity = "secret"', "fields.toml [x]: sensitivity"),
        ("fields", '[x]\nmeaning = "x"\nsensitivity = "forbidden"', "needs a reason"),
        ("fields", '[x]\nmeaning = "x"\nsensitivity = "own"', "a field needs a sample"),
        ("en__email", "footer = '{{ agency_phone }}'", "footer declares unsubscribe_link"),
        ("so__language", 'name = "Soomaali"', "so/language.toml: locale: Field required"),
        ("en__language", 'locale = "xx-yy-zz"', "locale: Value error, it is no locale"),
        ("en__language", '[sms]\ndate = "{year}"', "sms: Value error, missing form"),
    ],
)
def test_shared_files_that_do_not_load(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    found = problems(write(tmp_path, **{name: content}))
    assert any(expected in p for p in found), found


def test_an_agency_lays_its_own_wording_over_the_shipped(tmp_path: Path) -> None:
    write(tmp_path, declarations__help_v3=DECLARED.replace("version = 1", "version = 3"))
    write(tmp_path, en__help_v3=WORDED)
    library = load_library(tmp_path)
    assert library.get("help").version == 3
    assert library.get("stop_confirm") == load_library().get("stop_confirm")
    spanish = library.preview("help", channel="sms", language="es")
    assert (spanish.language, spanish.text) == (
        "en",
        "Oak Co Child Support: See you Wed 3/6 at 2pm.",
    )


def test_an_old_version_stays_beside_the_new_one(tmp_path: Path) -> None:
    write(tmp_path, declarations__visit_v1=DECLARED, en__visit_v1=WORDED)
    write(tmp_path, declarations__visit_v2=DECLARED.replace("version = 1", "version = 2"))
    write(tmp_path, en__visit_v2=WORDED.replace("See you", "We meet"))
    library = read(tmp_path)
    values = {"agency_name": "Oak Co", "appointment_at": library.fields["slot_a"].sample}
    texts = {
        version: library.render(
            "visit", channel="sms", language="en", values=values, version=version
        ).text
        for version in (None, 1, 2)
    }
    assert texts[1] == "Oak Co: See you Tue 3/5 at 10am."
    assert texts[None] == texts[2] == "Oak Co: We meet Tue 3/5 at 10am."


def test_another_language_is_another_folder(tmp_path: Path) -> None:
    spanish = SHIPPED / "es"
    write(tmp_path, declarations__visit_v1=DECLARED, en__visit_v1=WORDED)
    write(
        tmp_path,
        pt__language=(spanish / "language.toml").read_text().replace("es_US", "pt_BR"),
        pt__email=(spanish / "email.toml").read_text(),
        pt__visit_v1=sms("{{ agency_name }}: Esperamos por si {{ appointment_at }}."),
    )
    rendered = read(tmp_path).preview("visit", channel="sms", language="pt-BR")
    assert "quarta-feira 6 de marco" in rendered.text

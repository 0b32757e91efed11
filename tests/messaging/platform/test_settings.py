"""A wrong setting stops at the start, naming the variable and showing one that works."""

import json
import multiprocessing
import os
import re
import stat
from pathlib import Path

import pytest

from messaging.platform.settings import SANDBOX_ACCOUNT_SID, Settings, SettingsError

SECRET = "s" * 32
ACCOUNT = "AC" + "a" * 32
SERVICE = "MG" + "b" * 32
ROOT = Path(__file__).parents[3]

WRONG = [
    ("DATABASE_URL", "postgres://localhost/kinline"),
    ("DATABASE_URL", "mysql://localhost/kinline"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "postgresql+psycopg://user:pass@host:port/kinline"),
    ("REDIS_URL", "localhost:6379"),
    ("SECRET_KEY", "too short"),
    ("PUBLIC_URL", "messages.agency.example"),
    ("PUBLIC_URL", "https://messages.agency.example/"),
    ("PUBLIC_URL", "https://messages.agency.example/path"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("TWILIO_ACCOUNT_SID", "ACxyz"),
    ("TWILIO_API_URL", "api.twilio.com"),
    ("TWILIO_MESSAGING_SERVICE_SID", ACCOUNT),
    ("TWILIO_FROM", "(312) 555-0100"),
    ("SMTP_URL", "mail.agency.example:587"),
    ("MAIL_LISTEN", "8025"),
    ("SANDBOX_PORT", "-1"),
    ("SANDBOX_SMTP_PORT", "many"),
    ("LOG_LEVEL", "LOUD"),
    ("LOG_FORMAT", "xml"),
]

INCOMPLETE = [
    ({"DATABASE_URL": "sqlite:///x.db"}, ["SECRET_KEY"]),
    (
        {"TWILIO_ACCOUNT_SID": ACCOUNT},
        ["SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID", "TWILIO_FROM"],
    ),
    ({"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "55555"},
     ["SECRET_KEY"]),
    ({"TWILIO_AUTH_TOKEN": "t", "SECRET_KEY": SECRET}, ["TWILIO_ACCOUNT_SID"]),
]  # fmt: skip


def given_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def complaint() -> str:
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    return str(refused.value)


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    settings = Settings.load(var_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/kinline.db"
    assert settings.embedded_carrier
    assert settings.twilio_account == SANDBOX_ACCOUNT_SID
    assert settings.twilio_api == "http://127.0.0.1:4010"
    assert settings.smtp == "smtp://127.0.0.1:4025"
    assert len(settings.secret) >= 32


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_wrong_variable_is_named_with_an_example(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    given_environment(monkeypatch, **{"SECRET_KEY": SECRET} | {variable: value})
    said = complaint()
    assert said.startswith(f"{variable} (")
    assert f"Example: {variable}=" in said


@pytest.mark.parametrize("example", sorted(Settings.model_fields))
def test_the_examples_that_are_shown_work(example: str) -> None:
    shown = Settings.model_fields[example].examples or []
    for value in shown:
        if " " not in str(value) or example == "mail_from":  # the others are descriptions
            Settings.load(**{"secret_key": SECRET, example: value, **COMPANIONS.get(example, {})})


COMPANIONS = {
    "oidc_client_id": {"oidc_issuer": "https://login.agency.example"},
    "oidc_issuer": {"oidc_client_id": "kinline"},
    "twilio_auth_token": {"twilio_account_sid": ACCOUNT, "twilio_from": "55555"},
    "mail_tls_cert": {"mail_tls_key": "/etc/kinline/mail.key"},
    "mail_tls_key": {"mail_tls_cert": "/etc/kinline/mail.crt"},
}


@pytest.mark.parametrize(("variables", "missing"), INCOMPLETE)
def test_what_must_be_set_too_is_named_with_an_example(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], missing: list[str]
) -> None:
    given_environment(monkeypatch, **variables)
    said = complaint()
    named: list[str] = re.findall(r"\b([A-Z_]{5,}) \(", said)
    assert named == missing
    assert said.count("must be set too. Example: ") == len(said.splitlines())


def test_every_wrong_variable_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch, PORT="x", REDIS_URL="x", LOG_FORMAT="x")
    assert len(complaint().splitlines()) == 3


def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch, SECRET_KEY="short-and-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://kinline:word@host:port/kinline")
    said = complaint()
    assert "short-and-secret" not in said
    assert "kinline:word" not in said
    monkeypatch.delenv("DATABASE_URL")
    assert SECRET not in repr(Settings.load(secret_key=SECRET, old_secret_keys=(SECRET,)))


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch, DATABASE_URL="", TWILIO_ACCOUNT_SID="", PORT="")
    assert Settings.load().embedded_carrier


@pytest.mark.parametrize("level", ["debug", "Debug", "DEBUG"])
def test_the_log_level_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    given_environment(monkeypatch, LOG_LEVEL=level)
    assert Settings.load().log_level == "DEBUG"


ONE, TWO = "one" * 11, "two" * 11
HELD = "a secret with a comma, and enough on either side of its comma to be a key"


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (ONE, [ONE]),
        (f"\n{ONE} ", [ONE]),
        (f'["{ONE}", "{TWO}"]', [ONE, TWO]),
        (f' [\n"{ONE}",\n"{TWO}"\n] ', [ONE, TWO]),
        (json.dumps([HELD]), [HELD]),
        (json.dumps([HELD, ONE]), [HELD, ONE]),
        ("[]", []),
    ],
    ids=["one", "blanks", "two", "lines", "comma", "comma and another", "none"],
)
def test_an_old_secret_stands_alone_and_several_in_a_json_list(
    monkeypatch: pytest.MonkeyPatch, given: str, keys: list[str]
) -> None:
    given_environment(monkeypatch, OLD_SECRET_KEYS=given)
    assert [each.get_secret_value() for each in Settings.load().old_secret_keys] == keys


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (f"{ONE},{TWO}", "holds a comma. Write its keys, one or several, as a JSON list"),
        (HELD, "holds a comma. Write its keys, one or several, as a JSON list"),
        (f"{ONE},", "holds a comma"),
        ("short", "shorter than 32"),
        (f'["{ONE}", "short"]', "shorter than 32"),
        ("[1]", "no JSON list of texts"),
        (f'["{ONE}"', "no JSON list of texts"),
    ],
    ids=["two", "one with a comma", "trailing", "short", "short in a list", "number", "unclosed"],
)
def test_old_secrets_that_could_be_read_in_two_ways_are_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, given: str, words: str
) -> None:
    given_environment(monkeypatch, OLD_SECRET_KEYS=given)
    said = complaint()
    assert words in said
    assert 'Example: OLD_SECRET_KEYS=["the first key", "the second key"]' in said
    assert not any(part in said for part in (ONE, TWO, "enough on either side"))


@pytest.mark.parametrize(
    ("variables", "sender"),
    [
        ({}, "+13125550100"),
        ({"TWILIO_FROM": "+13125550199"}, "+13125550199"),
        ({"TWILIO_MESSAGING_SERVICE_SID": SERVICE, "TWILIO_FROM": "55555"}, SERVICE),
    ],
)
def test_texts_come_from_the_service_or_else_the_number(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sender: str
) -> None:
    given_environment(monkeypatch, **variables)
    assert Settings.load().texts_from == sender


def test_a_provider_account_leads_to_the_real_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(
        monkeypatch,
        SECRET_KEY=SECRET,
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN="token",
        TWILIO_FROM="55555",
    )
    settings = Settings.load()
    assert not settings.embedded_carrier
    assert (settings.twilio_api, settings.twilio_token) == ("https://api.twilio.com", "token")
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9/")
    assert Settings.load().twilio_api == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("api", "allowed"),
    [(None, False), ("https://api.ashburn.us1.twilio.com", False), ("http://127.0.0.1:4010", True)],
)
def test_events_may_go_to_this_machine_only_where_no_real_texts_go_out(
    monkeypatch: pytest.MonkeyPatch, api: str | None, allowed: bool
) -> None:
    given_environment(
        monkeypatch,
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN="t",
        TWILIO_FROM="55555",
        SECRET_KEY=SECRET,
        LOCAL_ENDPOINTS="true",
        **({"TWILIO_API_URL": api} if api else {}),
    )
    if allowed:
        assert Settings.load().local_endpoints
    else:
        with pytest.raises(SettingsError, match="LOCAL_ENDPOINTS"):
            Settings.load()


def test_without_any_redis_it_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"kinline up.*REDIS_URL=redis://"):
        _ = Settings.load(var_dir=tmp_path).redis


def test_the_embedded_redis_is_found_where_it_says_it_listens(tmp_path: Path) -> None:
    (tmp_path / "redis.url").write_text("unix:///tmp/x.sock\n")
    assert Settings.load(var_dir=tmp_path).redis == "unix:///tmp/x.sock"


# The secret of the embedded default


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not yet there"
    first = Settings.load(var_dir=folder).secret
    assert Settings.load(var_dir=folder).secret == first
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def read_secret(folder: Path) -> str:
    return Settings.load(var_dir=folder).secret


def test_processes_that_start_at_once_agree_on_it(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        secrets = pool.map(read_secret, [tmp_path / str(n // 2) for n in range(20)], chunksize=1)
    assert secrets[::2] == secrets[1::2]
    assert len(set(secrets)) == 10


def test_a_line_break_an_editor_left_does_not_change_it(tmp_path: Path) -> None:
    secret = Settings.load(var_dir=tmp_path).secret
    with (tmp_path / "secret_key").open("a") as file:
        file.write("\n")
    assert Settings.load(var_dir=tmp_path).secret == secret


@pytest.mark.parametrize("left", ["", "\n", "half of it"])
def test_a_damaged_one_is_not_replaced_silently(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret_key").write_text(left)
    with pytest.raises(SettingsError, match="damaged"):
        _ = Settings.load(var_dir=tmp_path).secret
    assert (tmp_path / "secret_key").read_text() == left


def test_where_it_cannot_be_kept_the_way_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, where a folder should be")
    with pytest.raises(SettingsError, match=r"VAR_DIR.*set SECRET_KEY"):
        _ = Settings.load(var_dir=tmp_path / "var").secret


# The other places that name the variables


def test_the_example_file_names_exactly_the_variables() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_a_variable_of_the_example_file_can_be_taken_as_it_stands(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = dict(line[1:].split("=", 1) for line in lines if re.match(r"#[A-Z_]+=", line))
    file = tmp_path / ".env"
    shown |= {"SECRET_KEY": SECRET, "TWILIO_AUTH_TOKEN": "token"}
    file.write_text("\n".join(f"{name}='{value}'" for name, value in shown.items()))
    assert Settings.load(_env_file=file).port == 8000


def test_every_variable_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_nobody_else_reads_the_environment() -> None:
    rooms = ("messaging", "channels", "campaigns", "casework", "templates", "webhooks", "web")
    reads = re.compile(r"os\.environ|os\.getenv")
    found = [
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if reads.search(path.read_text())
    ]
    assert found == []


def test_this_test_sees_none_of_the_machines_variables() -> None:
    assert not {name.upper() for name in Settings.model_fields} & os.environ.keys()

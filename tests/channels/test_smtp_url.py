"""Reading SMTP_URL."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.smtp_url import Server, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://user:pass@mail.example.org:587?starttls=true",
            Server("mail.example.org", 587, "user", "pass", start_tls=True),
        ),
        ("smtp://mail.example.org", Server("mail.example.org", 587, start_tls=True)),
        ("smtp://127.0.0.1:8025", Server("127.0.0.1", 8025)),
        ("smtp://r.example.org:25/", Server("r.example.org", 25)),
        ("smtp://r.example.org:25?starttls=true", Server("r.example.org", 25, start_tls=True)),
        ("smtp://u:p@r.example.org:25", Server("r.example.org", 25, "u", "p", start_tls=True)),
        ("smtp://u:p@r.example.org:25?starttls=false", Server("r.example.org", 25, "u", "p")),
        ("smtps://u:p@mail.example.org", Server("mail.example.org", 465, "u", "p", use_tls=True)),
        ("smtps://mail.example.org:2465", Server("mail.example.org", 2465, use_tls=True)),
        ("smtps://mail.example.org?starttls=false", Server("mail.example.org", 465, use_tls=True)),
        ("smtp://[::1]:8025", Server("::1", 8025)),
        (" smtp://127.0.0.1:8025\n", Server("127.0.0.1", 8025)),
    ],
)  # fmt: skip
def test_a_good_address(url: str, server: Server) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", "must begin with smtp://"),
        ("mail.example.org", "must begin with smtp://"),
        ("http://mail.example.org", "must begin with smtp://"),
        ("smtp://", "host is missing"),
        ("smtp://u:p@", "host is missing"),
        ("smtp://[::1", "cannot be read"),
        ("smtp://mail.example.org:0", "port must be a number"),
        ("smtp://mail.example.org:smtp", "port must be a number"),
        ("smtp://mail.example.org:70000", "port must be a number"),
        ("smtp://user@mail.example.org", "user and password come together"),
        ("smtp://:pass@mail.example.org", "user and password come together"),
        ("smtp://mail.example.org/inbox", "nothing may follow the port"),
        ("smtp://mail.example.org?starttls=yes", "starttls must be true or false"),
        ("smtp://mail.example.org?tls=1", "option 'tls' is not known"),
        ("smtps://mail.example.org?starttls=true", "does not go with smtps"),
    ],
)
def test_a_bad_address_is_told_what_is_wrong_and_shown_a_good_one(url: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="is not usable") as caught:
        parse_smtp_url(url)
    assert wrong in str(caught.value)
    assert "smtp://user:password@mail.example.org:587?starttls=true" in str(caught.value)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_any_user_and_password_can_be_written(user: str, password: str) -> None:
    url = f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@mail.example.org"
    server = parse_smtp_url(url)
    assert (server.username, server.password) == (user, password)


@pytest.mark.parametrize("tail", ["mail.example.org:port", "", "mail.example.org?x=1"])
def test_the_password_is_shown_to_nobody(tail: str) -> None:
    with pytest.raises(ValueError, match="is not usable") as caught:
        parse_smtp_url(f"smtp://user:s3cret@{tail}")
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(parse_smtp_url("smtp://user:s3cret@mail.example.org"))

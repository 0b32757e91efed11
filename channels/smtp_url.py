"""Where the mail server is: `SMTP_URL` read into a value. Pure."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

EXAMPLE = "smtp://user:password@mail.example.org:587?starttls=true"

_PORTS = {"smtp": 587, "smtps": 465}
_SUBMISSION = 587
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server to submit to. `use_tls` is TLS from the first byte, `start_tls` an upgrade."""

    host: str
    port: int
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False
    start_tls: bool = False


def parse_smtp_url(url: str) -> Server:
    """Read `smtp://user:password@host:587?starttls=true` or `smtps://…`.

    Ports default to 587 and 465 (RFC 8314). STARTTLS is on unless refused wherever a password
    goes over the wire or the port is 587; user and password are percent-decoded. Raises
    ValueError that names what is wrong, and never shows the password.
    """
    parts = _split(url)
    flag = _starttls(parts)
    username, password = _login(parts)
    port = _port(parts)
    encrypted = parts.scheme == "smtps"
    if encrypted and flag:
        raise _wrong("starttls=true does not go with smtps://, which is encrypted from the start")
    return Server(
        host=parts.hostname or "",
        port=port,
        username=username,
        password=password,
        use_tls=encrypted,
        start_tls=not encrypted and (username is not None or port == _SUBMISSION)
        if flag is None
        else flag,
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        raise _wrong("it cannot be read as an address") from None
    if parts.scheme not in _PORTS:
        raise _wrong("it must begin with smtp:// or smtps://")
    if not host:
        raise _wrong("the host is missing")
    if parts.path not in {"", "/"} or parts.fragment:
        raise _wrong("nothing may follow the port but ?starttls=…")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise _wrong("the port must be a number from 1 to 65535")
    return port or _PORTS[parts.scheme]


def _starttls(parts: SplitResult) -> bool | None:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    value = options.pop("starttls", None)
    if options:
        raise _wrong(f"the option {min(options)!r} is not known")
    if value is None:
        return None
    if value not in _FLAGS:
        raise _wrong("starttls must be true or false")
    return _FLAGS[value]


def _login(parts: SplitResult) -> tuple[str | None, str | None]:
    if parts.username is None and parts.password is None:
        return None, None
    if not parts.username or not parts.password:
        raise _wrong("user and password come together or not at all")
    return unquote(parts.username), unquote(parts.password)


def _wrong(what: str) -> ValueError:
    return ValueError(f"the mail server's address is not usable: {what} (example: {EXAMPLE})")

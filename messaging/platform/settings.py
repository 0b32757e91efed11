"""Every environment variable, read here and nowhere else, with its meaning beside it."""

import json
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from messaging.platform import kept_secret
from messaging.platform.setting_complaints import SettingsError as SettingsError
from messaging.platform.setting_complaints import complaints, missing, named

HIGHEST_PORT = 65535
SANDBOX_ACCOUNT_SID = "AC" + "0" * 31 + "1"
SANDBOX_AUTH_TOKEN = "sandbox"  # noqa: S105 (the stand-in carrier's, of no use elsewhere)


class Settings(BaseSettings):
    """Unset means the embedded default: everything under `VAR_DIR`, no account anywhere."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    var_dir: Path = Field(Path("var"), description="where the embedded default keeps its data")
    database_url: str | None = Field(
        None,
        pattern=r"^(sqlite:///|postgresql\+psycopg://).",
        description="sqlite:///… or postgresql+psycopg://…",
        examples=["postgresql+psycopg://kinline:secret@localhost/kinline"],
    )
    redis_url: str | None = Field(
        None,
        pattern=r"^(rediss?|unix)://",
        description="redis://…; unset: the embedded server that `kinline up` starts",
        examples=["redis://localhost:6379/0"],
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=kept_secret.SHORTEST,
        description="signs sessions and links; encrypts contact details and message text",
        examples=['the output of: python -c "import secrets; print(secrets.token_urlsafe(48))"'],
    )
    old_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="earlier SECRET_KEYs, still needed to read old rows",
        examples=['["the first key", "the second key"]'],
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        pattern=r"^https?://[^/]+$",
        description="the address providers and parents reach us by, without a path",
        examples=["https://messages.agency.example"],
    )
    host: str = Field("127.0.0.1", description="address the web process listens on")
    port: int = Field(
        8000, ge=0, le=HIGHEST_PORT, description="port the web process listens on", examples=[8000]
    )

    twilio_account_sid: str | None = Field(
        None,
        pattern=r"^AC[0-9a-f]{32}$",
        description="provider account",
        examples=["AC followed by 32 digits or letters a-f"],
    )
    twilio_auth_token: SecretStr | None = Field(
        None, description="provider account's token", examples=["32 digits or letters a-f"]
    )
    twilio_api_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="base of the REST API; unset: the real one, or the sandbox when embedded",
        examples=["https://api.twilio.com"],
    )
    twilio_messaging_service_sid: str | None = Field(
        None,
        pattern=r"^MG[0-9a-f]{32}$",
        description="who texts come from: a messaging service",
        examples=["MG followed by 32 digits or letters a-f"],
    )
    twilio_from: str | None = Field(
        None,
        pattern=r"^(\+\d{8,15}|\d{5,6})$",
        description="who texts come from: one number",
        examples=["+13125550100"],
    )

    text_segments_per_second: float | None = Field(
        None,
        gt=0,
        description="rate of each number or messaging service without one of its own, in segments",
        examples=["10"],
    )
    account_segments_per_second: float | None = Field(
        None,
        gt=0,
        description="rate of the provider account, all its senders together, in segments",
        examples=["100"],
    )
    mails_per_second: float | None = Field(
        None, gt=0, description="rate of our mail, in messages", examples=["10"]
    )
    smtp_url: str | None = Field(
        None,
        pattern=r"^smtps?://",
        description="mail server that takes our mail",
        examples=["smtp://user:pass@host:587?starttls=true"],
    )
    mail_from: str = Field("Kinline <messages@kinline.example>", description="sender of mail")
    mail_reply_domain: str = Field(
        "in.kinline.example", description="domain of the reply addresses, served by `kinline mail`"
    )
    mail_bounce_addresses: bool = Field(
        True,
        description="each mail has a return path of its own at MAIL_REPLY_DOMAIN; "
        "off where the mail server takes no other than MAIL_FROM",
        examples=["false"],
    )
    mail_listen: str = Field(
        "127.0.0.1:8025",
        pattern=r"^[^:]+:\d+$",
        description="address and port that `kinline mail` listens on",
        examples=["127.0.0.1:8025"],
    )
    mail_tls_cert: Path | None = Field(
        None,
        description="certificate chain (PEM) with which `kinline mail` offers STARTTLS",
        examples=["/etc/kinline/mail.crt"],
    )
    mail_tls_key: Path | None = Field(
        None, description="its private key (PEM)", examples=["/etc/kinline/mail.key"]
    )
    sandbox_port: int = Field(
        4010,
        ge=0,
        le=HIGHEST_PORT,
        description="the stand-in carrier's port, when embedded",
        examples=[4010],
    )
    sandbox_smtp_port: int = Field(
        4025,
        ge=0,
        le=HIGHEST_PORT,
        description="the stand-in mail server's port, when embedded",
        examples=[4025],
    )

    oidc_issuer: str | None = Field(
        None,
        pattern=r"^https?://[^?#]+$",
        description="single sign-on of staff: the OpenID Connect provider, as it names itself",
        examples=["https://login.agency.example"],
    )
    oidc_client_id: str | None = Field(
        None, description="how that provider names Kinline", examples=["kinline"]
    )
    oidc_client_secret: SecretStr | None = Field(
        None, description="what Kinline shows it; unset where the provider wants PKCE alone"
    )
    oidc_agency: str | None = Field(
        None,
        description="slug of the agency whose people come in that way; needed where there are "
        "several",
        examples=["oak-county"],
    )
    oidc_name: str = Field(
        "single sign-on",
        max_length=40,
        description="how its people call it, on the button",
        examples=["your county account"],
    )
    oidc_inside: bool = Field(
        False,
        description="the provider may be inside our own network, at private addresses",
        examples=["true"],
    )
    oidc_two_factors: bool = Field(
        False,
        description="the provider asks everybody for a second factor, also where its answer "
        "(amr) does not say so",
        examples=["true"],
    )

    local_endpoints: bool = Field(
        False,
        description="events may go to this machine and over http; only for development",
        examples=["true"],
    )
    events_kept_days: int = Field(
        90,
        ge=7,
        description="how long settled events to agencies' systems are kept, to be sent again",
        examples=[90],
    )
    requests_per_second: float = Field(
        100,
        gt=0,
        description="how many requests an address may make over time; ten seconds' worth at once",
        examples=["100"],
    )
    key_requests_per_second: float = Field(
        50, gt=0, description="likewise, an API key", examples=["50"]
    )
    segment_price: float | None = Field(
        None,
        gt=0,
        description="dollars for one text segment; previews then say about what a send costs",
        examples=["0.0083"],
    )
    patience: float = Field(
        1.0,
        gt=0,
        le=10,
        description="how long doubtful messages are waited for; below 1 only against a sandbox",
        examples=["1"],
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="how much", examples=["INFO"]
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="for people or for machines", examples=["json"]
    )

    @field_validator("old_secret_keys", mode="before")
    @classmethod
    def split(cls, keys: object) -> object:
        if not isinstance(keys, str):
            return keys
        found = _listed(keys)
        if any(len(key) < kept_secret.SHORTEST for key in found):
            # Otherwise what it sealed would not open, and nobody would be told why.
            raise ValueError(f"one of its keys is shorter than {kept_secret.SHORTEST} characters")
        return found

    @field_validator("log_level", mode="before")
    @classmethod
    def in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("database_url")
    @classmethod
    def readable(cls, url: str | None) -> str | None:
        try:
            database = make_url(url).database if url else None
        except (ArgumentError, ValueError):
            raise ValueError("cannot be read as an address") from None
        if database == ":memory:":
            raise ValueError("several processes cannot share a database in memory")
        return url

    @model_validator(mode="after")
    def complete_outside_the_embedded_default(self) -> Self:
        account = self.twilio_account_sid
        sender = self.twilio_messaging_service_sid or self.twilio_from
        lacking = [
            missing(type(self), *fields)
            for fields, value, wanted in (
                (("secret_key",), self.secret_key, self.database_url or account),
                (("twilio_auth_token",), self.twilio_auth_token, account),
                (("twilio_account_sid",), account, self.twilio_auth_token),
                (("twilio_messaging_service_sid", "twilio_from"), sender, account),
                (("oidc_client_id",), self.oidc_client_id, self.oidc_issuer),
                (("oidc_issuer",), self.oidc_issuer, self.oidc_client_id),
                (("mail_tls_key",), self.mail_tls_key, self.mail_tls_cert),
                (("mail_tls_cert",), self.mail_tls_cert, self.mail_tls_key),
            )
            if wanted and not value
        ]
        if lacking:
            raise ValueError("\n".join(lacking))
        if account and self.local_endpoints and not self._carrier_is_here:
            raise ValueError(
                f"{named(type(self), 'local_endpoints')} cannot be set where real texts go out."
            )
        return self

    @property
    def _carrier_is_here(self) -> bool:
        """A stand-in on this machine, whatever account it is given."""
        return urlsplit(self.twilio_api_url or "").hostname in {"127.0.0.1", "::1", "localhost"}

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """Read the environment. Raises `SettingsError` in words that name the variable."""
        try:
            return cls(**overrides)  # type: ignore[arg-type]  # pydantic checks them
        except ValidationError as error:
            raise SettingsError("\n".join(complaints(cls, error))) from None

    @property
    def embedded_carrier(self) -> bool:
        """No provider account was given: the sandbox plays the carrier."""
        return self.twilio_account_sid is None

    @cached_property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var_dir.resolve() / 'kinline.db'}"

    @cached_property
    def secret(self) -> str:
        """SECRET_KEY, or in the embedded default one made at first use and kept."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret.of(self.var_dir / "secret_key")

    @cached_property
    def redis(self) -> str:
        """REDIS_URL, or where `kinline up` says its embedded server listens."""
        if self.redis_url:
            return self.redis_url
        try:
            return self.embedded_redis_file.read_text().strip()
        except FileNotFoundError:
            raise SettingsError(
                "REDIS_URL is not set and no embedded server is running here. "
                "Start everything with `kinline up`, or set REDIS_URL=redis://localhost:6379/0"
            ) from None

    @property
    def embedded_redis_file(self) -> Path:
        return self.var_dir / "redis.url"

    @property
    def twilio_account(self) -> str:
        return self.twilio_account_sid or SANDBOX_ACCOUNT_SID

    @property
    def twilio_token(self) -> str:
        token = self.twilio_auth_token
        return token.get_secret_value() if token else SANDBOX_AUTH_TOKEN

    @property
    def twilio_api(self) -> str:
        if self.twilio_api_url:
            return self.twilio_api_url.rstrip("/")
        if self.embedded_carrier:
            return f"http://127.0.0.1:{self.sandbox_port}"
        return "https://api.twilio.com"

    @property
    def texts_from(self) -> str:
        """The number or messaging service that texts come from."""
        return self.twilio_messaging_service_sid or self.twilio_from or "+13125550100"

    @property
    def smtp(self) -> str:
        return self.smtp_url or f"smtp://127.0.0.1:{self.sandbox_smtp_port}"


def _listed(keys: str) -> list[str]:
    """One key as it is, or a JSON list of texts. Raises `ValueError`."""
    if not keys.lstrip().startswith("["):
        if "," in keys:
            # Of one key that holds a comma and of two keys nobody can tell which it is.
            raise ValueError("it holds a comma. Write its keys, one or several, as a JSON list")
        return [keys.strip()]
    try:
        found = json.loads(keys)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        raise ValueError("it begins with [ and is no JSON list of texts")
    return found

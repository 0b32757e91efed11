"""The wording library in memory: look a template up, fill it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from templates.checks import Finding
from templates.common_files import Common
from templates.errors import RenderError
from templates.fields import (
    CHANNELS,
    Channel,
    FieldSpec,
    FieldUse,
    FieldValue,
    Sensitivity,
    sample_values,
)
from templates.files import Role, Topic
from templates.formatting import FieldRefused, Target, Writer
from templates.languages import Language
from templates.layout import EmailWording, compose
from templates.segments import Segments, TooLong, measure
from templates.wording import Wording

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """A template's words in one language."""

    sms: Wording | None = None
    email: EmailWording | None = None
    own: int | None = None
    """The version of the agency's own words; None for those of the files."""


@dataclass(frozen=True, slots=True)
class Template:
    """One version of one message: what it says is read from it, whom it may go to too."""

    key: str
    version: int
    topic: Topic
    purpose: str
    generic: bool
    """Safe for a shared phone: names no program, person or role."""
    roles: frozenset[Role]
    """The roles it is meant for; empty for any."""
    uses: Mapping[Channel, FieldUse]
    """The fields each channel needs and can take."""
    texts: Mapping[str, Texts] = field(repr=False)

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset(self.uses)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.texts)

    @property
    def fields(self) -> FieldUse:
        """What all of its channels together need and can take."""
        every = FieldUse()
        for use in self.uses.values():
            every |= use
        return every

    def suits(self, role: str) -> bool:
        """Whether it may go to a party of this role."""
        return not self.roles or role in self.roles


@dataclass(frozen=True, slots=True, repr=False)
class Rendered:
    """A message in words, ready for a channel. `repr` leaves the words out."""

    key: str
    version: int
    channel: Channel
    language: str
    """The language it is written in: the one asked for, or English where that is missing."""
    text: str
    subject: str | None = None
    html: str | None = None
    segments: Segments | None = None
    """The size of a text message; None for email."""
    own: int | None = None
    """The version, where the words are the agency's own."""

    def __repr__(self) -> str:
        return f"Rendered({self.key}.v{self.version}, {self.channel}, {self.language})"


@dataclass(frozen=True, slots=True)
class Library:
    """Everything an agency can say. Immutable; made by `load_library`."""

    common: Common = field(repr=False)
    templates: Mapping[str, Mapping[int, Template]] = field(repr=False)
    warnings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By file: what an editor might better."""

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """Every field there is, the forbidden ones too."""
        return self.common.fields

    @property
    def languages(self) -> Mapping[str, Language]:
        return self.common.languages

    def get(self, key: str, version: int | None = None) -> Template:
        """A template; the latest version unless one is named. Raises `RenderError`."""
        versions = self.templates.get(key)
        if not versions:
            raise RenderError(key, "there is no such template")
        template = versions.get(max(versions) if version is None else version)
        if template is None:
            raise RenderError(key, f"it has no version {version}")
        return template

    def render(
        self,
        key: str,
        *,
        channel: str,
        language: str,
        values: Mapping[str, FieldValue | None],
        version: int | None = None,
    ) -> Rendered:
        """Write a message out.

        `values` may hold more declared fields than this template uses, so that a caller can hand
        over all it knows about the one party who reads it. Moments are in that party's zone.
        Raises `RenderError`, which names the template and the field and never a value.
        """
        return self.write(self.get(key, version), channel=channel, language=language, values=values)

    def write(
        self,
        template: Template,
        *,
        channel: str,
        language: str,
        values: Mapping[str, FieldValue | None],
    ) -> Rendered:
        """As `render`, of a template in hand: one of the library's, or `free_words`."""
        key = template.key
        channel = self._channel(template, channel)
        self._refuse_unknown(template, values)
        spoken = self._spoken(template, language)
        writer = Writer(self.fields, self.languages[spoken], channel)
        texts = template.texts[spoken]
        try:
            if channel == "sms" and texts.sms:
                text = writer.write(texts.sms, values, Target.TEXT)
                return Rendered(
                    key,
                    template.version,
                    channel,
                    spoken,
                    text,
                    segments=measure(text),
                    own=texts.own,
                )
            if texts.email:
                email = compose(
                    texts.email,
                    self.common.footers[spoken],
                    self.common.page,
                    writer,
                    values,
                    spoken,
                )
                return Rendered(
                    key,
                    template.version,
                    channel,
                    spoken,
                    email.text,
                    email.subject,
                    email.html,
                    own=texts.own,
                )
        except FieldRefused as error:
            raise RenderError(key, error.reason, error.field) from None
        except TooLong as error:
            raise RenderError(key, str(error)) from None
        raise RenderError(key, f"it has no wording for {channel}")

    def preview(self, key: str, *, channel: str, language: str) -> Rendered:
        """A message with plainly sample values, as a wording editor sees it."""
        values = sample_values(self.fields, language)
        return self.render(key, channel=channel, language=language, values=values)

    def _channel(self, template: Template, channel: str) -> Channel:
        known = next((name for name in CHANNELS if name == channel), None)
        if known is None or known not in template.uses:
            raise RenderError(template.key, f"it has no wording for the channel {channel}")
        return known

    def _refuse_unknown(self, template: Template, values: Mapping[str, FieldValue | None]) -> None:
        for name in values:
            spec = self.fields.get(name)
            if spec is None:
                raise RenderError(template.key, "no such field is declared in fields.toml", name)
            if spec.sensitivity is Sensitivity.FORBIDDEN:
                raise RenderError(template.key, f"forbidden: {spec.reason}", name)

    def _spoken(self, template: Template, language: str) -> str:
        primary = language.replace("_", "-").split("-")[0].lower()
        return primary if primary in template.texts else FALLBACK_LANGUAGE

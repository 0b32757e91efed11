"""The files of each template: its declaration, and its wording in every language."""

from collections.abc import Mapping

from templates.checks import Draft, Part, check
from templates.common_files import EVERY_EMAIL, Common
from templates.errors import Problem
from templates.fields import Channel, FieldUse, Sensitivity, sample_values
from templates.files import Declaration, EmailText, WordingFile, read_as
from templates.formatting import FieldRefused, Target, Writer, longest_values
from templates.layout import EmailWording
from templates.library import Template, Texts
from templates.placing import misplaced
from templates.reading import DECLARATIONS, Reading
from templates.segments import MAX_SEGMENTS, count
from templates.wording import Wording


def read_templates(reading: Reading, common: Common) -> list[Template]:
    """Every template that is declared. What is wrong with it is noted in `reading`."""
    declared = reading.versions(DECLARATIONS)
    for code in sorted(reading.folders()):
        for key, version in reading.versions(code):
            if (key, version) not in declared:
                reading.problem(
                    f"{code}/{key}.v{version}.toml",
                    "this wording is not declared",
                    f"add {DECLARATIONS}/{key}.v{version}.toml, or take the wording out",
                )
    read = (_Template(reading, common, key, version).read() for key, version in declared)
    return [template for template in read if template]


class _Template:
    """Reads one version of one template."""

    def __init__(self, reading: Reading, common: Common, key: str, version: int) -> None:
        self.reading = reading
        self.common = common
        self.key = key
        self.version = version

    def read(self) -> Template | None:
        file = f"{DECLARATIONS}/{self.key}.v{self.version}.toml"
        declared = read_as(Declaration, self.reading.root / file, file, self.reading.problems)
        if not declared:
            return None
        self._check_declaration(file, declared)
        texts = {
            code: text for code in self.common.languages if (text := self._texts(code, declared))
        }
        uses: dict[Channel, FieldUse] = dict(declared.uses)
        if "email" in uses:
            uses["email"] |= EVERY_EMAIL
        return Template(
            key=self.key,
            version=self.version,
            topic=declared.topic,
            purpose=declared.purpose,
            generic=declared.generic,
            roles=frozenset(declared.roles),
            uses=uses,
            texts=texts,
        )

    # The declaration

    def _check_declaration(self, file: str, declared: Declaration) -> None:
        note = self.reading.problem
        if declared.version != self.version:
            note(file, f"it says version {declared.version}", f"write version = {self.version}")
        if not declared.uses:
            note(file, "it declares no channel", "add [sms] or [email]")
        if declared.generic and declared.roles:
            note(file, "a generic template is for any role", "write roles = [] or generic = false")
        for channel, part in (("sms", declared.sms), ("email", declared.email)):
            for name in sorted(set(part.optional) - set(part.fields) if part else ()):
                note(file, f"[{channel}] optional has {name}, fields has not", "add it to fields")
            for name in part.fields if part else ():
                self._check_field(file, name, channel, generic=declared.generic)

    def _check_field(self, file: str, name: str, channel: Channel, *, generic: bool) -> None:
        note = self.reading.problem
        spec = self.common.fields.get(name)
        if spec is None:
            note(file, f"the field {name} does not exist", "use a field of fields.toml")
        elif spec.sensitivity is Sensitivity.FORBIDDEN:
            note(file, f"the field {name} is forbidden: {spec.reason}", "take it out")
        elif channel not in spec.channels:
            note(
                file,
                f"the field {name} may not travel by {channel}: {spec.meaning}",
                f"take it out of [{channel}]",
            )
        elif generic and spec.sensitivity is not Sensitivity.PUBLIC:
            note(
                file,
                f"the field {name} ({spec.sensitivity}) is not safe on a shared phone",
                "use public fields only, or write generic = false",
            )

    # The wording

    def _texts(self, code: str, declared: Declaration) -> Texts | None:
        file = f"{code}/{self.key}.v{self.version}.toml"
        if not self.reading.has(file):
            if code in self.reading.required:
                self.reading.problem(file, "the wording is missing", "write it")
            return None
        content = read_as(WordingFile, self.reading.root / file, file, self.reading.problems)
        if not content:
            return None
        for channel, part in (("sms", content.sms), ("email", content.email)):
            if part is None and channel in declared.uses:
                self.reading.problem(file, f"[{channel}] is missing", "write it")
            if part is not None and channel not in declared.uses:
                self.reading.problem(file, f"[{channel}] is not declared", "declare it")
        return Texts(
            self._sms(file, code, content.sms.text, declared) if content.sms else None,
            self._email(file, code, content.email, declared) if content.email else None,
        )

    def _sms(self, file: str, code: str, source: str, declared: Declaration) -> Wording | None:
        text = self.reading.parse(file, "sms.text", source)
        if not text or not declared.sms:
            return text
        self.reading.compare(file, "[sms]", text.fields, declared.sms.use)
        if self._fits(file, text, declared.sms.use):
            self._check(file, code, declared, "sms", {"text": text})
            self._check_length(file, code, text)
        return text

    def _email(
        self, file: str, code: str, source: EmailText, declared: Declaration
    ) -> EmailWording | None:
        subject = self.reading.parse(file, "email.subject", source.subject)
        why = self.reading.parse(file, "email.why", source.why)
        body = self.reading.parse(file, "email.body", source.body)
        if not (subject and why and body):
            return None
        email = EmailWording(subject, why, body)
        if not declared.email:
            return email
        use = declared.email.use
        self.reading.compare(file, "[email]", email.fields, use)
        parts: dict[Part, Wording] = {"subject": subject, "why": why, "body": body}
        fitting = [self._fits(file, text, use) for text in parts.values()]
        if all(fitting):
            self._check(file, code, declared, "email", parts)
        return email

    def _fits(self, file: str, text: Wording, use: FieldUse) -> bool:
        """Whether each field stands so that it can be written with any value it may have."""
        wrong = list(misplaced(text, use, self.common.fields))
        for what, mend in wrong:
            self.reading.problem(file, what, mend)
        known = all(
            (spec := self.common.fields.get(name)) and spec.sample is not None
            for name in text.fields
        )
        return known and not wrong

    def _check(
        self,
        file: str,
        code: str,
        declared: Declaration,
        channel: Channel,
        parts: Mapping[Part, Wording],
    ) -> None:
        language = self.common.languages[code]
        writer = Writer(self.common.fields, language, channel)
        values = sample_values(self.common.fields, code)
        for part, wording in parts.items():
            try:
                sample = writer.write(wording, values, Target.TEXT)
            except FieldRefused as error:
                self.reading.problems.append(
                    Problem("fields.toml", f"the sample of {error}", "give a fitting sample")
                )
                continue
            draft = Draft(
                part, wording, channel, declared.topic, language, self.common.fields, sample
            )
            findings = check(draft)
            for finding in findings:
                if finding.severity == "error":
                    self.reading.problem(file, f"{channel}.{part}: {finding.what}", finding.mend)
            warnings = tuple(finding for finding in findings if finding.severity == "warning")
            if warnings:
                self.reading.warnings[file] = self.reading.warnings.get(file, ()) + warnings

    def _check_length(self, file: str, code: str, text: Wording) -> None:
        writer = Writer(self.common.fields, self.common.languages[code], "sms")
        size = count(writer.write(text, longest_values(self.common.fields), Target.TEXT))
        if size.segments > MAX_SEGMENTS:
            self.reading.problem(
                file,
                f"with the longest values it takes {size.segments} parts, {MAX_SEGMENTS} can go",
                "shorten it",
            )

"""What reading a library carries along: where it reads, and every problem met so far."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from templates.checks import Finding
from templates.errors import Problem
from templates.fields import FieldUse
from templates.wording import Wording, WordingError, parse

FILE_NAME = re.compile(r"(?P<key>[a-z][a-z0-9_]*)\.v(?P<version>[1-9][0-9]*)\.toml")
LANGUAGE_FILES = frozenset({"language.toml", "email.toml"})
DECLARATIONS = "declarations"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one folder."""

    root: Path
    required: tuple[str, ...]
    """Languages every template must exist in."""
    problems: list[Problem] = field(default_factory=list)
    warnings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def problem(self, file: str, what: str, mend: str) -> None:
        self.problems.append(Problem(file, what, mend))

    def has(self, name: str) -> bool:
        return (self.root / name).exists()

    def folders(self) -> set[str]:
        """The languages the folder brings."""
        return {f.name for f in self.root.iterdir() if f.is_dir() and f.name != DECLARATIONS}

    def versions(self, folder: str) -> list[tuple[str, int]]:
        """Key and version of each template a folder has a file for; other names are problems."""
        found = []
        for file in sorted((self.root / folder).glob("*")):
            match = FILE_NAME.fullmatch(file.name)
            if match:
                found.append((match["key"], int(match["version"])))
            elif file.name not in LANGUAGE_FILES:
                self.problem(
                    f"{folder}/{file.name}",
                    "the file's name is not understood",
                    "name it <key>.v<version>.toml, like help.v1.toml",
                )
        return found

    def parse(self, file: str, place: str, source: str, *, braces: bool = False) -> Wording | None:
        try:
            return parse(source, braces=braces)
        except WordingError as error:
            self.problem(file, f"{place}: {error.what}", error.mend)
            return None

    def compare(self, file: str, place: str, used: frozenset[str], declared: FieldUse) -> None:
        """Fields used and fields declared must be the same."""
        for name in sorted(used - declared.all):
            self.problem(
                file, f"{place} uses {name}, which is not declared", "declare it, or take it out"
            )
        for name in sorted(declared.all - used):
            self.problem(
                file, f"{place} declares {name}, which is not used", "use it, or undeclare it"
            )

"""What can be wrong with wording, and how it is told to the person who mends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file of a wording library."""

    file: str
    """Path inside the library, as an editor would open it."""
    what: str
    mend: str
    """What to do about it, as an order to the person who edits the file."""

    def __str__(self) -> str:
        return f"{self.file}: {self.what} → {self.mend}"


class LibraryError(Exception):
    """A wording library cannot be used. Carries every problem, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{len(problems)} problem(s) in the wording library:\n{lines}")


class RenderError(Exception):
    """A template could not be filled in. Names the template and the field, never a value."""

    def __init__(self, template: str, reason: str, field: str | None = None) -> None:
        self.template = template
        self.field = field
        self.reason = reason
        subject = f"{template}, field {field}" if field else template
        super().__init__(f"{subject}: {reason}")

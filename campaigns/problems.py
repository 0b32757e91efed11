"""What can be wrong with a campaign file, told to the person who mends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    what: str
    mend: str
    """What to do about it."""

    def __str__(self) -> str:
        return f"{self.file}: {self.what} → {self.mend}"


class CampaignError(Exception):
    """The campaign files cannot be used. Carries every problem, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{len(problems)} problem(s) in the campaign files:\n{lines}")

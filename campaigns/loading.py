"""Reading the campaign files strictly, once. Every problem is told, with what to do about it.

TOML, because YAML reads the answer NO as false (docs/decisions/0003-campaign-files.md).
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from campaigns.checks import check
from campaigns.definition import Campaign
from campaigns.problems import CampaignError, Problem
from templates.library import Library
from templates.loading import load_library

SHIPPED = Path(__file__).parent / "library"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

NOBODYS = "a file is for every agency, and knows no fields of one"
NO_BRANCH = "a file is for every agency, and knows no branches of one"
Campaigns = Mapping[str, Campaign]
"""By key, in the order of their names."""


@functools.cache
def load_campaigns() -> Campaigns:
    """The shipped campaigns, checked against the shipped wording. Raises `CampaignError`."""
    return read_campaigns(SHIPPED, load_library())


def read_campaigns(root: Path, library: Library) -> Campaigns:
    """Read a folder afresh. Raises `CampaignError` with every problem of every file."""
    problems: list[Problem] = []
    found = {}
    for path in sorted(root.glob("*.toml")):
        campaign = _read(path, problems)
        if campaign is not None:
            found[campaign.key] = campaign
            problems += [Problem(path.name, what, do) for what, do in check(campaign, library)]
            if campaign.audience.branches:
                problems.append(Problem(path.name, NO_BRANCH, "take branches out"))
            if campaign.audience.fields:
                problems.append(Problem(path.name, NOBODYS, "take [audience.fields] out"))
    if not found and not problems:
        problems.append(Problem(root.name, "there is no campaign here", "check the folder's path"))
    if problems:
        raise CampaignError(tuple(problems))
    return found


def _read(path: Path, problems: list[Problem]) -> Campaign | None:
    if not NAME.fullmatch(path.stem):
        problems.append(
            Problem(path.name, "its name is no campaign name", "call it like renewal.toml")
        )
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Campaign.model_validate({**table, "key": path.stem})
    except UnicodeDecodeError:
        problems.append(Problem(path.name, "it is not UTF-8", "save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(path.name, f"it is not TOML: {error}", "mend that line"))
    except ValidationError as error:
        problems += complaints(path.name, error)
    return None


def complaints(file: str, error: ValidationError) -> Iterator[Problem]:
    """What keeps it from being a campaign, each with what to do."""
    for one in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in one["loc"]) or "the file"
        if one["type"] == "extra_forbidden":
            yield Problem(file, f"{place} is not a word of campaign files", "take it out")
        else:
            yield Problem(file, f"{place}: {one['msg']}", f"mend {place}")

"""What an agency's own version of a campaign must be: a campaign whose wording can be filled in
(`campaigns/checks.py`), and still the one of its file in what only a file may say."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from campaigns.checks import check
from campaigns.definition import Campaign
from campaigns.findings import Finding
from campaigns.loading import complaints
from templates.library import Library

FIXED = (
    "name", "purpose", "kind", "lane", "starts_on", "moved_by", "without_date", "pause",
    "required_by_law", "goal", "experiment",
)  # fmt: skip
"""What makes it this campaign: which events start it, how the law and the gate take it, and what
is measured. Reports, experiments and imports count on these being one for all agencies."""
BY_LAW = "the law requires this"


class DefinitionError(Exception):
    """It cannot be said like that. `findings`: what is wrong, each with what to do."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{what} ({do})" for what, do in findings))
        self.findings = findings


Words = Mapping[str, Collection[str]]
"""What may be known in each field of the agency's own that is in use, by its key."""


def read(
    base: Campaign,
    definition: Mapping[str, Any],
    library: Library,
    fields: Words,
    branches: Collection[str] = (),
) -> Campaign:
    """A version of `base`, checked against the fields and the branches (by code) of the agency.
    Raises `DefinitionError`."""
    try:
        campaign = Campaign.model_validate({**definition, "key": base.key})
    except ValidationError as error:
        raise DefinitionError(
            tuple((each.what, each.mend) for each in complaints(base.key, error))
        ) from None
    findings = (*_other(base, campaign), *_law(base, campaign), *_fields(campaign, fields),
                *_branches(campaign, branches), *check(campaign, library))  # fmt: skip
    if findings:
        raise DefinitionError(findings)
    return campaign


def stored(campaign: Campaign) -> dict[str, Any]:
    """As a row keeps it and the API gives it; the same campaign is always stored alike."""
    table = campaign.model_dump(mode="json", exclude={"key", "version"}, exclude_defaults=True)
    if "audience" in table:
        table["audience"] = {
            name: {key: sorted(words) for key, words in sorted(values.items())}
            if isinstance(values, dict)
            else sorted(values)
            for name, values in table["audience"].items()
        }
    return table


def _other(base: Campaign, campaign: Campaign) -> Iterator[Finding]:
    for name in FIXED:
        if getattr(base, name) != getattr(campaign, name):
            yield f"{name} stands in the campaign's file", f"leave {name} as it is there"


def _fields(campaign: Campaign, fields: Words) -> Iterator[Finding]:
    for key, wanted in campaign.audience.fields.items():
        if key not in fields:
            yield (
                f"{key} is no field with choices, or with yes and no, that your agency uses",
                "add it on the page Settings, or take it out",
            )
        elif not wanted:
            yield f"field {key}: no choice is named", "name one, or take the field out"
        elif other := sorted(wanted - set(fields[key])):
            yield f"field {key} has no choice {', '.join(other)}", "take it out"


def _branches(campaign: Campaign, branches: Collection[str]) -> Iterator[Finding]:
    for code in sorted(campaign.audience.branches.difference(branches)):
        yield f"your agency has no branch {code}", "add it on the page Settings, or take it out"


def _law(base: Campaign, campaign: Campaign) -> Iterator[Finding]:
    required = {step.key: step for step in base.steps if step.required_by_law}
    for key in required:
        if campaign.step(key) is None:
            yield f"step {key} is gone, and {BY_LAW}", "put it back"
    for step in campaign.steps:
        if step.required_by_law != (step.key in required):
            yield (
                f"step {step.key}: what the law requires stands in the file",
                "leave required_by_law out",
            )
        elif (step.key in required or base.required_by_law) and (
            step.after_answer or step.unless_answered
        ):
            yield f"step {step.key} hangs on an answer, and {BY_LAW}", "say it to everybody"
        elif step.key in required and step.template != required[step.key].template:
            yield f"step {step.key} has another wording, and {BY_LAW}", "leave its wording"
    if (required or base.required_by_law) and base.audience != campaign.audience:
        yield f"the audience is another one, and {BY_LAW}", "leave it as it is"

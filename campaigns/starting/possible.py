"""Whether a campaign can be started for a list: said in words before anybody is looked at.

A list gives a date for each person only where it is about the very thing that the campaign is
about; anything else would tell parents of a day that is not theirs.
"""

from datetime import date, timedelta

from campaigns.csv_columns import THINGS, Thing
from campaigns.definition import Campaign
from campaigns.sends.audience import STARTED_BY, About, Audience

FARTHEST = timedelta(days=365)

NOT_FROM_A_LIST = (
    "This campaign starts only when your system tells of something that happened. No list can "
    "start it."
)
NEEDS_MORE = (
    "It needs an hour and a place for each person, which such a list does not give. Choose a list "
    "about appointments, or import a file."
)
OTHER_DATE = (
    "This list is about something else than the campaign, so its dates would be wrong. Choose "
    "another list."
)
OWN_DATES = "This list has dates of its own. Leave the day empty."
NO_DAY = "Choose the day that it is about: tomorrow or later, within a year."
WORDS = (NOT_FROM_A_LIST, NEEDS_MORE, OTHER_DATE, OWN_DATES, NO_DAY)

BY_EVENT = {event: about for about, event in STARTED_BY.items()}


def about_of(campaign: Campaign) -> About | None:
    """What it reminds of; None for one that tells of what happened."""
    return next((BY_EVENT[event] for event in campaign.starts_on if event in BY_EVENT), None)


def thing_of(campaign: Campaign) -> Thing:
    """Of one that a list can start."""
    return THINGS[campaign.starts_on[0]]


def why_not(campaign: Campaign, asks: Audience, day: date | None, today: date) -> str | None:
    """One of `WORDS`, or None."""
    about = about_of(campaign)
    if about is None or campaign.starts_on[0] not in BY_EVENT:
        return NOT_FROM_A_LIST
    if asks.about is not None:
        if asks.about is not about:
            return OTHER_DATE
        return OWN_DATES if day else None
    thing = thing_of(campaign)
    if set(thing.needed) - {thing.id_column, "due_on"}:
        return NEEDS_MORE
    return None if day and today < day <= today + FARTHEST else NO_DAY

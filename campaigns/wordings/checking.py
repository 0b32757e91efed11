"""Whether an agency's own words may go out: by the rules of wording, and in its campaigns."""

from collections.abc import Iterable

from campaigns.checks import check
from campaigns.definition import Campaign
from templates.checks import Finding
from templates.library import Library
from templates.own_words import Findings, Words, places, read, with_texts


def findings(
    shipped: Library,
    now: Library,
    campaigns: Iterable[Campaign],
    key: str,
    language: str,
    words: Words,
) -> tuple[bool, Findings]:
    """Whether they may, and what is to be said of them by place. `now` is the library with the
    agency's words that are in force. Raises `RenderError` for an unknown key."""
    texts, found = read(shipped, key, language, words)
    if texts is None:
        return False, found
    then = with_texts(now, key, language, texts)
    broken = tuple(
        Finding("campaign", "error", f"{campaign.name}: {what}", mend)
        for campaign in campaigns
        for what, mend in set(check(campaign, then)) - set(check(campaign, now))
    )
    if not broken:
        return True, found
    place = places(shipped.get(key))[0]
    return False, {**found, place: (*found[place], *sorted(broken, key=lambda one: one.what))}

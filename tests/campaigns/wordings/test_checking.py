"""An agency's words are held against its campaigns too."""

from campaigns.definition import Campaign
from campaigns.loading import load_campaigns
from campaigns.wordings.checking import findings
from templates import load_library
from templates.own_words import OwnText, Words, overlaid, words_of

LIBRARY = load_library()
KEY = "renewal_reminder"
WORDS = words_of(LIBRARY.get(KEY), "en")
CALL = (
    "{{ agency_name }}: Renew by {{ due_date }}. Reply YES, NO or CALL. HELP for help, STOP to end."
)


def asking(word: str) -> Campaign:
    """The renewal campaign with an answer that no shipped wording offers."""
    shipped = load_campaigns()["renewal"].model_dump()
    question = next(iter(shipped["questions"].values()))
    answer = dict(next(iter(question.values())))
    question["call"] = {**answer, "words": {"en": word, "es": word}}
    return Campaign.model_validate(shipped)


def told(now: Words, then: Words) -> list[str]:
    library, _ = overlaid(LIBRARY, [OwnText(key=KEY, language="en", version=1, words=now)])
    _, found = findings(LIBRARY, library, [asking("CALL")], KEY, "en", then)
    return [one.what for one in found["sms.text"] if one.rule == "campaign"]


def test_words_that_no_longer_offer_what_a_campaign_asks_are_kept_out() -> None:
    offering = {**WORDS, "sms.text": CALL}
    assert told(offering, {**offering, "sms.text": CALL.replace("Renew", "Please renew")}) == []
    [what] = told(offering, WORDS)
    assert "does not offer the answer CALL" in what


def test_what_was_wrong_before_keeps_nothing_out() -> None:
    assert told(WORDS, {**WORDS, "email.why": "You get this email about your renewal."}) == []

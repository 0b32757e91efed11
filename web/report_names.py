"""What the lines of a report are called, for a page, a file and the API alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.experiments.design import HELD_OUT, USUAL
from campaigns.loading import load_campaigns
from campaigns.reports.tables import NONE, By, Key
from campaigns.sends.names import TO_MANY
from channels.values import ChannelKind
from messaging.models.agency import Branch
from messaging.models.staff import Staff
from web.catalogue import N_
from web.voice import Voice
from web.wording import CHANNEL, language_name

NOTHING: Mapping[By, str] = MappingProxyType(
    {
        By.CAMPAIGN: N_("No campaign"),
        By.STEP: N_("No message"),
        By.ARM: N_("In no experiment"),
        By.CHANNEL: N_("No message"),
        By.BRANCH: N_("No branch"),
        By.WORKER: N_("Nobody yet"),
        By.FIELD: N_("Not known"),
    }
)
ARMS: Mapping[str, str] = MappingProxyType(
    {HELD_OUT: N_("Not reminded (comparison group)"), USUAL: N_("Reminded as usual")}
)


@dataclass(frozen=True, slots=True)
class Names:
    voice: Voice
    people: Mapping[str, str]
    """Branches and staff by id."""

    @classmethod
    def of(cls, session: Session, agency_id: UUID, voice: Voice) -> "Names":
        people: dict[str, str] = {}
        for table in (Branch, Staff):
            rows = session.execute(select(table.id, table.name).where(table.agency_id == agency_id))
            people |= {str(row_id): name for row_id, name in rows}
        return cls(voice, people)

    def __call__(self, by: By, key: Key) -> Key:
        """Its name, after that of the line it lies within."""
        if len(key) == 1:
            return (self._one(by, key[0]),)
        above = By.BRANCH if by is By.WORKER else By.CAMPAIGN
        return self._one(above, key[0]), self._one(by, key[1])

    def campaign(self, word: str) -> str:
        if word == TO_MANY:
            return self.voice.say(N_("Sent to many"))
        known = load_campaigns().get(word)
        return known.name if known else word

    def _one(self, by: By, word: str) -> str:
        if word == NONE:
            return self.voice.say(NOTHING[by])
        if by is By.CAMPAIGN:
            return self.campaign(word)
        if by is By.CHANNEL:
            return self.voice.say(CHANNEL[ChannelKind(word)])
        if by is By.LANGUAGE:
            return language_name(word, self.voice.language)
        if by is By.ARM:
            return self.voice.say(ARMS[word]) if word in ARMS else word
        return self.people.get(word, word).replace("_", " ")

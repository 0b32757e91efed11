"""Records to take away: all we hold of one person, and what was said with one party of a case.

One party at a time: the record of one parent never holds another's. What it is for goes on record.
"""

from web.records.hearing import for_hearing, of_party
from web.records.person import of_person
from web.records.pieces import NoRecordError

__all__ = ["NoRecordError", "for_hearing", "of_party", "of_person"]

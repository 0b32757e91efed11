"""Every text that code and pages mark for translation."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

from campaigns import versions
from campaigns.imports import acts as files
from campaigns.sends import acts, making, saved, series
from campaigns.starting import acts as starts
from campaigns.wordings import acts as wordings
from casework import saved_filters, saved_replies
from messaging.directory import (
    absences,
    approving,
    join_plan,
    office_setting,
    own_fields,
    own_settings,
)
from messaging.outbound import replies

WEB = Path(__file__).parents[2] / "web"
METHODS = [("**.py", "python"), ("pages/**.html", "jinja2.ext:babel_extract")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "say": None,
    "ngettext": (1, 2),
    "count": (1, 2),
}
OPTIONS = {"pages/**.html": {"trimmed": "false", "extensions": "jinja2.ext.i18n"}}

OTHER_ROOMS = (
    *replies.REFUSALS,
    *saved_replies.REFUSALS,
    *saved_filters.REFUSALS,
    *acts.REFUSALS,
    *making.REFUSALS,
    *saved.REFUSALS,
    *starts.REFUSALS,
    *series.REFUSALS,
    *files.REFUSALS,
    *approving.REFUSALS,
    *absences.REFUSALS,
    *join_plan.REFUSALS,
    *office_setting.REFUSALS,
    *versions.REFUSALS,
    *wordings.REFUSALS,
    *own_settings.REFUSALS,
    *own_fields.REFUSALS,
)
"""Said below the pages, and shown there in the reader's language."""

Text = str | tuple[str, str]


@cache
def texts() -> set[Text]:
    return {*_found(), *OTHER_ROOMS}


def _found() -> Iterator[Text]:
    found = extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS)
    for _file, _line, message, _comments, _context in found:
        if isinstance(message, str):
            yield message
        elif all(isinstance(part, str) for part in message):
            yield message[0], message[1]

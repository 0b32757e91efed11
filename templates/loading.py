"""Reading a wording library strictly: what could go wrong when sending goes wrong here.

Every problem of every file is collected and told at once, with what to do about it.
"""

import functools
from collections.abc import Iterable
from pathlib import Path

from templates.common_files import read_common
from templates.errors import LibraryError
from templates.library import FALLBACK_LANGUAGE, Library, Template
from templates.reading import Reading
from templates.template_files import read_templates

SHIPPED = Path(__file__).parent / "library"
SHIPPED_LANGUAGES = ("en", "es")


@functools.cache
def load_library(path: Path | None = None) -> Library:
    """The shipped library, or an agency's own folder laid over it. Read once, then kept.

    An agency's folder needs English; where another language is missing, its messages go out in
    English. Its templates take the place of the shipped ones with the same key; what it does not
    bring (fields, languages, the page around emails) is the shipped one.
    Raises `LibraryError` with every problem.
    """
    if path is None:
        return read_library(SHIPPED, languages=SHIPPED_LANGUAGES)
    return read_library(path, languages=(FALLBACK_LANGUAGE,), base=load_library())


def read_library(root: Path, *, languages: Iterable[str], base: Library | None = None) -> Library:
    """Read a folder afresh. Each template must exist in each of `languages`."""
    reading = Reading(root, tuple(languages))
    if not root.is_dir():
        reading.problem(str(root.name), "the folder is missing", "check the library's path")
        raise LibraryError(tuple(reading.problems))
    common = read_common(reading, base.common if base else None)
    templates = read_templates(reading, common)
    if reading.problems:
        raise LibraryError(tuple(reading.problems))
    shipped = base.templates if base else {}
    return Library(common, {**shipped, **_by_key(templates)}, dict(reading.warnings))


def _by_key(templates: list[Template]) -> dict[str, dict[int, Template]]:
    by_key: dict[str, dict[int, Template]] = {}
    for template in templates:
        by_key.setdefault(template.key, {})[template.version] = template
    return by_key

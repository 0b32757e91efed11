"""The words of our pages in other languages, read from gettext catalogues when first needed.

English is the source: what stands in code and pages is the key. A language is added by adding
`web/locale/<language>/LC_MESSAGES/kinline.po`; nothing needs to be compiled beforehand.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "es": "Español"})
"""What a page can be shown in, and how each language calls itself."""


def spoken(language: str) -> str:
    """The page language for someone who speaks `language`; English when we have no words in it."""
    return language if language in LANGUAGES else "en"


@lru_cache
def translations(language: str) -> NullTranslations:
    path = LOCALE / language / "LC_MESSAGES" / "kinline.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Marks a text for the catalogue where it stands in a table; it is translated when shown."""
    return text

"""The words of our pages in other languages, read from gettext catalogues when first needed.

English is the source: what stands in code and pages is the key. A language is added by adding
`web/locale/<language>/LC_MESSAGES/kinline.po`, `<language>` as CLDR names it (`vi`, `so`, `zh`): it
stands in every choice of languages, with dates and numbers as it writes them. Nothing needs to be
compiled beforehand, and nothing else be told.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"

FILE = Path("LC_MESSAGES") / "kinline.po"


@lru_cache
def languages() -> Mapping[str, str]:
    """What a page can be shown in, and how each language calls itself; English first."""
    codes = sorted(path.parents[1].name for path in LOCALE.glob(f"*/{FILE}"))
    return MappingProxyType({code: _own_name(code) for code in ("en", *codes)})


def _own_name(code: str) -> str:
    name = Locale.parse(code).get_display_name() or code
    return name[0].upper() + name[1:]


def spoken(language: str) -> str:
    """The page language for someone who speaks `language`; English when we have no words in it."""
    return language if language in languages() else "en"


def asked_for(accepted: str) -> str:
    """The first language of an `Accept-Language` that we have words in; English when there is
    none. Browsers write the one they like best first."""
    tags = (
        each.partition(";")[0].partition("-")[0].strip().lower() for each in accepted.split(",")
    )
    return next((tag for tag in tags if tag in languages()), "en")


@lru_cache
def translations(language: str) -> NullTranslations:
    path = LOCALE / language / FILE
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

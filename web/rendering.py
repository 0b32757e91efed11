"""Pages: Jinja templates in `web/pages/`, strict about what they are given, in one language."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web import assets, tally
from web.catalogue import languages, spoken, translations

PAGES = Path(__file__).parent / "pages"


def html(
    name: str,
    language: str,
    *,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """`web/pages/<name>` filled in."""
    text = environment(spoken(language)).get_template(name).render(values)
    return HTMLResponse(text, status_code=status_code, headers=headers)


@lru_cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    # The extension's own method, which it adds to the environment at run time.
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        words.gettext, words.ngettext, newstyle=True
    )
    made.filters["tally"] = tally.shown
    made.globals.update(
        asset=assets.address, scripts=assets.scripts, language=language, languages=languages()
    )
    return made

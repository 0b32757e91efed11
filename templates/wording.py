"""Wording in Jinja's spelling, read into pieces: plain text and fields, nothing else.

Jinja's own parser reads it, so that mistakes are found with their line, but nothing is ever
executed: whatever is not a field with a known filter is refused here.
"""

from dataclasses import dataclass
from typing import get_args

from jinja2 import Environment, TemplateSyntaxError, nodes

from templates.languages import Form

FORMS: tuple[Form, ...] = get_args(Form)
PREFIXES = ("after", "label")

# `autoescape` concerns running templates, which never happens here: it is on because leaving it
# off is what code checkers (rightly) stumble over.
_PARSER = Environment(autoescape=True)


class WordingError(ValueError):
    """A text that is not plain words and fields. Says what, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Literal:
    """Words as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a field's value."""

    field: str
    form: Form | None = None
    """How a day or moment is written, where the wording asks for another form."""
    after: str | None = None
    """Words that come before the value, and go when an optional field has none."""
    label: str | None = None
    """Words of a link: `label: address` in plain text, the link's text in HTML."""

    @property
    def may_be_missing(self) -> bool:
        return self.after is not None or self.label is not None


Piece = Literal | Slot


@dataclass(frozen=True, slots=True)
class Wording:
    """One text, read."""

    pieces: tuple[Piece, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Slot))

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(slot.field for slot in self.slots)

    @property
    def words(self) -> str:
        """Everything an editor wrote, with a gap where fields stand: what checks read."""
        return "".join(
            piece.text if isinstance(piece, Literal) else f"{piece.after or piece.label or ''} "
            for piece in self.pieces
        )


def parse(source: str, *, braces: bool = False) -> Wording:
    """Read one text; raises `WordingError`.

    `braces` lets single braces stand, as style sheets need them.
    """
    for opening in ("{%", "{#"):
        if opening in source:
            raise WordingError(
                f"'{opening}' has no place in wording",
                "use plain words and {{ fields }}; notes for editors go into # lines outside",
            )
    try:
        tree = _PARSER.parse(source)
    except TemplateSyntaxError as error:
        raise WordingError(
            f"line {error.lineno}: {error.message}", "write a field as {{ its_name }}"
        ) from None
    outputs = [child for node in tree.body for child in node.iter_child_nodes()]
    wording = Wording(tuple(_piece(node) for node in outputs))
    if not braces:
        _refuse_stray_braces(wording)
    return wording


def source(wording: Wording) -> str:
    """As an editor writes it: reading that gives the same wording again."""
    return "".join(
        piece.text if isinstance(piece, Literal) else _written(piece) for piece in wording.pieces
    )


def _written(slot: Slot) -> str:
    filters: list[str] = [slot.form] if slot.form else []
    for name, words in (("after", slot.after), ("label", slot.label)):
        if words is not None:
            quoted = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            filters.append(f'{name}("{quoted}")')
    return f"{{{{ {' | '.join([slot.field, *filters])} }}}}"


def _piece(node: nodes.Node) -> Piece:
    if isinstance(node, nodes.TemplateData):
        return Literal(node.data)
    if not isinstance(node, nodes.Expr):
        raise _not_plain(node)
    filters: list[nodes.Filter] = []
    inner: nodes.Expr = node
    while isinstance(inner, nodes.Filter) and inner.node is not None:
        filters.append(inner)
        inner = inner.node
    if not isinstance(inner, nodes.Name):
        raise _not_plain(node)
    settings: dict[str, str] = {}
    for one in filters:
        key, value = _setting(one)
        if key in settings:
            raise WordingError(f"the filters of {inner.name} contradict", "keep one of them")
        settings[key] = value
    form = next((known for known in FORMS if known == settings.get("form")), None)
    return Slot(inner.name, form, settings.get("after"), settings.get("label"))


def _setting(node: nodes.Filter) -> tuple[str, str]:
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    if node.name in FORMS and plain and not node.args:
        return "form", node.name
    if node.name in PREFIXES and plain and len(node.args) == 1:
        (argument,) = node.args
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
            return node.name, argument.value
    raise WordingError(
        f"line {node.lineno}: the filter '{node.name}' is not known in this use",
        f'use one of: {", ".join(FORMS)}, after("words "), label("words")',
    )


def _not_plain(node: nodes.Node) -> WordingError:
    return WordingError(
        f"line {node.lineno}: only plain fields can be filled in, not a {type(node).__name__}",
        "write a field as {{ its_name }}",
    )


def _refuse_stray_braces(wording: Wording) -> None:
    for piece in wording.pieces:
        if isinstance(piece, Literal) and ("{" in piece.text or "}" in piece.text):
            raise WordingError("a brace stands alone", "write a field as {{ its_name }}")

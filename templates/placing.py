"""Whether each field stands so that it can be written with any value it may have."""

from collections.abc import Iterator, Mapping

from templates.fields import FieldSpec, FieldType, FieldUse
from templates.formatting import ALLOWED_FORMS
from templates.wording import Wording


def misplaced(
    text: Wording, use: FieldUse, fields: Mapping[str, FieldSpec]
) -> Iterator[tuple[str, str]]:
    """What is wrong, and what to do. Fields that do not exist are told elsewhere."""
    for slot in text.slots:
        spec = fields.get(slot.field)
        if spec is None:
            continue
        if slot.form and slot.form not in ALLOWED_FORMS.get(spec.type, ()):
            yield (
                f"{slot.field} is a {spec.type} and cannot be written as {slot.form}",
                "take the filter out",
            )
        if slot.field in use.optional and not slot.may_be_missing:
            yield (
                f"{slot.field} may be missing, and the words around it would stay",
                f'write {{{{ {slot.field} | after(" words before it ") }}}}',
            )
        if slot.label and spec.type is not FieldType.LINK:
            yield f"{slot.field} is no link", "take the label out"

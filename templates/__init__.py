"""What messages say: the wording library, rendering, segments, wording checks.

Pure functions over files. `load_library()` reads everything once and strictly;
`library.render(…)` then only fills values in.
"""

from templates.errors import LibraryError, Problem, RenderError
from templates.fields import FieldSpec, FieldType, FieldUse, FieldValue, Sensitivity
from templates.files import Role, Topic
from templates.library import Library, Rendered, Template
from templates.loading import load_library, read_library
from templates.segments import Segments, TooLong, count, gsm_spelling, measure

__all__ = [
    "FieldSpec",
    "FieldType",
    "FieldUse",
    "FieldValue",
    "Library",
    "LibraryError",
    "Problem",
    "RenderError",
    "Rendered",
    "Role",
    "Segments",
    "Sensitivity",
    "Template",
    "TooLong",
    "Topic",
    "count",
    "gsm_spelling",
    "load_library",
    "measure",
    "read_library",
]

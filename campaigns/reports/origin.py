"""The name that a step's messages and question bear, as an expression of either database: UUIDs are
a type of PostgreSQL's, and plain hexadecimal in SQLite."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

DASHES = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
"""Where the groups of a written UUID begin, and how long they are."""


class _Written(FunctionElement[str]):
    """A UUID column as text with its dashes."""

    type = String()
    inherit_cache = True
    name = "written"


@compiles(_Written)
def _as_type(element: _Written, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


@compiles(_Written, "sqlite")
def _as_hexadecimal(element: _Written, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return "(" + " || '-' || ".join(f"substr({column}, {a}, {n})" for a, n in DASHES) + ")"


def of_step(step_id: InstrumentedAttribute[UUID]) -> ColumnElement[str]:
    """As `campaigns.origins.of_question`, in SQL."""
    return "step:" + _Written(step_id)

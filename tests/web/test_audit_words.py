"""Everything that is written down of somebody can be read in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from campaigns.approval import DONE
from web.staff.audit_words import ACTION

HOUSE = Path(__file__).parents[2]
ROOMS = ("messaging", "casework", "campaigns", "outgoing", "service", "web", "webhooks")
PLACE = 3
"""Of the action among what `note` is given."""


def noted() -> Iterator[tuple[str, str]]:
    """By file, each action that is written as it stands at a call of `note`."""
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) == "note":
                    for given in ast.walk(node.args[PLACE]) if len(node.args) > PLACE else ():
                        if isinstance(given, ast.Constant) and isinstance(given.value, str):
                            yield str(path.relative_to(HOUSE)), given.value


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def test_every_act_that_is_noted_has_words() -> None:
    found = set(noted())
    assert len(found) > 30
    assert {each for each in found if each[1] not in ACTION} == set()
    steps = {f"{what}.{done}" for what in ("campaign", "wording") for done in DONE.values()}
    assert steps <= ACTION.keys()

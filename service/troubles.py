"""Saying where something failed without repeating what it was about."""

import traceback
from pathlib import Path

HOUSE = Path(__file__).parent.parent


def trouble(error: BaseException) -> dict[str, str]:
    """Log values: the kind of error and the last line of ours it went through.

    The message is left out: one that comes from a library may quote a person's details.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(Path(frame.filename))]
    place = ours[-1] if ours else None
    where = f"{Path(place.filename).relative_to(HOUSE)}:{place.lineno}" if place else "elsewhere"
    return {"error": type(error).__name__, "at": where}


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(HOUSE) and not {".venv", "site-packages"} & set(
        path.relative_to(HOUSE).parts
    )

"""A record is an archive of a few files."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile


class NoRecordError(Exception):
    """There is nobody of that number, or not on that case, or not for this viewer to take away."""


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One file of an archive."""

    name: str
    content: bytes


def archive(pieces: Sequence[Piece]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as zipped:
        for piece in pieces:
            zipped.writestr(piece.name, piece.content)
    return made.getvalue()

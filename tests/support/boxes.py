"""Small pictures and videos in boxes, as phones make them, with the place in all usual spots."""

import struct
from collections.abc import Sequence

PLACE = b"+41.8781-087.6298/"


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, *bodies: bytes, version: int = 0) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]), *bodies)


def table(kind: bytes, *rows: bytes, head: bytes = b"") -> bytes:
    return full(kind, head, len(rows).to_bytes(4), *rows)


def number(value: int) -> bytes:
    return value.to_bytes(4)


def track(handler: bytes, at: int, sizes: Sequence[int], *more: bytes, wide: bool = False) -> bytes:
    """All its samples in one chunk."""
    offset = table(b"co64", at.to_bytes(8)) if wide else table(b"stco", number(at))
    samples = box(
        b"stbl",
        table(b"stsd", box(b"avc1", b"how to read it")),
        table(b"stts", number(len(sizes)) + number(1)),
        table(b"stsc", number(1) + number(len(sizes)) + number(1)),
        full(b"stsz", number(0), number(len(sizes)), *map(number, sizes)),
        offset,
    )
    media = box(
        b"mdia",
        full(b"mdhd", b"WHENWHEN", bytes(12)),
        full(b"hdlr", bytes(4), handler, bytes(13)),
        box(b"minf", full(b"vmhd", bytes(8)), samples),
    )
    return box(b"trak", full(b"tkhd", b"WHENWHEN", bytes(68)), media, *more)


def film(brand: bytes = b"mp42", *, wide: bool = False) -> bytes:
    """Two samples of picture, one of sound, and between them the place from second to second."""
    samples = [b"picture1", b"picture2", PLACE, b"sound"]
    told = (
        box(b"udta", box(b"\xa9xyz", PLACE)),
        box(b"meta", full(b"hdlr", b"mdta"), box(b"keys", b"location"), box(b"ilst", PLACE)),
        box(b"uuid", PLACE),
    )

    def whole(at: int) -> bytes:
        moov = box(
            b"moov",
            full(b"mvhd", b"WHENWHEN", bytes(88)),
            track(b"vide", at, [8, 8], box(b"udta", PLACE), wide=wide),
            track(b"meta", at + 16, [len(PLACE)]),
            track(b"soun", at + 16 + len(PLACE), [5]),
            *told,
        )
        head = box(b"ftyp", brand + bytes(4) + b"isom") + box(b"free", PLACE) + moov
        return head + box(b"mdat", *samples, PLACE) + box(b"uuid", PLACE)

    at = whole(0).index(b"picture1")
    return whole(at)


def still(brand: bytes = b"heic", *, version: int = 1) -> bytes:
    """One picture and a grid, with Exif and XMP."""
    exif = b"\x00\x00\x00\x06Exif\x00\x00" + PLACE
    kinds = [(1, b"hvc1"), (2, b"Exif"), (3, b"mime"), (4, b"grid")]
    infos = [
        full(b"infe", struct.pack(">HH4s", item, 0, kind), b"\x00", version=2)
        for item, kind in kinds
    ]

    def whole(at: int) -> bytes:
        def extent(item: int, method: int, start: int, size: int) -> bytes:
            way = struct.pack(">H", method) if version else b""
            return struct.pack(">H", item) + way + struct.pack(">HHII", 0, 1, start, size)

        extents = [
            extent(1, 0, at, 6), extent(2, 0, at + 6, len(exif)),
            extent(3, 0, at + 6 + len(exif), len(PLACE)), extent(4, 1 if version else 0, 0, 4),
        ]  # fmt: skip
        if not version:
            extents.pop()
        meta = full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(13)),
            full(b"pitm", b"\x00\x01"),
            full(b"iinf", len(kinds).to_bytes(2), *infos),
            full(b"iloc", b"\x44\x00", len(extents).to_bytes(2), *extents, version=version),
            box(b"iprp", box(b"ipco", full(b"irot", b"\x01"), full(b"udes", PLACE))),
            box(b"idat", b"grid", PLACE),
            box(b"xml ", PLACE),
        )
        head = box(b"ftyp", brand + bytes(4) + b"mif1")
        return head + meta + box(b"mdat", b"pixels", exif, PLACE) + box(b"mpvd", PLACE)

    at = whole(0).index(b"pixels")
    return whole(at)

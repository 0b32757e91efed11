"""Pictures and videos in boxes (HEIC, AVIF, MP4, MOV, 3GP) without where and when they were taken.

Phones write the place into boxes of many names, and some into a track that runs beside the film. So
it is the other way round here: what is needed to draw or to play stays bit for bit, everything else
becomes zeros in a box called `free`. Nothing moves, so every offset stays true.

Sources: ISO/IEC 14496-12 (boxes, sample tables, items), ISO/IEC 23008-12 (HEIF), and Apple's
QuickTime File Format.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Range = tuple[int, int]
"""From, until."""

_KEPT: Mapping[bytes, frozenset[bytes]] = MappingProxyType(
    {
        b"moov": frozenset({b"mvhd", b"trak", b"iods"}),
        b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
        b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
        b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
        b"stbl": frozenset(
            {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stco", b"co64", b"stss"}
            | {b"stps", b"sdtp", b"sgpd", b"sbgp"}
        ),
        b"meta": frozenset(
            {b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"dinf", b"grpl"}
        ),
    }
)
"""By the box they are in; of others nothing is known, and nothing kept."""
_PLAYED = frozenset({b"vide", b"soun", b"pict", b"auxv"})
"""Tracks. Others hold texts, times or, some, the place from second to second."""
_DRAWN = frozenset(
    {b"hvc1", b"hev1", b"lhv1", b"av01", b"avc1", b"vvc1", b"jpeg", b"j2k1", b"unci"}
    | {b"grid", b"iovl", b"iden", b"tmap"}
)
"""Items. Others hold Exif and XMP."""
_TOLD = frozenset({b"udes", b"altt", b"uuid", b"crtt", b"mdft"})
"""Of an item's properties: in somebody's words, or when."""
_NOTHING = b"\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08" + bytes(6)
"""Exif that says nothing: some programs draw no picture whose Exif is none."""
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
MOST_PIECES = 200_000
"""Of tables: more is no video of a phone, and would take long."""


class OddError(Exception):
    """It is not built as these are: where a place may stand cannot be told."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int


def blanked(content: bytes) -> bytes:
    """As long as `content`. Raises `OddError`."""
    data = bytearray(content)
    try:
        kept = _top(data)
    except (struct.error, IndexError) as error:
        raise OddError("a box ends before its contents do") from error
    return bytes(kept)


def _top(data: bytearray) -> bytearray:
    top = list(_boxes(data, 0, len(data), whole=True))
    kinds = [each.kind for each in top]
    film = b"moov" in kinds
    if kinds[:1] != [b"ftyp"] or not (film or b"meta" in kinds) or b"moof" in kinds:
        raise OddError("neither a whole film nor a picture")
    needed: list[Range] = []
    described: list[Range] = []
    for each in top:
        if each.kind == b"moov":
            needed += _film(data, each)
        elif each.kind == b"meta" and not (film and b"iloc" not in data[each.body : each.end]):
            needed += _picture(data, each, described)
        elif each.kind not in (b"mdat", b"ftyp"):
            _blank(data, each)
    for each in top:
        if each.kind == b"mdat":
            _only(data, (each.body, each.end), needed)
            for start, end in described:
                if each.body <= start and start + len(_NOTHING) <= end <= each.end:
                    data[start : start + len(_NOTHING)] = _NOTHING
    return data


def _film(data: bytearray, moov: Box) -> list[Range]:
    """Leaves the tracks that are played; where their samples are."""
    needed: list[Range] = []
    for each in _children(data, moov):
        if each.kind == b"cmov":
            raise OddError("compressed")
        if each.kind == b"trak":
            needed += _track(data, each)
    return needed


def _track(data: bytearray, trak: Box) -> list[Range]:
    found = {each.kind: each for each in _boxes(data, trak.body, trak.end)}
    media = found.get(b"mdia")
    if media is None:
        raise OddError("a track without media")
    handler = {each.kind: each for each in _boxes(data, media.body, media.end)}.get(b"hdlr")
    if handler is None or bytes(data[handler.body + 8 : handler.body + 12]) not in _PLAYED:
        _blank(data, trak)
        return []
    parts = {b"trak": trak}
    for kind in (b"mdia", b"minf", b"stbl"):
        inside = {b"mdia": b"trak", b"minf": b"mdia", b"stbl": b"minf"}[kind]
        here = {each.kind: each for each in _children(data, parts[inside])}
        if kind not in here:
            raise OddError("a track without a table")
        parts[kind] = here[kind]
    tables = {each.kind: each for each in _children(data, parts[b"stbl"])}
    return list(_samples(data, tables))


def _samples(data: bytearray, tables: Mapping[bytes, Box]) -> Iterator[Range]:
    """Where each chunk of samples is."""
    if not {b"stsc", b"stsz"} <= tables.keys() or not {b"stco", b"co64"} & tables.keys():
        raise OddError("a table that is not known")
    wide = b"co64" in tables
    offsets = _table(data, tables[b"co64" if wide else b"stco"], 4, "Q" if wide else "I")
    runs = list(zip(*[iter(_table(data, tables[b"stsc"], 4, "III"))] * 3, strict=True))
    (size,) = struct.unpack_from(">I", data, tables[b"stsz"].body + 4)
    sizes = [] if size else _table(data, tables[b"stsz"], 8, "I")
    at = 0
    for number, offset in enumerate(offsets, start=1):
        while len(runs) > 1 and runs[1][0] <= number:
            runs.pop(0)
        if not runs:
            raise OddError("chunks without samples")
        many = runs[0][1]
        yield offset, offset + (size * many if size else sum(sizes[at : at + many]))
        at += many


def _table(data: bytearray, box: Box, count_at: int, row: str) -> list[int]:
    (count,) = struct.unpack_from(">I", data, box.body + count_at)
    form = f">{row}"
    if count > MOST_PIECES or box.body + count_at + 4 + count * struct.calcsize(form) > box.end:
        raise OddError("a table that is too long")
    whole = struct.unpack_from(f">{row * count}", data, box.body + count_at + 4)
    return list(whole)


def _picture(data: bytearray, meta: Box, described: list[Range]) -> list[Range]:
    """Leaves the items that are drawn; where they are. Where Exif was goes into `described`."""
    parts = {each.kind: each for each in _children(data, meta, at=4)}
    if not {b"iinf", b"iloc"} <= parts.keys():
        raise OddError("no list of items")
    kinds = dict(_items(data, parts[b"iinf"]))
    drawn = {number for number, kind in kinds.items() if kind in _DRAWN}
    inside: list[Range] = []
    needed: list[Range] = []
    idat = parts.get(b"idat")
    for number, method, start, end in _places(data, parts[b"iloc"]):
        if kinds.get(number) == b"Exif" and method == 0:
            described.append((start, end))
        if number in drawn and start == end:
            raise OddError("an item without an end")
        if number in drawn and method == 1 and idat is not None:
            inside.append((idat.body + start, idat.body + end))
        elif number in drawn and method == 0:
            needed.append((start, end))
        elif number in drawn:
            raise OddError("an item made of others")
    if idat is not None:
        _only(data, (idat.body, idat.end), inside)
    if b"iprp" in parts:
        _properties(data, parts[b"iprp"])
    return needed


def _properties(data: bytearray, iprp: Box) -> None:
    for each in _boxes(data, iprp.body, iprp.end):
        if each.kind == b"ipco":
            for told in _boxes(data, each.body, each.end):
                if told.kind in _TOLD:
                    _blank(data, told)


def _items(data: bytearray, iinf: Box) -> Iterator[tuple[int, bytes]]:
    wide = data[iinf.body] > 0
    for each in _boxes(data, iinf.body + (8 if wide else 6), iinf.end):
        version = data[each.body]
        if each.kind != b"infe" or version not in (2, 3):
            raise OddError("an item without a type")
        form = ">H2x4s" if version == 2 else ">I2x4s"
        number, kind = struct.unpack_from(form, data, each.body + 4)
        yield number, kind


def _places(data: bytearray, iloc: Box) -> Iterator[tuple[int, int, int, int]]:
    """Item, way of counting, from, until."""
    version = data[iloc.body]
    if version > 2:
        raise OddError("items that are found another way")
    read = _Reader(data, iloc.body + 4, iloc.end)
    sizes = read.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    for _ in range(read.number(2 if version < 2 else 4)):
        item = read.number(2 if version < 2 else 4)
        method = read.number(2) & 15 if version else 0
        read.number(2)
        base = read.number(base_size)
        for _ in range(read.number(2)):
            read.number(index_size)
            start = base + read.number(offset_size)
            yield item, method, start, start + read.number(length_size)


class _Reader:
    def __init__(self, data: bytearray, at: int, end: int) -> None:
        self._data, self._at, self._end = data, at, end

    def number(self, size: int) -> int:
        """The next one, of so many bytes; 0 for none."""
        start, self._at = self._at, self._at + size
        if self._at > self._end:
            raise OddError("a list that ends too soon")
        return int.from_bytes(self._data[start : self._at])


def _children(data: bytearray, box: Box, at: int = 0) -> list[Box]:
    """What is kept of its contents; the rest is blanked, times too."""
    kept = []
    for each in _boxes(data, box.body + at, box.end):
        if each.kind not in _KEPT[box.kind]:
            if each.kind != b"cmov":
                _blank(data, each)
                continue
        elif each.kind in _TIMED:
            wide = data[each.body] == 1
            data[each.body + 4 : each.body + (20 if wide else 12)] = bytes(16 if wide else 8)
        kept.append(each)
    return kept


def _boxes(data: bytearray, start: int, end: int, *, whole: bool = False) -> Iterator[Box]:
    """One after the other. In a `whole` file the last may be as long as the file, and what is no
    box behind them is blanked."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start) if end - start >= 8 else (1, b"")
        body = start + 8
        if size == 1 and kind:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0 and whole:
            size = end - start
        if not kind or size < body - start or start + size > end:
            if not whole:
                raise OddError("a box that does not fit")
            data[start:end] = bytes(end - start)
            return
        yield Box(kind, start, body, start + size)
        start += size


def _blank(data: bytearray, box: Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.body : box.end] = bytes(box.end - box.body)


def _only(data: bytearray, within: Range, needed: list[Range]) -> None:
    """Zeros for everything that is not needed."""
    at, end = within
    for start, until in sorted(needed):
        if at < start:
            stop = min(start, end)
            data[at:stop] = bytes(max(stop - at, 0))
        at = max(at, until)
        if at >= end:
            return
    data[at:end] = bytes(end - at)

"""Small files of many kinds, as phones and mail programs make them."""

import base64

from channels.box_places import blanked
from channels.file_kinds import FileKind
from tests.support.boxes import film, still

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""One pixel; drawn by every browser."""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24)
HEIC = blanked(still())
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MP4 = blanked(film())
THREE_GP = blanked(film(b"3gp5"))
ODD_MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40)
"""Of which nobody can tell whether it says where it was taken."""
AMR = b"#!AMR\n" + bytes(30)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(30)
TEXT = "I start work on Monday.\r\nMaría\r\n".encode()

KINDS: dict[str, tuple[bytes, FileKind]] = {
    "gif": (GIF, FileKind.GIF),
    "png": (PNG, FileKind.PNG),
    "jpeg": (JPEG, FileKind.JPEG),
    "webp": (WEBP, FileKind.WEBP),
    "heic": (HEIC, FileKind.HEIC),
    "pdf": (PDF, FileKind.PDF),
    "pdf after some lines": (b"\n" * 900 + PDF, FileKind.PDF),
    "mp4": (MP4, FileKind.VIDEO),
    "3gp": (THREE_GP, FileKind.VIDEO),
    "amr": (AMR, FileKind.AMR),
    "mp3": (MP3, FileKind.AUDIO),
    "text": (TEXT, FileKind.TEXT),
    "vcard": (b"BEGIN:VCARD\r\nFN:Maria Sample\r\nEND:VCARD\r\n", FileKind.TEXT),
    "a page is a text to us": (b"<html><script>alert(1)</script>", FileKind.TEXT),
    "svg is a text to us": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', FileKind.TEXT),
    "a picture that also runs": (GIF[:6] + b"=1;alert(1);/*" + bytes(9), FileKind.GIF),
    "zip, docx, xlsx": (b"PK\x03\x04" + bytes(40), FileKind.OTHER),
    "program": (b"MZ\x90\x00" + bytes(40), FileKind.OTHER),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), FileKind.OTHER),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(40), FileKind.OTHER),
    "riff but no picture": (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(8), FileKind.OTHER),
    "unknown brand": (b"\x00\x00\x00\x18ftypzzzz" + bytes(20), FileKind.OTHER),
    "latin-1": ("Sí, mañana".encode("latin-1"), FileKind.OTHER),
    "blank": (b" \r\n", FileKind.OTHER),
    "nothing": (b"", FileKind.OTHER),
}

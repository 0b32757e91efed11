"""Mails as the programs and gateways that parents use write them: what they say, what they repeat,
and what comes with them. All written here; addresses are samples."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from channels.inbound_mail import Envelope, read
from channels.inbound_mail.files import files_of
from channels.inbound_mail.flowed import unflowed

NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
HEAD = (
    "From: Maria Sample <maria@example.org>\nTo: reply+x@in.kinline.example\n"
    "Message-ID: <1@example.org>\nMIME-Version: 1.0\n"
)


@dataclass(frozen=True)
class Sample:
    raw: str
    text: str
    quoted: str = ""
    """A piece of what is kept of the history."""
    files: tuple[str, ...] = ()


GMAIL = Sample(
    'Content-Type: multipart/mixed; boundary="g0"\n\n'
    '--g0\nContent-Type: multipart/alternative; boundary="g1"\n\n'
    '--g1\nContent-Type: text/plain; charset="UTF-8"\n'
    "Content-Transfer-Encoding: quoted-printable\n\n"
    "S=C3=AD, I will come.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Oak Co <messages@kinline.example>\n"
    "wrote:\n\n> Your appointment is on Friday.\n>\n\n"
    '--g1\nContent-Type: text/html; charset="UTF-8"\n\n<div dir="ltr">S&iacute;</div>\n--g1--\n'
    '--g0\nContent-Type: application/pdf; name="=?UTF-8?B?VGFsw7NuLnBkZg==?="\n'
    'Content-Disposition: attachment; filename="=?UTF-8?B?VGFsw7NuLnBkZg==?="\n'
    "Content-Transfer-Encoding: base64\nX-Attachment-Id: f_1\n\nJVBERi0xLjcK\n--g0--\n",
    "Sí, I will come.",
    "> Your appointment is on Friday.",
    ("Talón.pdf",),
)
OUTLOOK = Sample(
    'Content-Type: multipart/related; boundary="_004_"; type="multipart/alternative"\n\n'
    '--_004_\nContent-Type: multipart/alternative; boundary="_000_"\n\n'
    '--_000_\nContent-Type: text/plain; charset="Windows-1252"\n'
    "Content-Transfer-Encoding: quoted-printable\n\n"
    "I can=92t come on Friday.\n\n________________________________\n"
    "From: Oak Co <messages@kinline.example>\nSent: Monday, March 2, 2026 9:00 AM\n"
    "To: Maria Sample <maria@example.org>\nSubject: Your appointment\n\n"
    "Your appointment is on Friday.\n"
    '--_000_\nContent-Type: text/html; charset="Windows-1252"\n\n<p>I can&#8217;t</p>\n--_000_--\n'
    '--_004_\nContent-Type: image/png; name="image001.png"\nContent-ID: <image001.png@01DA>\n'
    'Content-Disposition: inline; filename="image001.png"; size=8;\n'
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--_004_--\n",
    "I can’t come on Friday.",
    "Sent: Monday, March 2, 2026",
    ("image001.png",),
)
OUTLOOK_RICH_TEXT = Sample(
    'Content-Type: multipart/mixed; boundary="o"\n\n'
    '--o\nContent-Type: text/plain; charset="us-ascii"\n\nPlease see attached.\n'
    '--o\nContent-Type: application/ms-tnef; name="winmail.dat"\n'
    'Content-Disposition: attachment; filename="winmail.dat"\n'
    "Content-Transfer-Encoding: base64\n\neJ8+IgAA\n--o--\n",
    "Please see attached.",
    files=("winmail.dat",),
)
APPLE = Sample(
    "Content-Type: multipart/mixed; boundary=Apple-Mail-1\nX-Mailer: iPhone Mail (23A1)\n\n"
    "--Apple-Mail-1\nContent-Type: text/plain; charset=us-ascii\n\nHere is my stub\n\n\n"
    "--Apple-Mail-1\nContent-Type: image/heic; name=IMG_0001.HEIC; x-apple-part-url=1\n"
    "Content-Disposition: inline; filename=IMG_0001.HEIC\nContent-Transfer-Encoding: base64\n\n"
    "AAAAGGZ0eXBoZWlj\n"
    "--Apple-Mail-1\nContent-Type: text/plain; charset=us-ascii\n\n\n\nSent from my iPhone\n\n"
    "> On Mar 2, 2026, at 9:00 AM, Oak Co <messages@kinline.example> wrote:\n>\n"
    "> Send us your pay stub.\n--Apple-Mail-1--\n",
    "Here is my stub",
    "Send us your pay stub.",
    ("IMG_0001.HEIC",),
)
YAHOO = Sample(
    "Content-Type: multipart/alternative; boundary=y\n\n"
    "--y\nContent-Type: text/plain; charset=UTF-8\n\n Yes \n\n"
    "    On Monday, March 2, 2026 at 09:00:00 AM CST, Oak Co <messages@kinline.example> "
    "wrote:  \n \n"
    " Can you come on Friday?\n  \n"
    "--y\nContent-Type: text/html; charset=UTF-8\n\n<div>Yes</div>\n--y--\n",
    "Yes",
    "Can you come on Friday?",
)
THUNDERBIRD = Sample(
    "Content-Type: text/plain; charset=UTF-8; format=flowed; delsp=no\n\n"
    "I lost my job last week and I cannot pay all of it before my next \n"
    "check comes.\n\nOn 3/2/26 9:00, Oak Co wrote:\n> Your payment is due on \n> Friday.\n",
    "I lost my job last week and I cannot pay all of it before my next check comes.",
    "> Your payment is due on Friday.",
)
TMOBILE = Sample(
    'Content-Type: multipart/mixed; boundary="t"\n\n'
    '--t\nContent-Type: text/plain; charset=utf-8; name="text_0.txt"\n'
    'Content-Disposition: attachment; filename="text_0.txt"\n\nYES I will come\n--t--\n',
    "YES I will come",
    files=("text_0.txt",),
)
ATT = Sample(
    'Content-Type: multipart/related; boundary="a"\nX-Mms-Message-Type: 0\n\n'
    "--a\nContent-Type: application/smil; name=smil.xml\n\n<smil><body/></smil>\n"
    "--a\nContent-Type: text/plain; charset=utf-8; name=t.txt\n"
    'Content-Disposition: attachment; filename="t.txt"\n\nmy stub\n'
    "--a\nContent-Type: image/jpeg; name=IMG1.jpeg\nContent-Transfer-Encoding: base64\n"
    'Content-Disposition: attachment; filename="IMG1.jpeg"\n\n/9j/4AAQ\n--a--\n',
    "my stub",
    files=("t.txt", "IMG1.jpeg"),
)
FORWARDED = Sample(
    'Content-Type: multipart/mixed; boundary="f"\n\n'
    "--f\nContent-Type: text/plain\n\nSee what my boss wrote.\n"
    '--f\nContent-Type: message/rfc822; name="Hours.eml"\n\n'
    "From: boss@example.org\nSubject: Hours\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="i"\n\n'
    "--i\nContent-Type: text/plain\n\nNo hours this week.\n"
    "--i\nContent-Type: image/png; name=plan.png\nContent-Transfer-Encoding: base64\n\n"
    "iVBORw0KGgo=\n--i--\n--f--\n",
    "See what my boss wrote.",
    files=("Hours.eml", "plan.png"),
)
LONG_NAME = Sample(
    'Content-Type: multipart/mixed; boundary="n"\n\n'
    "--n\nContent-Type: text/plain\n\nHi\n"
    "--n\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment;\n filename*0*=UTF-8''Tal%C3%B3n;\n"
    " filename*1*=%20de%20pago;\n filename*2=.png\n\niVBORw0KGgo=\n--n--\n",
    "Hi",
    files=("Talón de pago.png",),
)
BROKEN_BASE64 = Sample(
    'Content-Type: multipart/mixed; boundary="k"\n\n'
    "--k\nContent-Type: text/plain; charset=x-nobody-knows\n\nma\xf1ana\n"
    "--k\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n/9j/4AA!\n",
    "mañana",
    files=("a.jpg",),
)

SAMPLES = {
    name.lower(): sample for name, sample in list(globals().items()) if isinstance(sample, Sample)
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_each_is_read_as_it_was_meant(sample: Sample, line_end: str) -> None:
    raw = (HEAD + sample.raw).replace("\n", line_end).encode("latin-1")
    inbound = read(raw, Envelope(), NOW).inbound
    assert inbound.text == sample.text
    assert sample.quoted in inbound.quoted
    assert bool(inbound.quoted) is bool(sample.quoted)
    assert tuple(media.name for media in inbound.media) == sample.files
    assert all(part.content for part in files_of(raw))


@pytest.mark.parametrize(
    ("text", "delsp", "expected"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("日本 \n語", True, "日本語"),
        ("> one \n> two\nthree", False, "> one two\nthree"),
        ("> one \n>> two \n>> three", False, "> one \n>> two three"),
        ("one \n-- \nMaria", False, "one \n-- \nMaria"),
        (" From here \n >not a quote", False, "From here >not a quote"),
        ("open \n", False, "open "),
        ("", False, ""),
    ],
)
def test_flowed_paragraphs_are_whole_again(text: str, delsp: bool, expected: str) -> None:
    assert unflowed(text, delsp=delsp) == expected

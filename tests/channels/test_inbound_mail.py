"""A raw mail becomes a message from a parent, or news of a mail of ours, and is never lost."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.inbound_mail import Envelope, Mail, raw_bytes, read
from channels.inbound_mail.body import LONGEST_TEXT
from channels.inbound_mail.reading import NOBODY
from channels.values import ChannelKind, DeliveryStatus, Inbound

NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
PARENT = "maria@example.org"
REPLY = "reply+mzxw6ytb@in.kinline.example"
OTHER_REPLY = "reply+onswg4tf@in.kinline.example"
OURS = "<m.0195@kinline.example>"


def mail(
    body: str = "Yes, I will come.",
    *,
    to: str = REPLY,
    message_id: str | None = "<1@example.org>",
    **headers: str,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Maria Sample <{PARENT}>"
    message["To"] = to
    message["Subject"] = "Re: Your appointment"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        del message[name]
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def got(
    message: EmailMessage | MIMEMultipart | bytes,
    mail_from: str | None = PARENT,
    rcpt_tos: Sequence[str] = (REPLY,),
) -> Mail:
    raw = message if isinstance(message, bytes) else bytes(message)
    return read(raw, Envelope(mail_from, rcpt_tos), NOW)


def text_of(body: str) -> str:
    return got(mail(body)).inbound.text


class TestAnOrdinaryReply:
    def test_becomes_an_inbound_message(self) -> None:
        message = mail()
        inbound = got(message).inbound
        assert inbound == Inbound(
            channel=ChannelKind.EMAIL,
            provider="smtp",
            provider_id="<1@example.org>",
            sender=PARENT,
            recipient=REPLY,
            text="Yes, I will come.",
            received_at=NOW,
            raw=bytes(message).decode("latin-1"),
        )

    def test_is_no_delivery_notice(self) -> None:
        assert got(mail()).notice is None

    @pytest.mark.parametrize(
        ("sender", "mail_from", "expected"),
        [
            ("Maria Sample <Maria@Example.ORG>", PARENT, PARENT),
            ('"Sample, Maria" <maria@example.org>', "x@example.org", PARENT),
            ("=?utf-8?q?Mar=C3=ADa?= <maria@example.org>", "x@example.org", PARENT),
            ("Maria Sample", "Maria@example.org", PARENT),
            ("<>", PARENT, PARENT),
            ("not an address at all <<", "", NOBODY),
        ],
    )
    def test_names_its_sender(self, sender: str, mail_from: str, expected: str) -> None:
        raw = f"From: {sender}\r\n\r\nHi".encode()
        assert got(raw, mail_from).inbound.sender == expected

    @pytest.mark.parametrize(
        ("rcpt_tos", "to", "expected"),
        [
            ([REPLY], OTHER_REPLY, REPLY),
            ([REPLY.upper()], "someone@example.org", REPLY),
            (["messages@kinline.example"], f"Oak Co <{REPLY}>", REPLY),
            ([], f"someone@example.org, {REPLY}", REPLY),
            (["messages@kinline.example"], PARENT, "messages@kinline.example"),
            ([], "messages@kinline.example, maria+me@example.org", "messages@kinline.example"),
            ([], "", ""),
        ],
    )
    def test_came_to_the_reply_address_wherever_it_stands(
        self, rcpt_tos: list[str], to: str, expected: str
    ) -> None:
        raw = f"From: {PARENT}\r\nTo: {to}\r\n\r\nHi".encode()
        assert got(raw, rcpt_tos=rcpt_tos).inbound.recipient == expected

    def test_a_subject_alone_is_the_message(self) -> None:
        message = mail("", Subject="=?utf-8?q?S=C3=AD?=, I come")
        assert got(message).inbound.text == "Sí, I come"


class TestIdentity:
    def test_a_mail_without_an_id_is_known_by_its_bytes(self) -> None:
        one, same, other = (
            got(mail(body, message_id=None)).inbound.provider_id for body in ("a", "a", "b")
        )
        assert one == same != other
        assert one.startswith("sha256:")

    @pytest.mark.parametrize(
        "message_id", ["none", "<" + "x" * 300 + "@example.org>", "<a b@c>", "<\x00@c>"]
    )
    def test_an_unfit_id_counts_as_none(self, message_id: str) -> None:
        raw = f"Message-ID: {message_id}\r\nFrom: {PARENT}\r\n\r\nHi".encode()
        assert got(raw).inbound.provider_id.startswith("sha256:")

    def test_one_mail_to_two_reply_addresses_is_two_messages(self) -> None:
        message = mail(to=f"{REPLY}, {OTHER_REPLY}")
        first = got(message, rcpt_tos=[REPLY]).inbound
        second = got(message, rcpt_tos=[OTHER_REPLY]).inbound
        assert first.provider_id == "<1@example.org>"
        assert second.provider_id.startswith("<1@example.org> ")
        assert len(second.provider_id) <= 200


QUOTE = "> Your appointment is on Friday.\n> Oak Co"


class TestQuotedHistory:
    @pytest.mark.parametrize(
        "history",
        [
            f"On Mon, Mar 2, 2026 at 10:00 AM Oak Co <messages@kinline.example> wrote:\n\n{QUOTE}",
            f"On Mon, Mar 2, 2026 at 10:00 AM Oak Co\n<m@kinline.example>\nwrote:\n\n{QUOTE}",
            f"El lun, 2 mar 2026 a las 10:00, Oak Co (<m@kinline.example>) escribió:\n{QUOTE}",
            f"Oak Co <messages@kinline.example> wrote:\n{QUOTE}",
            "On Mar 2, 2026, at 10:00, Oak Co wrote:\n\nYour appointment is on Friday.",
            "-----Original Message-----\nFrom: Oak Co\n\nYour appointment is on Friday.",
            "-----Mensaje original-----\nDe: Oak Co\n\nSu cita es el viernes.",
            "______________\nFrom: Oak Co <m@kinline.example>\nSent: Monday\nTo: Maria\n\nFriday.",
            "*De:* Oak Co\n*Enviado:* lunes\n*Para:* Maria\n\nSu cita es el viernes.",
            "De: Oak Co\nEnviado el: lunes\nPara: Maria\n\nSu cita es el viernes.",
            QUOTE,
            f"Sent from my iPhone\n\nOn Mar 2, 2026, at 10:00, Oak Co wrote:\n\n{QUOTE}",
            "Enviado desde mi iPhone",
        ],
    )
    def test_is_folded_away_below_an_answer(self, history: str) -> None:
        assert text_of(f"Yes, I will come.\nThank you\n\n{history}\n") == (
            "Yes, I will come.\nThank you"
        )

    def test_leaves_answers_between_quoted_lines(self) -> None:
        body = "On Mar 2, 2026 Oak Co wrote:\n> Friday?\n\nYes.\n\n> At nine?\n\nBetter ten."
        assert text_of(body).split() == ["Yes.", "Better", "ten."]

    @pytest.mark.parametrize(
        "prose",
        [
            "On Friday my boss wrote:\nno day off",
            "From: my heart\nThank you",
            "El juez escribió: venga el lunes",
            "I wrote:\nI cannot come",
        ],
    )
    def test_is_not_seen_in_ordinary_words(self, prose: str) -> None:
        assert text_of(prose) == prose

    @pytest.mark.parametrize(
        "body", [QUOTE, "-----Original Message-----\nStop", "Sent from my iPhone"]
    )
    def test_never_takes_everything(self, body: str) -> None:
        assert text_of(body) == body

    def test_stays_in_the_raw_mail(self) -> None:
        message = mail(f"Yes\n\n{QUOTE}")
        assert raw_bytes(got(message).inbound) == bytes(message)

    @given(st.text())
    def test_whatever_is_written_something_of_it_is_left(self, body: str) -> None:
        raw = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode()
        assert (
            bool(got(raw).inbound.text)
            == bool("".join(letter for letter in body if letter.isprintable()).strip())
            or got(raw).inbound.text
        )


class TestHtml:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>Yes, I&nbsp;will   come.</p>", "Yes, I will come."),
            ("<div>Yes</div><div>Thank you<br>Maria</div>", "Yes\nThank you\nMaria"),
            ("<html><head><title>x</title><style>p{}</style></head><body>Yes</body>", "Yes"),
            ("<ul><li>one<li>two</ul>", "- one\n- two"),
            ("<p>S&iacute;</p><script>alert(1)</script>", "Sí"),
            (
                "Yes<div>On Mar 2, 2026 Oak wrote:<br></div><blockquote>Friday?</blockquote>",
                "Yes",
            ),
            ("<div>Yes</div><hr><b>From:</b> Oak<br><b>Sent:</b> Monday<br>Friday?", "Yes"),
            ("<style>Yes, I come", "Yes, I come"),
            ("Yes <![x y]> please", "Yes please"),
            ("<img src=x>", ""),
        ],
    )
    def test_alone_gives_readable_text(self, html: str, text: str) -> None:
        raw = f"Subject:\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()
        assert " ".join(got(raw).inbound.text.split()) == " ".join(text.split())

    def test_beside_plain_text_is_left_aside(self) -> None:
        message = mail("Yes")
        message.add_alternative("<p>Yes, in colours</p>", subtype="html")
        assert got(message).inbound.text == "Yes"

    def test_stands_in_for_an_empty_plain_part(self) -> None:
        message = mail("\n")
        message.add_alternative("<p>Yes, in colours</p>", subtype="html")
        assert got(message).inbound.text == "Yes, in colours"


class TestParts:
    def test_inline_parts_are_read_one_after_the_other(self) -> None:
        message = MIMEMultipart()
        message.attach(MIMEText("Before the picture"))
        message.attach(MIMEBase("image", "png"))
        message.attach(MIMEText("After the picture"))
        assert got(message).inbound.text == "Before the picture\nAfter the picture"

    def test_attachments_are_not_text(self) -> None:
        message = mail("See the letter")
        message.add_attachment("Dear all", filename="letter.txt")
        message.add_attachment(mail("Another mail"))
        assert got(message).inbound.text == "See the letter"

    def test_a_long_text_is_cut_and_kept_whole_beside(self) -> None:
        message = mail("word " * LONGEST_TEXT)
        inbound = got(message).inbound
        assert len(inbound.text) < LONGEST_TEXT + 10
        assert raw_bytes(inbound) == bytes(message)


class TestCharsets:
    @pytest.mark.parametrize(
        ("declared", "content"),
        [
            ("utf-8", "Sí, mañana".encode()),
            ("iso-8859-1", "Sí, mañana".encode("latin-1")),
            ("windows-1252", "Sí, mañana".encode("cp1252")),
            ("utf-16", "Sí, mañana".encode("utf-16")),
            ("us-ascii", "Sí, mañana".encode()),
            ("us-ascii", "Sí, mañana".encode("latin-1")),
            ("no-such-charset", "Sí, mañana".encode()),
            ("base64", "Sí, mañana".encode("latin-1")),
            ("utf-8", "Sí, mañana".encode("latin-1")),
        ],
    )
    def test_true_false_or_unknown_the_text_is_there(self, declared: str, content: bytes) -> None:
        raw = f"Content-Type: text/plain; charset={declared}\r\n\r\n".encode() + content
        text = got(raw).inbound.text
        assert text in {"Sí, mañana", "S�, ma�ana"}
        assert text.encode()

    def test_control_characters_are_left_out(self) -> None:
        raw = b"Content-Type: text/plain\r\n\r\nYes\x00\x07\x1b[1m\tplease\r\n"
        assert got(raw).inbound.text == "Yes[1m\tplease"


class TestMachines:
    @pytest.mark.parametrize(
        ("headers", "mail_from", "expected"),
        [
            ({}, PARENT, False),
            ({}, None, False),
            ({"Auto_Submitted": "no"}, PARENT, False),
            ({"Auto_Submitted": "auto-replied (vacation)"}, PARENT, True),
            ({"Auto_Submitted": "Auto-Generated; x=1"}, PARENT, True),
            ({"Precedence": "Bulk"}, PARENT, True),
            ({"Precedence": "list"}, PARENT, True),
            ({"Precedence": "junk"}, PARENT, True),
            ({"Precedence": "first-class"}, PARENT, False),
            ({"X_Autoreply": "yes"}, PARENT, True),
            ({"X_Autorespond": ""}, PARENT, False),
            ({"List_Id": "<news.example.org>"}, PARENT, True),
            ({"Return_Path": "<>"}, None, True),
            ({"Return_Path": f"<{PARENT}>"}, None, False),
            ({}, "<>", True),
            ({}, "", True),
            ({"From": "MAILER-DAEMON@example.org"}, None, True),
        ],
    )
    def test_are_told_from_people(
        self, headers: dict[str, str], mail_from: str | None, expected: bool
    ) -> None:
        assert got(mail(**headers), mail_from).inbound.automatic is expected


def dsn(
    *verdicts: tuple[str, str],
    returned: str | None = f"Message-ID: {OURS}\n",
    kind: str = "text/rfc822-headers",
    **headers: str,
) -> bytes:
    """A delivery notice as RFC 3464 lays it out, one block per verdict (action, status)."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    blocks = "".join(
        f"\nFinal-Recipient: rfc822; {PARENT}\nAction: {action}\nStatus: {status}\n"
        for action, status in verdicts
    )
    third = "" if returned is None else f"--mark\nContent-Type: {kind}\n\n{returned}\n"
    return (
        f"From: mailer-daemon@mail.example.org\n{extra}"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=mark\n\n"
        "--mark\nContent-Type: text/plain\n\nIt did not arrive.\n"
        "--mark\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.example.org\n{blocks}\n{third}--mark--\n"
    ).encode()


class TestDeliveryNotices:
    @pytest.mark.parametrize(
        ("action", "status", "expected"),
        [
            ("failed", "5.1.1", DeliveryStatus.FAILED),
            ("Failed (really)", "5.1.1 (no such user)", DeliveryStatus.FAILED),
            ("delivered", "2.0.0", DeliveryStatus.DELIVERED),
        ],
    )
    def test_report_of_the_mail_they_return(
        self, action: str, status: str, expected: DeliveryStatus
    ) -> None:
        notice = got(dsn((action, status)), "").notice
        assert notice is not None
        (report,) = notice.reports
        assert (report.provider, report.provider_id) == ("smtp", OURS)
        assert report.status is expected

    @pytest.mark.parametrize("action", ["delayed", "relayed", "expanded"])
    def test_that_say_nothing_final_report_nothing(self, action: str) -> None:
        notice = got(dsn((action, "4.4.1"), returned=None), "").notice
        assert notice is not None
        assert notice.reports == ()

    @pytest.mark.parametrize(
        ("status", "suppresses", "operations", "code"),
        [
            ("5.1.1", True, False, "5.1.1"),
            ("5.1.10 (null MX)", True, False, "5.1.10"),
            ("5.2.1", True, False, "5.2.1"),
            ("5.2.2", False, False, "5.2.2"),
            ("4.2.2", False, False, "4.2.2"),
            ("4.4.7", False, False, "4.4.7"),
            ("5.7.1", False, False, "5.7.1"),
            ("5.7.26", False, True, "5.7.26"),
            ("5.0.0", False, False, "5.0.0"),
            ("broken", False, False, "failed"),
        ],
    )
    def test_say_why_in_words_of_ours(
        self, status: str, suppresses: bool, operations: bool, code: str
    ) -> None:
        notice = got(dsn(("failed", status)), "").notice
        assert notice is not None
        error = notice.reports[0].error
        assert error is not None
        assert error.suppresses_contact is suppresses
        assert error.page_operations is operations
        assert error.code == code
        assert not error.retryable, "whoever had the mail has done the retrying"
        assert error.reason

    @pytest.mark.parametrize(
        ("kind", "returned"),
        [
            ("text/rfc822-headers", f"Subject: Friday\nmessage-id: {OURS}\n"),
            ("text/rfc822-headers", f"Message-ID:\n {OURS}\n"),
            ("message/rfc822", f"Message-ID: {OURS}\n\nYour appointment is on Friday.\n"),
        ],
    )
    def test_return_the_whole_mail_or_only_its_headers(self, kind: str, returned: str) -> None:
        notice = got(dsn(("failed", "5.1.1"), returned=returned, kind=kind), "").notice
        assert notice is not None
        assert notice.reports[0].provider_id == OURS

    def test_that_return_nothing_may_answer_the_mail_they_are_about(self) -> None:
        notice = got(dsn(("failed", "5.1.1"), returned=None, In_Reply_To=OURS), "").notice
        assert notice is not None
        assert notice.reports[0].provider_id == OURS

    @pytest.mark.parametrize("returned", [None, "Subject: lost\n", "Message-ID: <not an id\n"])
    def test_of_a_failure_of_who_knows_what_name_no_mail(self, returned: str | None) -> None:
        read_ = got(dsn(("failed", "5.1.1"), returned=returned), "")
        assert read_.notice is not None
        assert read_.notice.original == ""
        assert read_.inbound.automatic
        assert "It did not arrive." in read_.inbound.text

    def test_a_report_that_is_damaged_is_left_to_a_person(self) -> None:
        assert got(dsn(), "").notice is None


DAMAGE = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: multipart/report\r\n",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: message/delivery-status\r\n",
        b"Content-Type: text/html; charset=\x00\r\n", b"Content-Type: text/plain; charset*=x'y'%\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Disposition: attachment\r\n", b"From: \xff\xfe <a@b>, =?x?q?=\r\n",
        b"From: [[[(((\r\n", b"To: :;,<>@\r\n", b"Message-ID: \xe9\r\n",
        b"Subject: =?utf-8?b?a?=\r\n", b"Auto-Submitted: \xff\r\n", b"Action: failed\r\n",
        b"Message-ID: <1@example.org>\r\n", b"--x\r\n", b"--x--\r\n", b"\r\n", b"<![x", b"<style>",
        b"&#x110000;", b"&#xd800;", b"> quoted\r\n", b"begin 666 x\r\n", b"\r", b"\n", b"\x00",
    ]
)  # fmt: skip


class TestDamage:
    def check(self, raw: bytes, mail_from: str | None, rcpt_tos: Sequence[str]) -> None:
        """It can be stored as text, found again, and has lost nothing."""
        inbound = read(raw, Envelope(mail_from, rcpt_tos), NOW).inbound
        assert raw_bytes(inbound) == raw
        assert 0 < len(inbound.provider_id) <= 200
        assert inbound.provider_id.isascii()
        assert inbound.provider_id.isprintable()
        assert inbound.sender
        names = [media.name for media in inbound.media]
        quoted = inbound.quoted
        for text in (inbound.text, inbound.raw, inbound.sender, inbound.recipient, quoted, *names):
            assert text.encode().decode() == text

    @given(
        st.binary(),
        st.none() | st.text(st.characters(codec="utf-8")),
        st.lists(st.text(st.characters(codec="utf-8")), max_size=2),
    )
    def test_any_bytes_are_a_message(
        self, raw: bytes, mail_from: str | None, rcpt_tos: list[str]
    ) -> None:
        self.check(raw, mail_from, rcpt_tos)

    @given(st.lists(DAMAGE | st.binary(max_size=20), max_size=30).map(b"".join))
    def test_a_mail_of_broken_pieces_is_a_message(self, raw: bytes) -> None:
        self.check(raw, PARENT, [REPLY])

    @given(st.data())
    def test_a_mail_with_bytes_gone_or_changed_is_a_message(self, data: st.DataObject) -> None:
        raw = bytearray(dsn(("failed", "5.1.1")))
        for _ in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=3))
            raw = raw or bytearray(b"\0")
        self.check(bytes(raw), "", [REPLY])

    def test_parts_nested_beyond_measure_are_a_message(self) -> None:
        raw = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
            for depth in range(3000)
        )
        self.check(raw + b"\r\nHelp", PARENT, [REPLY])
        assert got(raw + b"\r\nHelp").inbound.recipient == REPLY

    @pytest.mark.parametrize(
        ("kind", "piece"),
        [
            *(("html", piece) for piece in ("<a ", "<a b='", "<!--", "<![", "</", "&#", "&#9")),
            *(("plain", piece) for piece in ("x wrote:\n", "On 1\n", "From: 1\n", "> ", "\n")),
        ],
    )
    def test_a_mail_made_to_keep_us_busy_is_a_message(self, kind: str, piece: str) -> None:
        """Quadratic reading of any of these would outlast the tests' time limit."""
        body = piece * (2_000_000 // len(piece))
        self.check(f"Content-Type: text/{kind}\n\n{body}".encode(), PARENT, [REPLY])

    def test_surrogates_in_an_envelope_do_no_harm(self) -> None:
        self.check(b"\r\nHi", "maria\udcff@example.org", ["reply+\udcff@in.kinline.example"])


def test_a_mail_says_nothing_of_a_person_in_its_repr() -> None:
    shown = repr(got(mail(message_id="<1@mail.example>")))
    assert "Maria" not in shown
    assert PARENT not in shown

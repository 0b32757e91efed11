"""Twilio's magic numbers: what sending to or from them is refused with.

Source: https://www.twilio.com/docs/iam/test-credentials (SMS messages). +15005550006 works. Unlike
Twilio's test credentials, other senders work too: the sandbox plays a live account.
"""

REFUSED_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}

REFUSED_FROM = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,
}

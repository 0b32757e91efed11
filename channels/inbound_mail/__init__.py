"""A raw mail (RFC 5322) as the values the house works with. Pure, and never at a loss."""

from channels.inbound_mail.notices import Notice
from channels.inbound_mail.reading import Envelope, Mail, bytes_of, raw_bytes, read

__all__ = ["Envelope", "Mail", "Notice", "bytes_of", "raw_bytes", "read"]

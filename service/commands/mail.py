"""`kinline mail`: the listener for replies and bounces."""

from service import mail as mail_process


def mail() -> None:
    """Take in the replies parents send by email, and bounces."""
    mail_process.main()

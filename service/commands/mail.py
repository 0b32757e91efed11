"""`kinline mail`: the listener for replies and bounces."""

from service import mail as mail_process
from service.commands.house import settings
from service.compose import compose


def mail() -> None:
    """Take in the replies parents send by email, and bounces."""
    mail_process.run(compose(settings()))

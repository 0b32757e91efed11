"""What campaigns do about facts that happen in the rooms below."""

from campaigns.reactions.answers import on_answer
from campaigns.reactions.send_undelivered import on_send_undelivered
from campaigns.reactions.undelivered import on_undelivered

__all__ = ["on_answer", "on_send_undelivered", "on_undelivered"]

"""The tables of casework."""

from casework.models.alert import Alert
from casework.models.answering import Answering
from casework.models.private_note import PrivateNote
from casework.models.saved_filter import SavedFilter
from casework.models.saved_reply import SavedReply
from casework.models.task import Task

__all__ = ["Alert", "Answering", "PrivateNote", "SavedFilter", "SavedReply", "Task"]

"""The tables of casework."""

from casework.models.alert import Alert
from casework.models.task import Task

__all__ = ["Alert", "Task"]

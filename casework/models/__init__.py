"""The tables of casework."""

from casework.models.task import Task

__all__ = ["Task"]

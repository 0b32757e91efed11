"""`python -m service` is `kinline`."""

from service.cli import app

app(prog_name="kinline")

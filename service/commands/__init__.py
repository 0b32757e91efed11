"""The `kinline` commands: one file per group, each with its own typer `app`."""

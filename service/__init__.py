"""The processes: HTTP app, worker, clock, and the `kinline` command line."""

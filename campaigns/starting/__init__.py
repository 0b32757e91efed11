"""A campaign that a supervisor starts for everybody on a kept list."""

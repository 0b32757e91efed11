"""Whatever comes in from outside: no accident, no hang, and nothing stored when it is refused."""

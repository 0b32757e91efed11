"""UUIDv7: unique anywhere, and in the order of their making, which keeps indexes compact."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    return uuid_utils.compat.uuid7()

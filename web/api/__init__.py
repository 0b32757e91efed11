"""REST for agencies' own systems: `/api/v1`, described at `/api/v1/openapi.json`."""

from web.api.app import PREFIX, application

__all__ = ["PREFIX", "application"]

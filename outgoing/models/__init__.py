"""The tables of outgoing events."""

from outgoing.models.delivery import EventDelivery
from outgoing.models.endpoint import Endpoint, EndpointSecret, Subscription

__all__ = ["Endpoint", "EndpointSecret", "EventDelivery", "Subscription"]

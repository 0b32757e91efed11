"""What messages are about, as pages call it."""

from collections.abc import Mapping
from types import MappingProxyType

from templates.files import Topic
from web.catalogue import N_

ABOUT: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.APPOINTMENT: N_("Appointments"),
        Topic.RENEWAL: N_("Renewals"),
        Topic.PAYMENT: N_("Payments"),
    }
)

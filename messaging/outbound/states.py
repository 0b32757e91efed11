"""Which state of a message may follow which. Receipts come in any order; states only go forward."""

from collections.abc import Mapping
from types import MappingProxyType

from channels.values import DeliveryStatus
from messaging.models.message import MessageStatus as S

_RANK: Mapping[S, int] = MappingProxyType(
    {
        S.QUEUED: 0,
        S.SENDING: 1,
        S.UNCERTAIN: 1,
        S.SENT: 2,
        S.DELIVERED: 3,
        S.READ: 4,
        S.FAILED: 5,
        S.REFUSED: 5,
        S.EXPIRED: 5,
        S.CANCELLED: 5,
        S.RECEIVED: 5,
    }
)

FINAL = frozenset({S.DELIVERED, S.READ, S.FAILED, S.REFUSED, S.EXPIRED, S.CANCELLED, S.RECEIVED})
"""Nothing more is to be done. A message that was delivered may still be seen to be read."""

IN_HAND = (S.SENDING, S.UNCERTAIN)

OF_REPORT: Mapping[DeliveryStatus, S] = MappingProxyType(
    {
        DeliveryStatus.ACCEPTED: S.SENT,
        DeliveryStatus.SENT: S.SENT,
        DeliveryStatus.DELIVERED: S.DELIVERED,
        DeliveryStatus.READ: S.READ,
        DeliveryStatus.FAILED: S.FAILED,
    }
)


def may_follow(current: S, new: S) -> bool:
    """Whether a message in `current` may become `new` on a provider's word.

    A final state wins over whatever comes later: a late "delivered" undoes no failure (a fallback
    may have gone out), and a late "failed" no delivery.
    """
    if current in FINAL:
        return current is S.DELIVERED and new is S.READ
    return _RANK[new] > _RANK[current]

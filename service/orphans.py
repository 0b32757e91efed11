"""No child outlives the process that minds it."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have Linux send SIGTERM to this process when its parent dies, however that happens. Elsewhere
    a killed parent leaves its children to the person who killed it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


END_WITH_PARENT = end_with_parent if sys.platform == "linux" else None
"""For `preexec_fn`."""

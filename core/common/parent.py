"""Ending with the process that started us, even when that one is killed and cannot say goodbye."""

import os

VARIABLE = "SUPERVISION_PARENT_PID"


def orphaned() -> bool:
    """Whether the process named in `SUPERVISION_PARENT_PID` is no longer our parent."""
    parent = os.environ.get(VARIABLE)
    return parent is not None and os.getppid() != int(parent)

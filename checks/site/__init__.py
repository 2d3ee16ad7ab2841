"""One site read once: visits shared by every check, politely made, and what the checks ask of it.

A name is imported when it is first asked for: who needs the keys of findings alone starts sooner."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .reading import Getter, Shared
    from .site import ColumnPage, Site

_MODULES = {"Getter": "reading", "Shared": "reading", "ColumnPage": "site", "Site": "site"}

__all__ = ["ColumnPage", "Getter", "Shared", "Site"]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value

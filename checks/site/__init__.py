"""One site read once: visits shared by every check, politely made, and what the checks ask of it."""

from .reading import Getter, Shared
from .site import ColumnPage, Site

__all__ = ["ColumnPage", "Getter", "Shared", "Site"]

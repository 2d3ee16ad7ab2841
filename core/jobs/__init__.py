"""Long work as jobs of their own: a row says who asked, how far it is and what it did; a process of its own
does it; pages only watch. `start` asks for one, `each` and `current` are what work uses while it is done."""

from core.jobs.asking import cancel, put_away, start, undo
from core.jobs.kind import Cancelled, Kind, Outcome, Sentence, Undo
from core.jobs.views import View, views
from core.jobs.work import Work, current, each

__all__ = [
    "Cancelled",
    "Kind",
    "Outcome",
    "Sentence",
    "Undo",
    "View",
    "Work",
    "cancel",
    "current",
    "each",
    "put_away",
    "start",
    "undo",
    "views",
]

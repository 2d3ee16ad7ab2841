"""Wrong words in a text (V-W1 and D-2-5 are for persons to judge; this is what they look at).

Not in `CHECKS`: word lists find candidates, and only an office that keeps its lists wants them by itself."""

from typing import Any

from core.monitoring.outcome import Outcome
from core.wording.find import Finder, Hit

NAME = "wording"
SHOWN = 50


def judge_text(text: str, *, address: str, lists: Finder) -> tuple[Outcome, dict[str, Any]]:
    """`problem` with every place found (at most `SHOWN` told in full), or `ok`. Pure.

    A text without a character was not read, and is `blocked`."""
    if not text.strip():
        return Outcome.BLOCKED, {"address": address, "characters": 0}
    hits = lists.find(text)
    evidence: dict[str, Any] = {
        "address": address,
        "characters": len(text),
        "hits": len(hits),
        "places": [_told(hit) for hit in hits[:SHOWN]],
        "confidence": max((hit.entry.confidence for hit in hits), default=None),
    }
    return Outcome.PROBLEM if hits else Outcome.OK, evidence


def _told(hit: Hit) -> dict[str, Any]:
    return {
        "list": hit.entry.list.value,
        "found": hit.found,
        "suggestion": hit.suggestion,
        "sentence": hit.sentence,
        "at": hit.start,
        "confidence": hit.entry.confidence,
    }

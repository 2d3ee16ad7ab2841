"""Pictures of faults and of their places once mended, taken by the browser a few at a time."""

from checks.fetch import Limits
from core.common.outcome import Picture
from core.common.settings import Settings
from core.monitoring import screenshots
from core.monitoring.lease import LeaseToken
from core.rules import rule_set

from .browser import browser

AT_ONCE = 2


def draw_faults(settings: Settings, token: LeaseToken) -> None:
    """Take the pictures that issues lack, where there is a browser."""
    there = browser()
    if there is None:
        return
    limits = Limits.from_settings(settings, timeout_s=rule_set().availability.timeout_s)
    for want in screenshots.wanted(AT_ONCE):
        rendered = there.read(want.address, limits, want.marks)
        good = rendered is not None and 200 <= rendered.status < 300
        picture = (
            Picture(rendered.address, rendered.at, rendered.picture, rendered.marked)
            if rendered is not None and good
            else None
        )
        screenshots.taken(token, want, picture)

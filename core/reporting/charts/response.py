"""Response times of one website's last visits."""

import altair as alt

from core.common import clock
from core.common.text import t
from core.monitoring.channel_checks import Visit
from core.reporting.charts.theme import ACCENT, KEY, SECOND, Drawing, colours, finished, rows

HEIGHT = 200


@finished
def response_times(visits: tuple[Visit, ...]) -> Drawing:
    """First byte and whole page in milliseconds; a visit that was not answered leaves a gap."""
    words = {"first_byte_ms": t("channel.response.first_byte"), "total_ms": t("channel.response.total")}
    data = [
        # The wall clock in Shanghai, wherever the browser is.
        {
            "at": visit.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S"),
            "what": word,
            "ms": value,
            KEY: visit.at.isoformat(),
        }
        for visit in visits
        for field, word in words.items()
        for value in [_round(getattr(visit, field)) if visit.outcome == "ok" else None]
    ]
    return (
        alt.Chart(rows(data))
        .mark_line(point={"size": 22, "filled": True}, strokeWidth=1.5)
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d %H:%M", tickCount=6, grid=False)),
            y=alt.Y("ms:Q", title=None, axis=alt.Axis(tickCount=5, domain=False)),
            color=colours([(words["total_ms"], ACCENT), (words["first_byte_ms"], SECOND)]),
            tooltip=[
                alt.Tooltip("at:T", title=t("channel.response.at"), format="%Y-%m-%d %H:%M:%S"),
                alt.Tooltip("what:N", title=t("channel.response.what")),
                alt.Tooltip("ms:Q", title=t("channel.response.axis"), format=",d"),
            ],
        )
        .properties(height=HEIGHT, title=t("channel.response.title"))
    )


def _round(value: float | None) -> int | None:
    return None if value is None else round(value)

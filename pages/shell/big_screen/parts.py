"""What the big screen shows, part by part, as HTML: the overview's own figures, without names of persons."""

from html import escape

from core.common import clock
from core.common.text import t
from core.monitoring.health import Health, health
from core.reporting.attention import Concern, attention
from core.reporting.wall import Square, Strip, squares, strips
from core.rules import rule_set
from pages.components.answers import Answer, Standing, answers, standing
from pages.components.format import ago, failure, instant

CONCERNS = 6
# Of a verdict, as on the overview's wall.
GRADES = {"passed": "well", "basic": "some", "failed": "wrong"}
MARKS = {"wrong": "✕", "late": "!", "well": "✓", "unknown": "?"}


def parts() -> dict[str, str]:
    """Every part by the name of the place where it is drawn."""
    state, now = health(), standing()
    return {
        "band": _band(now),
        "answers": "".join(map(_answer, answers())),
        "concerns": _concerns(now),
        "wall": _wall(),
        "age": _age(state),
        "day": clock.today().isoformat(),
    }


def _band(found: Standing) -> str:
    return (
        f'<p class="{found.tone}"><span aria-hidden="true">{MARKS[found.tone]}</span>'
        f"{escape(found.sentence)}</p>"
    )


def _answer(answer: Answer) -> str:
    return (
        f'<section><h2>{escape(answer.label)}</h2><b class="{answer.tone}">{escape(answer.value)}</b>'
        f"<small>{escape(answer.change)}</small></section>"
    )


def _concerns(now: Standing) -> str:
    found = attention(CONCERNS)
    if not found.rows:
        calm = "calm" if now.tone == "well" else ""
        return f'<p class="{calm}">{escape(t("overview.concerns.none"))}</p>'
    more = found.total - len(found.rows)
    rest = f'<p class="more">{escape(t("overview.concerns.more", count=f"{more:,}"))}</p>' if more else ""
    return f"<ul>{''.join(map(_concern, found.rows))}</ul>{rest}"


def _concern(one: Concern) -> str:
    tone = "wrong" if one.kind in ("down", "veto") else "late"
    what = failure(one.what) if one.kind == "down" else one.title if one.kind != "veto" else ""
    return (
        f'<li class="{tone}"><span class="kind">{escape(t(f"overview.concerns.kind.{one.kind}"))}</span>'
        f'<span class="name">{escape(one.name)}</span><span class="what">{escape(what)}</span></li>'
    )


def _wall() -> str:
    """Strips of days for websites, squares for accounts: the pattern is read from afar, names are not."""
    sites = "".join(map(_strip, strips(fail_share=rule_set().availability.fail_share)))
    accounts = "".join(map(_square, squares()))
    legend = "".join(
        f'<span><i class="{level}"></i>{escape(t(f"overview.wall.{level}"))}</span>'
        for level in ("well", "some", "wrong", "unknown")
    )
    return (
        f'<h2>{escape(t("overview.wall.websites"))}</h2><div class="strips">{sites}</div>'
        f'<h2>{escape(t("overview.wall.accounts"))}</h2><div class="squares">{accounts}</div>'
        f'<p class="legend">{legend}</p>'
    )


def _strip(one: Strip) -> str:
    days = "".join(f'<i class="{level}"></i>' for level in one.days)
    return f'<div title="{escape(one.name)}">{days}</div>'


def _square(one: Square) -> str:
    return f'<i class="{GRADES.get(one.grade, "unknown")}" title="{escape(one.name)}"></i>'


def _age(state: Health) -> str:
    """How old the facts are, and whether somebody still looks: the sign of life of the checker."""
    checked = state["checked_at"]
    words = {"time": instant(checked), "age": ago(checked)} if checked else {}
    if state["status"] == "down":
        name, tone = "stopped" if checked else "stopped_never", "late"
    elif not checked:
        name, tone = "waiting", "unknown"
    else:
        name, tone = ("late", "late") if state["status"] == "late" else ("fresh", "well")
    return f'<span class="{tone}">{escape(t(f"screen.age.{name}", late=state["late"], **words))}</span>'

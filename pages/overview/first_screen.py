"""The overview's first screen: a verdict, four answers, what needs somebody, and every channel on a wall."""

from html import escape
from typing import Any

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.issues import queries
from core.monitoring.health import health
from core.reporting.attention import Concern, attention
from core.reporting.statistics import registry
from core.reporting.wall import WEBSITES, Square, Strip, squares, strips
from core.rules import rule_set
from pages.components.answers import Answer, Standing
from pages.components.board import anchor, phone_link
from pages.components.format import ago, day, failure, instant
from pages.components.urging import URGE
from pages.components.verdict_labels import named_vetoes
from pages.shell.navigation import Key

LINES = 8
GRADES = {"passed": "well", "basic": "some", "failed": "wrong"}


def first_screen(standing: Standing, answers: list[Answer]) -> str:
    """The whole board as HTML."""
    return (
        f'{_band(standing)}<div class="answers">{"".join(map(_answer, answers))}</div>'
        f'<div class="halves">{_concerns(standing)}{_wall()}</div>'
    )


def _said(key: str) -> str:
    """Words of the catalogue `overview`, escaped."""
    return escape(t(f"overview.{key}"))


def brief(standing: Standing, answers: list[Answer]) -> str:
    """How all stands, in a few sentences to send to somebody."""
    figures = t("rule.comma").join(f"{answer.label} {answer.value}" for answer in answers)
    return t("overview.brief", at=clock.now(),
             verdict=standing.sentence, figures=figures)  # fmt: skip


def _band(standing: Standing) -> str:
    state = health()
    checked = state["checked_at"]
    if checked is None:
        age = t("overview.band.never")
    else:
        age = t("overview.band.age", time=instant(checked), age=ago(checked))
    late = "" if state["status"] == "ok" else f" <b>{_said('band.late')}</b>"
    mark = {"wrong": "✕", "late": "!", "well": "✓", "unknown": "?"}[standing.tone]
    return (
        f'<div class="band {standing.tone}" role="status"><span class="sign" aria-hidden="true">{mark}</span>'
        f"<strong>{escape(standing.sentence)}</strong>"
        f'<span class="aside">{escape(age)}{late}'
        f'<button type="button" data-copy="{escape(standing.brief)}" data-done="{_said("copied")}">'
        f'<span class="done">{_said("copy")}</span></button></span></div>'
    )


def _answer(answer: Answer) -> str:
    parts = "".join(
        f'<button type="button" data-figure="{part.key}" title="{escape(part.title)}">'
        f'<span>{escape(part.label)}</span> <b class="{part.tone}">{escape(part.value)}</b>'
        f"{f'<small>{escape(part.change)}</small>' if part.change else ''}</button>"
        for part in answer.parts
    )
    return (
        f'<section class="answer"><button type="button" class="main" data-figure="{answer.key}"'
        f' title="{escape(t("common.rows_behind", label=answer.label))}">'
        f'<span class="label">{escape(answer.label)}</span>'
        f'<b class="value {answer.tone}">{escape(answer.value)}</b>'
        f"<small>{escape(answer.change)}</small></button>"
        f'<div class="parts">{parts}</div></section>'
    )


def _concerns(standing: Standing) -> str:
    found = attention(LINES)
    heading = f"<h2>{_said('concerns.title')} <span>{found.total:,}</span>{_urge()}</h2>"
    # Nothing to do is good news only as long as somebody looks.
    calm = f'<p class="{"calm" if standing.tone == "well" else ""}">{_said("concerns.none")}</p>'
    if not found.rows:
        return f'<section class="concerns">{heading}{calm}</section>'
    rows = "".join(map(_concern, found.rows))
    more = ""
    if found.total > len(found.rows):
        words = t("overview.concerns.more", count=f"{found.total - len(found.rows):,}")
        more = f'<p class="more">{anchor("issues", words, due="overdue")}</p>'
    return f'<section class="concerns">{heading}<ul>{rows}</ul>{more}</section>'


def _urge() -> str:
    """The button that urges the units about all that is overdue, for those who may."""
    if not current_actor().role.allows(Role.SUPERVISOR) or not queries.count(queries.parts()["overdue"]):
        return ""
    return (
        f'<button type="button" class="urge" data-figure="{URGE}">{escape(t("reminder.urge.open"))}</button>'
    )


def _concern(one: Concern) -> str:
    linked: dict[str, tuple[Key, dict[str, Any]]] = {
        "down": ("channel", {"id": one.noun_id}),
        "veto": ("channel", {"id": one.noun_id}),
        "unanswered": ("notices", {"notice": one.noun_id}),
    }
    of_issue: tuple[Key, dict[str, Any]] = ("issues", {"issue": one.noun_id})
    page, parameters = linked.get(one.kind, of_issue)
    tone = "wrong" if one.kind in ("down", "veto") else "late"
    call = " ".join(filter(None, (escape(one.contact), phone_link(one.phone) if one.phone else "")))
    return (
        f'<li class="{tone}"><span class="kind">{escape(t(f"overview.concerns.kind.{one.kind}"))}</span>'
        f"<div>{anchor(page, one.name, css='name', title=one.name, **parameters)}"
        f"<small>{escape(_reason(one))}</small></div>"
        f'<div class="whose"><span title="{escape(one.unit)}">{escape(one.unit)}</span>'
        f"<small>{call or _said('concerns.nobody')}</small></div></li>"
    )


def _reason(one: Concern) -> str:
    if one.kind == "down":
        return t("overview.concerns.down", failure=failure(one.what), since=_since(one))
    if one.kind == "veto":
        return named_vetoes(one.vetoes, one.version) or t("verdict.grade.failed")
    if one.kind == "unanswered":
        return t("overview.concerns.unanswered", number=one.what, day=_since(one))
    return t("overview.concerns.issue", title=one.title, day=_since(one))


def _since(one: Concern) -> str:
    if one.since is None:
        return t("common.none")
    return instant(one.since) if hasattr(one.since, "hour") else day(one.since)  # type: ignore[arg-type]


def _wall() -> str:
    sites = "".join(map(_strip, strips(fail_share=rule_set().availability.fail_share)))
    accounts = "".join(map(_square, squares()))
    parts = []
    if sites:
        parts.append(f'<h2>{_said("wall.websites")}</h2><ul class="strips">{sites}</ul>{_other_sites()}')
    if accounts:
        parts.append(f'<h2>{_said("wall.accounts")}</h2><div class="squares">{accounts}</div>')
    legend = "".join(
        f'<span><i class="{level}"></i>{escape(t(f"overview.wall.{level}"))}</span>'
        for level in ("well", "some", "wrong", "unknown")
    )
    return f'<section class="wall">{"".join(parts)}<p class="legend">{legend}</p></section>'


def _other_sites() -> str:
    """How many websites the wall has no room for, and where they stand."""
    others = registry.running(clock.today()).websites - WEBSITES
    if others <= 0:
        return ""
    return f'<p class="more">{anchor("health", t("overview.wall.more", count=f"{others:,}"))}</p>'


def _strip(one: Strip) -> str:
    days = "".join(f'<i class="{level}"></i>' for level in one.days)
    words = t("overview.wall.strip", name=one.name, state=t(f"overview.wall.{one.now}"))
    return (
        f"<li>{anchor('channel', one.name, css=one.now, title=words, id=one.channel_id)}"
        f'<span class="days" aria-hidden="true">{days}</span></li>'
    )


def _square(one: Square) -> str:
    level = GRADES.get(one.grade, "unknown")
    words = t("overview.wall.strip", name=one.name, state=t(f"verdict.grade.{one.grade}"))
    return anchor("channel", "", css=level, title=words, id=one.channel_id)

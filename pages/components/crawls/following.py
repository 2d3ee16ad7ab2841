"""A reading under way: its bar, its numbers, and the buttons that hold it, let it go on, or call it off."""

from collections.abc import Sequence
from time import monotonic

import streamlit as st

from core.access import Role, current_actor
from core.common.text import has, t
from core.common.vocabulary import CrawlState
from core.monitoring import crawls
from core.monitoring.crawl_view import CrawlLine
from pages.components.format import failure, instant, number, plain, word
from pages.shell.language import apply_language

KB, HOUR, MINUTE = 1024, 3600, 60


def lasting(seconds: float | None) -> str:
    """A length of time to the minute, or in seconds below one."""
    if seconds is None:
        return t("common.none")
    whole = round(seconds)
    if whole < MINUTE:
        return t("crawls.span.seconds", n=whole)
    if whole < HOUR:
        return t("crawls.span.minutes", n=whole // MINUTE, s=whole % MINUTE)
    return t("crawls.span.hours", h=whole // HOUR, n=whole % HOUR // MINUTE)


def bytes_of(size: float) -> str:
    """A size in the unit that keeps it short."""
    for unit in ("B", "KB", "MB"):
        if size < KB:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= KB
    return f"{size:,.1f} GB"


def error_of(line: CrawlLine) -> str:
    """Why a reading was not carried through, and what to do; empty when it was."""
    if not line.error:
        return ""
    if line.error.startswith("failure."):
        return t("crawls.error.failure", failure=failure(line.error.removeprefix("failure.")))
    key = f"crawls.error.{line.error}"
    return t(key) if has(key) else line.error


def robots_of(line: CrawlLine) -> str:
    """What was done with the site's robots.txt."""
    return t(f"crawls.robots_use.{line.robots}") if line.robots else t("common.none")


_REFUSED, _READ_S = "crawl-refused", 15.0
COLOURS = {CrawlState.WAITING: "gray", CrawlState.READING: "green", CrawlState.PAUSED: "orange"}
ICONS = {"pause": ":material/pause:", "resume": ":material/play_arrow:", "cancel": ":material/close:"}


def follow(line: CrawlLine, *, named: bool = True) -> None:
    """Draw one reading that is not finished; its name only where several stand below each other."""
    with st.container(border=True, key=f"crawl-{line.id}", gap="xsmall"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"crawl-head-{line.id}"
        ):
            _name(line, named=named)
            if current_actor().role.allows(Role.STAFF):
                _buttons(line)
        if line.state is not CrawlState.WAITING or line.known:
            st.progress(line.share, text=_how_far(line))
            st.caption(_numbers(line))
        if line.error:
            st.markdown(f":orange[▲ {plain(error_of(line))}]")


def _name(line: CrawlLine, *, named: bool) -> None:
    colour = COLOURS.get(line.state, "gray")
    said = f":{colour}-badge[{word('state.crawl', line.state)}]"
    if line.stage in ("again", "result") and line.state is CrawlState.READING:
        said += f"　:gray[{t(f'crawls.stage.{line.stage}')}]"
    if line.state is CrawlState.WAITING and not line.known:
        said += f"　:gray[{_asked(line)}]"
    st.markdown(f"**{plain(line.channel)}**　{said}" if named else said)


def _how_far(line: CrawlLine) -> str:
    return t("crawls.how_far", read=number(line.read), known=number(line.known), percent=f"{line.share:.0%}")


def _numbers(line: CrawlLine) -> str:
    parts = [t("crawls.dead_so_far", count=number(line.dead))]
    if line.state is CrawlState.READING:
        parts.append(t("crawls.rate", rate=f"{line.rate:,.1f}"))
        if line.left_s is not None:
            parts.append(t("crawls.left", span=lasting(line.left_s)))
    parts += [
        t("crawls.took", span=lasting(line.seconds)),
        t("crawls.memory", mb=number(line.memory_mb)),
        *([t("crawls.started", when=instant(line.started_at))] if line.started_at else []),
        _asked(line),
        t(f"crawls.speed.{line.speed}"),
        f"robots.txt {robots_of(line)}",
    ]
    return "　".join(parts)


def _asked(line: CrawlLine) -> str:
    return t("crawls.asked", who=plain(line.asked_by), when=instant(line.asked_at))


def _buttons(line: CrawlLine) -> None:
    first: str = "resume" if line.state is CrawlState.PAUSED else "pause"
    for name in (first, "cancel"):
        st.button(
            t(f"crawls.move.{name}"),
            icon=ICONS[name],
            key=f"crawl-{name}-{line.id}",
            type="tertiary",
            on_click=make,
            args=(name, [line.id]),
        )


def make(move: str, ids: Sequence[int]) -> None:
    """Make one move on these readings, before the page is drawn again."""
    apply_language()
    st.session_state[_REFUSED] = (monotonic(), crawls.each(ids, move, actor=current_actor()))


def refusals() -> None:
    """Say what could not be done, for as long as it takes to read it."""
    at, sentences = st.session_state.get(_REFUSED, (0.0, []))
    if monotonic() - at < _READ_S:
        for sentence in sentences:
            st.error(plain(sentence))

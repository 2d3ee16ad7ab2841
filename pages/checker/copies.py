"""Backups as an administrator sees them: when the last one was made and verified, and one now."""

import streamlit as st

from core.access import current_actor
from core.common.settings import settings
from core.common.text import t
from core.monitoring import backups
from core.monitoring.backups import LATE_AFTER, BackupLine, Last
from pages.components.figures import Figure, Tone, metric_row
from pages.components.flash import carried_out
from pages.components.format import ago, plain
from pages.components.table import Column, paged, table_box

MEBI = 1024 * 1024
TONES: dict[str, Tone] = {"well": "plain", "late": "late", "wrong": "wrong", "unknown": "unknown"}


def copies() -> None:
    """Draw how it stands, then the copies."""
    actor = current_actor()
    last, chosen = backups.last(actor=actor), settings()
    _figures(last)
    _warnings(last)
    explained = {"hour": chosen.backup_hour, "folder": plain(str(chosen.backup_folder))}
    spans = {"days": chosen.backup_days, "weeks": chosen.backup_weeks, "months": chosen.backup_months}
    if chosen.backup_hour >= 0:
        st.caption(t("checker.backups.explain", **explained, **spans))
    if st.button(t("checker.backups.now"), key="backup-now", icon=":material/backup:"):
        carried_out(lambda: backups.ask(actor=actor), t("checker.backups.asked"))
    lines = backups.lines(actor=actor)
    table_box(
        paged(lines), _columns(), key="backups", name=t("checker.backups.list"),
        empty=t("checker.backups.none"),
    )  # fmt: skip


def _figures(last: Last) -> None:
    never = t("checker.backups.never")
    tone = TONES[last.tone]
    metric_row(
        [
            Figure(
                "backup-verified", t("checker.backups.verified"),
                ago(last.verified_at) if last.verified_at else never, tone=tone, opens=False,
            ),
            Figure(
                "backup-made", t("checker.backups.made"),
                ago(last.made_at) if last.made_at else never, opens=False,
            ),
        ],
        key="backups",
    )  # fmt: skip


def _warnings(last: Last) -> None:
    if last.tone == "wrong":
        st.error(t("checker.backups.error", why=plain(last.error)), icon=":material/error:")
    elif last.tone == "late":
        hours = int(LATE_AFTER.total_seconds() // 3600)
        st.warning(t("checker.backups.late", hours=hours), icon=":material/schedule:")
    elif last.tone == "unknown":
        st.info(t("checker.backups.off"))


def _columns() -> list[Column[BackupLine]]:
    return [
        Column(t("checker.backups.column.made_at"), lambda row: row.made_at, "instant"),
        Column(t("checker.backups.column.verified_at"), lambda row: row.verified_at, "instant"),
        Column(
            t("checker.backups.column.asked_by"), lambda row: row.asked_by or t("checker.backups.by_night")
        ),
        Column(t("checker.backups.column.size"), lambda row: round(row.size / MEBI, 1), "number"),
        Column(t("checker.backups.column.files"), lambda row: row.files, "number"),
        Column(
            t("checker.backups.column.kept"),
            lambda row: t(f"checker.backups.{'there' if row.kept else 'gone'}"),
        ),
        Column(t("checker.backups.column.error"), lambda row: row.error, width="large"),
    ]

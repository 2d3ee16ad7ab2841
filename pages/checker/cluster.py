"""Where the checker's work runs: this machine, or a cluster with its workers."""

import streamlit as st

from core.common.text import t
from core.monitoring.engine_reading import EngineNow, engine_now
from core.monitoring.worker_line import WorkerLine
from pages.components.figures import Figure, Tone, metric_row
from pages.components.format import ago, number, plain
from pages.components.refresh import refreshing
from pages.components.table import Column, paged, table_box

MEBI = 1024 * 1024
TONES: dict[str, Tone] = {"empty": "late", "lost": "wrong", "refused": "wrong"}
UNUSED = ("empty", "lost", "refused")


@refreshing("5s")
def cluster() -> None:
    """Draw the engine as it was last seen, its workers, and how to join."""
    now = engine_now()
    if now is None:
        st.info(t("cluster.never"))
    elif now.state == "local":
        st.markdown(t("cluster.local"))
        st.caption(t("cluster.seen", age=ago(now.at)))
    else:
        _figures(now)
        if now.state in UNUSED:
            st.warning(t(f"cluster.unused.{now.state}"), icon=":material/lan:")
        if now.said:
            st.text(now.said)
        if now.workers:
            _workers(now.workers)
    if now is None or not now.workers:
        _how_to_join(now)


def _figures(now: EngineNow) -> None:
    workers = now.workers
    vantages = sorted({plain(worker.vantage) for worker in workers if worker.vantage})
    metric_row(
        [
            Figure(
                "engine",
                t("cluster.engine"),
                t(f"cluster.state.{now.state}"),
                t("cluster.seen", age=ago(now.at)),
                tone=TONES.get(now.state, "plain"),
                opens=False,
            ),
            Figure(
                "workers",
                t("cluster.workers"),
                number(len(workers)),
                t("cluster.threads_note", threads=number(sum(worker.threads for worker in workers))),
                opens=False,
            ),
            Figure(
                "tasks",
                t("cluster.tasks"),
                number(sum(worker.under_way for worker in workers)),
                t("cluster.memory_note", memory=number(sum(one.memory for one in workers) / MEBI)),
                opens=False,
            ),
            Figure(
                "vantages",
                t("cluster.vantages"),
                number(len(vantages)),
                t("cluster.between").join(vantages) or t("cluster.no_vantage"),
                opens=False,
            ),
        ],
        key="cluster",
    )
    st.caption(t("cluster.scheduler", address=plain(now.address)))


def _workers(workers: tuple[WorkerLine, ...]) -> None:
    columns: list[Column[WorkerLine]] = [
        Column(t("cluster.worker.name"), lambda row: row.name, width=220),
        Column(t("cluster.worker.vantage"), lambda row: row.vantage or None, width=110),
        Column(t("cluster.worker.host"), lambda row: row.host, width=150),
        Column(t("cluster.worker.threads"), lambda row: row.threads, "number", width=90),
        Column(t("cluster.worker.under_way"), lambda row: row.under_way, "number", width=110),
        Column(t("cluster.worker.memory"), lambda row: round(row.memory / MEBI), "number", width=120),
        Column(t("cluster.worker.last_seen"), lambda row: ago(row.last_seen), width=130),
    ]
    table_box(
        paged(workers),
        columns,
        key="cluster-workers",
        name=t("cluster.workers"),
    )


def _how_to_join(now: EngineNow | None) -> None:
    address = now.address if now and now.address else "tls://10.0.0.5:8786"
    with st.container(border=True, key="cluster-join", gap="xsmall"):
        st.markdown(f"**{t('cluster.join.title')}**")
        st.markdown(t("cluster.join.explain"))
        st.code(t("cluster.join.commands", address=address), language=None, wrap_lines=True)

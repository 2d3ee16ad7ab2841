"""The three files of a pack, and making them as a job: each file is a step, so that it can be called off
between them, and a kill makes none twice."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from core.access import Actor, Role, record, require
from core.common import clock, stored_files
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.text import t
from core.jobs import Kind, Outcome, Sentence, Work, start
from core.jobs.work import items_of
from core.monitoring.health import health
from core.notices.lists import last_paper
from core.reporting.pack.presentation import pack_pptx
from core.reporting.pack.slides import Slide, slides, topics_of
from core.reporting.reports.files import report_docx, report_sheets, rows_sheet
from core.reporting.reports.period import Period, read_period
from core.reporting.reports.report import Report, make_report
from db.engine import writing

JOB = "report.pack"
# Sheets of rows in the annex: those of the figures on the slides.
MOST_SHEETS = 20


@dataclass(frozen=True, slots=True)
class Pack:
    """One report and its slides: what every file of the pack is made from."""

    report: Report
    slides: tuple[Slide, ...]
    imprint: str


@dataclass(frozen=True, slots=True)
class Made:
    """A file of a pack that a job made."""

    ending: str
    name: str
    digest: str

    def data(self) -> bytes:
        """Its bytes; none when it was swept away, a day later."""
        return stored_files.read(self.digest) or b""


def make_pack(period: Period, topics: Collection[str] = ()) -> Pack:
    """The pack of a period; of all its topics where none is named. Raises `DomainError` for one there is
    none of."""
    unknown = set(topics) - set(topics_of(period.kind))
    if unknown:
        raise DomainError("pack_topic", name=sorted(unknown)[0])
    report = make_report(period)
    return Pack(report, slides(report, topics), _imprint())


def pptx_of(pack: Pack) -> bytes:
    """The slides."""
    return pack_pptx(pack.report.title, pack.imprint, pack.slides)


def docx_of(pack: Pack) -> bytes:
    """The brief: the report as a paper."""
    return report_docx(pack.report)


def xlsx_of(pack: Pack) -> bytes:
    """The annex: all figures, the numbers of each chart, and the rows behind the figures on the slides."""
    made = [*report_sheets(pack.report)]
    made += [one.chart.sheet() for one in pack.slides if one.chart is not None]
    known = {one.label: one for one in pack.report.figures}
    shown = dict.fromkeys(str(row[0]) for one in pack.slides for row in one.table.rows)
    made += [rows_sheet(pack.report, known[label]) for label in list(shown)[:MOST_SHEETS]]
    return rows_xlsx(*made)


FILES: Mapping[str, Callable[[Pack], bytes]] = MappingProxyType(
    {"pptx": pptx_of, "docx": docx_of, "xlsx": xlsx_of}
)


def ask(period: Period, topics: Collection[str], *, actor: Actor, once: str = "") -> int:
    """Ask for a pack to be made; returns the job's id. Leaders and above."""
    require(actor, Role.LEADER)
    parameters = {"kind": period.kind, "period": period.key, "topics": sorted(topics)}
    title = Sentence("pack.job", {"period": period.key})
    return start(JOB, parameters, actor=actor, title=title, once=once)


def made_by(job_id: int) -> tuple[Made, ...]:
    """The files that a job made so far."""
    return tuple(Made(ending, one["name"], one["digest"]) for ending, one in items_of(job_id).items())


def _make(work: Work) -> Outcome:
    given = work.parameters
    pack = make_pack(read_period(given["kind"], given["period"]), given["topics"])
    kept: dict[str, dict[str, Any]] = {}

    def step(ending: str) -> None:
        digest = stored_files.keep_bytes(FILES[ending](pack))
        kept[ending] = {"digest": digest, "name": file_name(pack.report.title, ending)}
        with writing() as session:
            changes = {"period": (None, given["period"]), "file": (None, ending)}
            record(session, actor=work.actor, action="export", noun="report_text", noun_id=0, changes=changes)

    def noted(_session: Session, ending: str) -> dict[str, Any]:
        return kept[ending]

    work.each(list(FILES), step, noted)
    return Outcome()


def _imprint() -> str:
    office, _, _ = last_paper()
    read_at = health()["checked_at"]
    return t(
        "chart.file.imprint",
        office=office or t("chart.file.every_unit"), day=clock.today().isoformat(),
        read=t("chart.file.read_at", at=read_at) if read_at else t("chart.file.never_read"),
    )  # fmt: skip


KINDS = (Kind(JOB, _make, Role.LEADER),)

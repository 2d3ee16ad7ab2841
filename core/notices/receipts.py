"""The receipt of rectification (整改回执): a paper prefilled for each unit that a notice names, and reading
it when it comes back.

What matches a file to notice and unit is the number printed on it, which any office program keeps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, require
from core.common import clock, stored_files
from core.common.errors import DomainError, NoticeRefused
from core.common.export import file_name
from core.common.sheet import Cell
from core.common.text import LANGUAGES, catalogue, printable, t
from core.documents import Annex, Official, Text, docx_of
from core.issues import transitions
from core.issues.filters import title_of
from core.notices.replies import REPLY_LIMIT, reply
from core.notices.wording import day_words
from core.registry.fields import fields, fold
from core.registry.values import Unreadable, one_line, read
from db.engine import reading
from db.models import Channel, Issue, Notice, NoticeIssue, NoticePaper, NoticeReceipt, Unit

# Notice and unit, as printed on the paper.
_NUMBER = re.compile(r"HZ-(\d{1,9})-(\d{1,9})", re.ASCII)
COLUMNS = ("number", "channel", "problem", "due", "done", "done_on")
MOST_BYTES, MOST_UNPACKED = 5_000_000, 50_000_000
SCANS = ("pdf", "png", "jpeg")


@dataclass(frozen=True, slots=True)
class _OfScans:
    """What a stamped paper may be as a file."""

    most_mb: int = 20
    most_megapixels: int = 100
    kinds: tuple[str, ...] = (*SCANS, "docx")


@dataclass(frozen=True, slots=True)
class Named:
    """An issue as the notice names it."""

    issue_id: int
    number: str
    channel: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """What a receipt says of one issue; `done_on` is None where it is not rectified yet. `open`: the issue
    still waits for the unit's word."""

    issue_id: int
    number: str
    text: str
    done_on: date | None
    open: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back. `fault` is a sentence; then nothing of it is taken in. `remarks` are sentences
    on single lines. A `scan` of the stamped paper is kept; what it says is read by nobody."""

    name: str
    fault: str = ""
    notice_id: int = 0
    unit_id: int = 0
    notice: str = ""
    unit: str = ""
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()
    data: bytes = b""
    scan: bool = False

    @property
    def rectified(self) -> tuple[int, ...]:
        """The open issues that the unit says are done."""
        return tuple(one.issue_id for one in self.lines if one.open and one.done_on)


def number_of(notice_id: int, unit_id: int) -> str:
    """The number of a receipt, as printed on it and in its file name."""
    return f"HZ-{notice_id}-{unit_id}"


def blank(notice_id: int, unit_id: int) -> tuple[str, bytes]:
    """File name and DOCX of one unit's receipt. Raises `NoticeRefused` when the notice does not name it."""
    with reading() as session:
        notice, unit = _named(session, notice_id, unit_id)
        issues = _issues(session, notice_id, unit_id)
        office = session.execute(
            select(col(NoticePaper.office)).where(col(NoticePaper.notice_id) == notice_id)
        ).scalar()
    title = t("notice.receipt.title")
    rows: list[list[Cell]] = [[one.number, one.channel, one.title, one.due_on, "", ""] for one in issues]
    due = day_words(notice.reply_by) if notice.reply_by else ""
    body = [
        Text(t("notice.receipt.number", number=number_of(notice_id, unit_id))),
        Text(t("notice.receipt.notice", number=notice.number, title=notice.title)),
        Text(t("notice.receipt.unit", unit=unit.name, count=len(issues))),
        Text(t("notice.receipt.how", due=due) if due else t("notice.receipt.how_undated")),
    ]
    headings = [t(f"notice.receipt.column.{name}") for name in COLUMNS]
    official = Official(
        office=unit.name, number="", title=title, recipients=office or "", body=body,
        day=t("document.undated"),
        annexes=(Annex(t("notice.receipt.table"), headings, rows, [8, 10, 14, 8, 14, 8]),),
    )  # fmt: skip
    name = f"{title} {number_of(notice_id, unit_id)} {unit.name} {notice.number}"
    return file_name(name, "docx"), docx_of(official)


def all_blank(notice_id: int) -> bytes:
    """The receipts of every unit that a notice names, in one ZIP."""
    with reading() as session:
        units = session.execute(
            select(col(NoticeReceipt.unit_id)).where(col(NoticeReceipt.notice_id) == notice_id)
        ).scalars().all()  # fmt: skip
    buffer = BytesIO()
    with ZipFile(buffer, "w") as book:
        for unit_id in units:
            book.writestr(*blank(notice_id, unit_id))
    return buffer.getvalue()


def returned(name: str, data: bytes, *, actor: Actor | None = None, opened: int | None = None) -> Returned:
    """What a file says, before anything is written: a receipt, or a scan of one whose number stands in its
    file name. `actor` who hands it in, and `opened` the notice that is open while it is: one of another
    notice is remarked."""
    try:
        scan = stored_files.kind_of(data) in SCANS
        document = None if scan else _opened(data)
        notice_id, unit_id = _whose(document) if document else _in_name(name, data)
        with reading() as session:
            notice, unit = _named(session, notice_id, unit_id)
            if actor is not None and not reaches(session, unit_id, actor):
                raise NoticeRefused("not_theirs")
            known = {one.number: one for one in _issues(session, notice_id, unit_id)}
            waiting = _waiting(session, [one.issue_id for one in known.values()])
            remarks = _already(session, notice, unit_id, data, opened)
    except DomainError as why:
        return Returned(name, str(why))
    lines, of_lines = _lines(document, known, waiting) if document else ([], [])
    fault = "" if lines or scan else t("notice.receipt.empty")
    return Returned(
        name,
        fault,
        notice_id,
        unit_id,
        notice.number,
        unit.name,
        tuple(lines),
        (*remarks, *of_lines),
        data,
        scan,
    )


def _waiting(session: Session, issue_ids: list[int]) -> set[int]:
    """Those of the issues that still wait for the unit's word."""
    reportable = select(col(Issue.id)).where(
        col(Issue.id).in_(issue_ids), col(Issue.state).in_(transitions.REPORTABLE)
    )
    return {one for one in session.execute(reportable).scalars() if one is not None}


def _already(session: Session, notice: Notice, unit_id: int, data: bytes, opened: int | None) -> list[str]:
    """What a person should know before it is taken in: of another notice, the same file again, a later."""
    remarks = []
    if opened is not None and notice.id != opened:
        remarks.append(t("notice.receipt.other", number=notice.number))
    row = session.get(NoticeReceipt, (notice.id, unit_id))
    if row is not None and row.replied_on:
        same = row.digest == sha256(data).hexdigest()
        remarks.append(t("notice.receipt.same") if same else t("notice.receipt.again", day=row.replied_on))
    return remarks


def scanned(name: str, data: bytes) -> tuple[str, str]:
    """Digest and name of a stamped paper that a person matches to its unit. Raises `DomainError` for a file
    of another kind, too large or broken."""
    kept = stored_files.store(stored_files.examine(name, data, _OfScans()))
    return kept.digest, _plain(kept.name)


def take_in(file: Returned, *, actor: Actor) -> transitions.Moved:
    """Enter the unit's answer, keep its file, and report the issues that it says are done. Staff of the unit
    and above. Returns what became of those issues.

    Raises `DomainError` for a file with a fault and an answer that may not be entered; nothing changed."""
    require(actor, Role.STAFF)
    if file.fault:
        raise NoticeRefused("receipt_fault", why=file.fault)
    words = "\n".join(_said(one) for one in file.lines)[:REPLY_LIMIT]
    if file.scan:
        # The paper says what the file before it said, and bears a stamp.
        words = _said_before(file) or t("notice.receipt.scan_words", name=_plain(file.name))
    kept = scanned(file.name, file.data)
    reply(file.notice_id, file.unit_id, words, actor=actor, file=kept)
    note = t("notice.receipt.note", number=file.notice)
    return transitions.report_fixed(file.rectified, note=note, actor=actor)


def _plain(name: str) -> str:
    return printable(one_line(name))[:200]


def _said_before(file: Returned) -> str:
    with reading() as session:
        row = session.get(NoticeReceipt, (file.notice_id, file.unit_id))
        return row.reply if row else ""


def _opened(data: bytes) -> Document:
    """The document. Raises `NoticeRefused` for one that is none, or would unpack to too much."""
    if stored_files.kind_of(data) != "docx":
        raise NoticeRefused("receipt_file")
    try:
        with ZipFile(BytesIO(data)) as book:
            size = sum(one.file_size for one in book.infolist())
        if len(data) > MOST_BYTES or size > MOST_UNPACKED:
            raise NoticeRefused("receipt_large", most=MOST_BYTES // 1_000_000)
        return docx.Document(BytesIO(data))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as why:
        raise NoticeRefused("receipt_file") from why


def _whose(document: Document) -> tuple[int, int]:
    for paragraph in document.paragraphs:
        found = _NUMBER.search(paragraph.text)
        if found:
            return int(found[1]), int(found[2])
    raise NoticeRefused("receipt_number")


def _in_name(name: str, data: bytes) -> tuple[int, int]:
    """Whose a scan is by its file name. Raises `DomainError` for a file that may not be kept as well."""
    stored_files.examine(name, data, _OfScans())
    found = _NUMBER.search(name.upper())
    if not found:
        raise NoticeRefused("receipt_scan")
    return int(found[1]), int(found[2])


def _named(session: Session, notice_id: int, unit_id: int) -> tuple[Notice, Unit]:
    notice, unit = session.get(Notice, notice_id), session.get(Unit, unit_id)
    if notice is None or unit is None or session.get(NoticeReceipt, (notice_id, unit_id)) is None:
        raise NoticeRefused("no_unit", unit=unit.name if unit else unit_id)
    return notice, unit


def _issues(session: Session, notice_id: int, unit_id: int) -> list[Named]:
    """What the notice names of the unit: by its text or, of one whose text is not here, by the issues that
    were entered with it."""
    query = select(NoticeIssue).join(NoticePaper, col(NoticePaper.id) == col(NoticeIssue.paper_id))
    mine = query.where(col(NoticePaper.notice_id) == notice_id, col(NoticeIssue.unit_id) == unit_id)
    rows = session.execute(mine.order_by(col(NoticeIssue.number))).scalars().all()
    if rows:
        return [Named(one.issue_id, one.number, one.channel, one.title, one.due_on) for one in rows]
    entered = (
        select(Issue, col(Channel.name))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(col(Issue.notice_id) == notice_id, col(Issue.unit_id) == unit_id)
        .order_by(col(Issue.number))
    )
    return [
        Named(one.id, one.number, channel or "", title_of(one.check, one.title), one.due_on)
        for one, channel in session.execute(entered).all()
    ]


def _lines(document: Document, known: dict[str, Named], waiting: set[int]) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    remarks: list[str] = []
    for row in _rows(document):
        issue = known.get(row.get("number", ""))
        text, day = row.get("done", ""), row.get("done_on", "")
        if not text and not day:
            continue
        if issue is None:
            remarks.append(t("notice.receipt.unknown", number=row.get("number", "")[:32]))
            continue
        done_on = _day(day)
        if day and (done_on is None or done_on > clock.today()):
            remarks.append(t("notice.receipt.day", number=issue.number, given=day[:32]))
            done_on = None
        lines.append(Line(issue.issue_id, issue.number, text, done_on, issue.issue_id in waiting))
    return lines, remarks


def _rows(document: Document) -> Iterator[dict[str, str]]:
    """The rows of every table that has the headings, each as column → text."""
    spelled = {
        fold(catalogue(language)[f"notice.receipt.column.{name}"]): name
        for language in LANGUAGES
        for name in COLUMNS
    }
    for table in document.tables:
        rows = [[one_line(printable(cell.text)) for cell in row.cells] for row in table.rows]
        head = [spelled.get(fold(text), "") for text in rows[0]] if rows else []
        if "number" in head and "done" in head:
            yield from (dict(zip(head, row, strict=False)) for row in rows[1:])


def _day(text: str) -> date | None:
    field = next(one for one in fields().values() if one.form == "day")
    try:
        value = read(field, text) if text else None
    except Unreadable:
        return None
    return value if isinstance(value, date) else None


def _said(line: Line) -> str:
    done = line.done_on.isoformat() if line.done_on else t("notice.receipt.not_done")
    return t("notice.receipt.line", number=line.number, text=line.text, done=done)

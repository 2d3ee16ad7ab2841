"""A paper as an official document with its annexes."""

import re

from core.common.sheet import Cell
from core.common.text import t
from core.documents.docx_file import docx_of, with_annexes
from core.documents.office_program import converted, office_program
from core.documents.official import Annex, Official, Text
from core.documents.pdf_file import pdf_of
from core.documents.template import filled
from core.documents.words import annex_lines
from core.notices import template
from core.notices.draft import Draft
from core.notices.language import speaking
from core.notices.wording import day_words, numeral
from core.registry.kinds import kind_name
from core.rules.results import Grade
from db.models import NoticeEntry

# Sections that open the document and have no heading of their own.
UNHEADED = ("basis",)


def notice_docx(draft: Draft, *, red_head: bool = False) -> bytes:
    """The paper as DOCX, in its own language; `red_head` where it is not printed on paper that has one. In
    the office's own template where it has one, which then says itself what stands at its head.

    Raises `DomainError` when that template is gone."""
    with speaking(draft.paper.language):
        paper, own = official(draft, red_head=red_head), template.in_force()
        if not own.own:
            return docx_of(paper)
        bodies = {section["key"]: section["body"] for section in draft.paper.sections}
        lines = annex_lines([annex.title for annex in paper.annexes])
        made = filled(template.data_of(own), template.context(paper, bodies, lines))
        return with_annexes(made, paper.annexes)


def notice_pdf(draft: Draft, *, red_head: bool = False) -> bytes:
    """The paper as PDF, in its own language; in the office's own template as the DOCX where an office program
    is there to draw it, otherwise in the product's layout. Raises `DomainError` as the DOCX does."""
    if pdf_in_template():
        return converted(notice_docx(draft, red_head=red_head))
    with speaking(draft.paper.language):
        return pdf_of(official(draft, red_head=red_head))


def pdf_in_template() -> bool:
    """Whether the PDF follows the office's template, too."""
    return template.in_force().own and office_program() is not None


def printed_words(draft: Draft) -> str:
    """All that stands on the paper, as one text."""
    paper, title = draft.paper, [draft.paper.title, draft.paper.office, draft.paper.recipients]
    texts = [*title, paper.copies, *(f"{one['heading']}{one['body']}" for one in paper.sections)]
    texts += [f"{one.name}{one.unit}{one.address}{one.problem}" for one in draft.entries]
    texts += [f"{one.unit}{one.channel}{one.title}" for one in draft.issues]
    return "".join(texts)


def official(draft: Draft, *, red_head: bool = False) -> Official:
    """The document; empty sections are left out and the others numbered."""
    paper = draft.paper
    day = day_words(draft.issued_on) if draft.issued_on else ""
    return Official(
        office=paper.office,
        number=draft.number,
        title=paper.title,
        recipients=paper.recipients,
        body=_body(paper.sections),
        day=day or t("document.undated"),
        annexes=annexes(draft),
        copies=paper.copies,
        printed=t("document.print", office=paper.office) + "\u3000" + t("document.printed_on", day=day)
        if day
        else "",
        mark="" if draft.number else t("document.draft"),
        red_head=red_head and bool(paper.office),
    )


def annexes(draft: Draft) -> tuple[Annex, ...]:
    """The annexes that have rows."""
    made = (_websites(draft), _accounts(draft), _issues(draft), _unsettled(draft), _silent(draft))
    return tuple(annex for annex in made if annex.rows)


def _body(sections: list[dict[str, str]]) -> list[Text]:
    body: list[Text] = []
    place = 0
    for section in sections:
        if not section["body"].strip():
            continue
        if section["key"] not in UNHEADED:
            place += 1
            heading = t("document.first", n=numeral(place), heading=section["heading"])
            body.append(Text(heading, level=1))
        body += [_paragraph(line) for line in section["body"].splitlines() if line.strip()]
    return body


def _paragraph(line: str) -> Text:
    """A line that begins with a second-level number: its first sentence is the heading."""
    words = line.strip()
    if not re.match(t("document.second_pattern"), words):
        return Text(words)
    end = re.search(r"[\u3002.]", words[3:])
    if end is None:
        return Text(words, level=2)
    lead = end.end() + 3
    return Text(words, level=2, lead=lead) if lead < len(words) else Text(words)


def _websites(draft: Draft) -> Annex:
    entries = [entry for entry in draft.entries if entry.medium == "website"]
    scored = any(entry.score is not None for entry in entries)
    names = ["place", "site_code", "name", "address", "unit", "grade"] + ["score"] * scored + ["problem"]
    widths = [4.0, 11.5, 11.5, 11.5, 10.5, 8.5] + [5.5] * scored + [9.0]
    rows: list[list[Cell]] = []
    for place, entry in enumerate(sorted(entries, key=_worst_first), start=1):
        score: list[Cell] = [_score(entry)] if scored else []
        known: list[Cell] = [place, entry.site_code, entry.name, entry.address, entry.unit]
        rows.append([*known, _grade(entry), *score, entry.problem])
    return Annex(t("notice.annex.websites"), _headings(names), rows, widths)


def _score(entry: NoticeEntry) -> Cell:
    """The score; one that a person gave is marked as such, with what the checklist gave."""
    if entry.score is None or not entry.score_reason:
        return entry.score
    given = f"{entry.score:g}"
    if entry.machine_score is None:
        return t("notice.score.typed", score=given)
    return t("notice.score.typed_beside", score=given, machine=f"{entry.machine_score:g}")


def _accounts(draft: Draft) -> Annex:
    entries = [
        entry
        for entry in draft.entries
        if entry.medium == "account" and entry.grade in (Grade.FAILED, Grade.BASIC)
    ]
    names = ["place", "account_kind", "account_name", "unit", "grade", "problem", "last_post"]
    rows: list[list[Cell]] = [
        [place, kind_name(e.kind), e.name, e.unit, _grade(e), e.problem, e.last_post_on]
        for place, e in enumerate(sorted(entries, key=_worst_first), start=1)
    ]
    return Annex(t("notice.annex.accounts"), _headings(names), rows, [4, 9, 13.5, 12, 8.5, 10, 9.5])


def _issues(draft: Draft) -> Annex:
    names = ["place", "number", "unit", "channel", "issue", "due"]
    rows: list[list[Cell]] = [
        [place, one.number, one.unit, one.channel, one.title, one.due_on]
        for place, one in enumerate(sorted(draft.issues, key=lambda one: (one.unit, one.number)), start=1)
    ]
    return Annex(t("notice.annex.issues"), _headings(names), rows, [4, 9.5, 12.5, 13, 15, 9.5])


def _unsettled(draft: Draft) -> Annex:
    names = ["place", "number", "unit", "channel", "issue", "state"]
    rows: list[list[Cell]] = [
        [place, one.number, one.unit, one.channel, one.title, t(f"state.issue.{one.state}")]
        for place, one in enumerate(draft.unsettled, start=1)
    ]
    return Annex(t("notice.annex.unsettled"), _headings(names), rows, [4, 9.5, 12.5, 13, 15, 9.5])


def _silent(draft: Draft) -> Annex:
    rows: list[list[Cell]] = [[place, name] for place, name in enumerate(draft.silent, start=1)]
    return Annex(t("notice.annex.silent"), _headings(["place", "unit"]), rows, [4, 30])


def _worst_first(entry: NoticeEntry) -> tuple[int, str, str]:
    order = {Grade.FAILED: 0, Grade.BASIC: 1, Grade.UNCHECKED: 2, Grade.UNJUDGED: 3, Grade.PASSED: 4}
    return order[Grade(entry.grade)], entry.unit, entry.name


def _grade(entry: NoticeEntry) -> str:
    return t(f"notice.grade.{entry.grade}")


def _headings(names: list[str]) -> list[str]:
    return [t(f"notice.column.{name}") for name in names]

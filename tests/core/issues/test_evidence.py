"""Evidence and extensions: what is taken, what is refused, and that nothing is kept of what is refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.issues import evidence, extensions, transitions
from core.rules import evidence_files
from core.rules.evidence_files import MB, File
from db.models import AuditEntry, Issue, IssueEvidence, IssueState
from tests.pages.test_work import a_picture
from tests.rows import NOON, a_unit, all_of, an_issue

STAFF, SUPERVISOR = Actor("乙", Role.STAFF), Actor("丙", Role.SUPERVISOR)
PDF = b"%PDF-1.7\n%%EOF\n"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(database: Path) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("程序.png", b"MZ\x90\x00" + bytes(64), "file_kind"),
        ("网页.pdf", b"<html><script>alert(1)</script></html>", "file_kind"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        ("说明.txt", "纯文本".encode(), "file_kind"),
        ("空.pdf", b"", "file_empty"),
        ("大.pdf", PDF + bytes(20 * MB), "file_too_large"),
    ],
)
def test_what_is_no_picture_or_pdf_is_refused_whatever_its_name(
    database: Path, name: str, data: bytes, key: str
) -> None:
    issue = an_issue()
    with pytest.raises(DomainError) as refused:
        transitions.report_fixed(
            [issue], note="", actor=STAFF, files=[File("好.png", a_picture()), File(name, data)]
        )
    assert refused.value.key == f"refusal.{key}"
    assert all_of(Issue)[0].state is IssueState.OPEN
    assert all_of(IssueEvidence) == []
    assert not (database / "evidence").exists()


def test_too_many_files_are_refused() -> None:
    with pytest.raises(DomainError, match="10"):
        evidence_files.keep([File(f"{n}.pdf", PDF) for n in range(11)])


def test_files_are_listed_with_who_when_and_their_bytes(database: Path) -> None:
    issue = an_issue()
    transitions.report_fixed([issue], note="", actor=STAFF, files=[File("../../改后.pdf", PDF)])
    (shown,) = evidence.of_issue(issue)
    assert (shown.name, shown.media, shown.actor, shown.at) == ("改后.pdf", "application/pdf", "乙", NOON)
    assert shown.data() == PDF
    assert (database / "evidence" / shown.digest[:2] / shown.digest).is_file()


def test_a_file_that_was_altered_on_disk_is_not_shown(database: Path) -> None:
    issue = an_issue()
    transitions.report_fixed([issue], note="", actor=STAFF, files=[File("改后.pdf", PDF)])
    (shown,) = evidence.of_issue(issue)
    (database / "evidence" / shown.digest[:2] / shown.digest).write_bytes(PDF + b"x")
    assert shown.data() is None


def test_the_same_file_again_after_a_return_counts_for_that_round() -> None:
    issue = an_issue()
    for _ in range(2):
        transitions.report_fixed([issue], note="", actor=STAFF, files=[File("改后.pdf", PDF)] * 2)
        transitions.send_back([issue], reason="未到位", actor=SUPERVISOR)
    assert [file.round for file in evidence.of_issue(issue)] == [1, 0]


def test_evidence_is_added_later_without_a_move() -> None:
    issue = an_issue()
    assert evidence.hand_in([issue], [File("补充.pdf", PDF)], actor=STAFF).done == (issue,)
    assert (all_of(Issue)[0].state, len(evidence.of_issue(issue))) == (IssueState.OPEN, 1)
    assert all_of(AuditEntry)[-1].reason == "补充.pdf"


@pytest.mark.parametrize("days", [0, 60])
def test_an_extension_ends_after_today_and_within_the_rules(days: int) -> None:
    with pytest.raises(DomainError, match="延期须"):
        extensions.ask([an_issue()], until=clock.today() + days * DAY, reason="采购", actor=STAFF)


def test_an_extension_is_spent_after_two() -> None:
    issue = an_issue()
    for step in (1, 2):
        extensions.ask([issue], until=clock.today() + step * DAY, reason="采购", actor=STAFF)
        extensions.approve([issue], actor=SUPERVISOR)
    moved = extensions.ask([issue], until=clock.today() + 3 * DAY, reason="采购", actor=STAFF)
    assert "2 次" in moved.refused[issue]


def test_staff_decide_no_extension_and_need_a_reason() -> None:
    issue = an_issue()
    with pytest.raises(DomainError, match="理由"):
        extensions.ask([issue], until=clock.today() + DAY, reason=" ", actor=STAFF)
    extensions.ask([issue], until=clock.today() + DAY, reason="采购", actor=STAFF)
    for decide in (extensions.approve, lambda ids, actor: extensions.refuse(ids, reason="不", actor=actor)):
        with pytest.raises(DomainError):
            decide([issue], actor=STAFF)
    assert len(extensions.undecided()) == 1


def test_an_issue_without_a_trail_says_where_it_stands_and_nobody() -> None:
    issue = an_issue(state=IssueState.VERIFIED)
    said = transitions.report_fixed([issue], note="", actor=STAFF).refused[issue]
    assert "已销号" in said
    assert "-" not in said.removeprefix(f"问题 {all_of(Issue)[0].number}")


def test_staff_of_a_unit_touch_only_what_is_theirs_or_below() -> None:
    mine = a_unit()
    own, below, other = an_issue(unit_id=mine), an_issue(unit_id=a_unit(parent_id=mine)), an_issue()
    clerk = Actor("己", Role.STAFF, unit_id=mine)
    moved = transitions.accept([own, below, other], actor=clerk)
    assert moved.done == (own, below)
    assert "不属于" in moved.refused[other]

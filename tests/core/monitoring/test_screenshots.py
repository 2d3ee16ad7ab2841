"""Pictures of pages: kept once, named by a row, made room for, never anything but a PNG."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from core.common import clock, stored_files
from core.common.outcome import Outcome, Picture, Problem, Report
from core.monitoring import screenshots
from core.monitoring.screenshots import Wanted
from db.engine import writing
from db.models import Issue, IssueState, Moment, Screenshot
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def picture(shade: int) -> Picture:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), (shade, 0, 0)).save(buffer, "PNG")
    return Picture("http://h.example/", NOON, buffer.getvalue())


def report(channel: int, *pictures: Picture) -> Report:
    return replace(a_report(channel, Outcome.OK, check="footer"), pictures=pictures)


def test_a_picture_is_kept_once_and_found_by_what_the_evidence_names():
    token, channel = a_leader(), a_website()
    for _ in range(2):
        recorded(token, report(channel, picture(1)))
    assert len(all_of(Screenshot)) == 1
    shown = screenshots.by_digest(channel, picture(1).digest)
    assert shown is not None
    assert shown.data() == picture(1).data
    assert screenshots.by_digest(channel + 1, picture(1).digest) is None


def test_the_oldest_make_room():
    token, channel = a_leader(), a_website()
    for shade in range(screenshots.KEPT + 3):
        recorded(token, report(channel, picture(shade)))
    kept = {row.digest for row in all_of(Screenshot)}
    assert kept == {picture(shade).digest for shade in range(3, screenshots.KEPT + 3)}


def test_what_is_no_picture_is_kept_nowhere():
    token, channel = a_leader(), a_website()
    wrong = Picture("http://h.example/", NOON, b"<html>")
    with pytest.raises(ValueError, match="PNG"):
        recorded(token, report(channel, wrong))
    assert stored_files.read(wrong.digest) is None


def dead(channel: int) -> Report:
    """A dead link, seen often enough at once."""
    page = "http://h.example/tz/"
    link = Problem("k", "http://h.example/x", 404, detail={"found_on": page, "text": "旧文件"})
    return replace(a_report(channel, Outcome.PROBLEM, check="links"), problems=(link,))


def confirmed(token, channel: int) -> int:
    for minute in range(4):
        with clock.frozen(NOON + timedelta(days=minute)):
            recorded(token, replace(dead(channel), at=clock.now()))
    (issue,) = all_of(Issue)
    return issue.id


def test_an_issue_wants_a_picture_of_its_fault_and_one_of_the_place_once_mended():
    token, channel = a_leader(), a_website()
    assert screenshots.wanted(5) == ()
    issue = confirmed(token, channel)
    page, marks = "http://h.example/tz/", ("http://h.example/x", "旧文件")
    assert screenshots.wanted(5) == (Wanted(channel, issue, Moment.FAULT, page, marks),)
    screenshots.taken(token, screenshots.wanted(5)[0], replace(picture(1), marked=True))
    assert screenshots.wanted(5) == ()
    change(issue, state=IssueState.VERIFIED, verified_on=clock.today())
    assert [one.moment for one in screenshots.wanted(5)] == [Moment.MENDED]
    screenshots.taken(token, screenshots.wanted(5)[0], picture(2))
    assert screenshots.wanted(5) == ()
    assert [(one.moment, one.marked) for one in screenshots.of_issue(issue)] == [
        (Moment.FAULT, True),
        (Moment.MENDED, False),
    ]


def test_what_could_not_be_drawn_waits_a_day():
    token, channel = a_leader(), a_website()
    issue = confirmed(token, channel)
    screenshots.taken(token, screenshots.wanted(5)[0], None)
    assert screenshots.wanted(5) == ()
    assert screenshots.of_issue(issue) == ()
    with clock.frozen(NOON + timedelta(days=1, minutes=1)):
        assert [one.issue_id for one in screenshots.wanted(5)] == [issue]


def change(issue: int, **values: object) -> None:
    with writing() as session:
        row = session.get(Issue, issue)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)

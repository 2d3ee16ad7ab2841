"""Pictures of pages: kept once, named by a row, made room for, never anything but a PNG."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from core.common import clock, stored_files
from core.common.outcome import Outcome, Picture, Report
from core.monitoring import screenshots
from db.models import Screenshot
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

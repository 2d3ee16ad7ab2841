"""A file that was handed in: pages show its small copy, never the bytes that were sent."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.common import stored_files
from core.rules.rectification import rectification_rules
from tests.pages.test_work import a_picture


@pytest.fixture
def digest(data_dir: Path) -> str:
    return stored_files.keep("图.png", a_picture(), rectification_rules().evidence).digest


def drawn(digest: str) -> AppTest:
    def script(digest: str) -> None:
        from core.common import clock
        from core.issues.evidence import Shown
        from pages.components.stored_file import stored_file

        stored_file(Shown(1, 1, digest, "图.png", "image/png", 1, 0, clock.now(), "乙"), "下载", key="file")

    page = AppTest.from_function(script, kwargs={"digest": digest}).run()
    assert not page.exception
    return page


def test_the_small_copy_is_shown(digest: str) -> None:
    page = drawn(digest)
    (shown,) = page.get("image")
    # What was sent is a PNG.
    assert [image.url.rpartition(".")[2] for image in shown.proto.imgs] == ["jpg"]
    assert len(page.get("download_button")) == 1


def test_a_picture_without_a_small_copy_is_a_file_to_download(digest: str) -> None:
    stored_files.thumbnail_of(digest).unlink()
    page = drawn(digest)
    assert not page.get("image")
    assert len(page.get("download_button")) == 1

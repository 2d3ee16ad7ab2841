"""Evidence files: recognised by their bytes, kept once, read back whole or not at all."""

import io
import zipfile

import pytest

from core.common import stored_files
from core.common.errors import Refused
from core.lifecycle.rules import lifecycle_rules


def package(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return buffer.getvalue()


RULE = lifecycle_rules().evidence
KINDS = {
    "pdf": b"%PDF-1.7",
    "png": b"\x89PNG\r\n\x1a\n0",
    "jpeg": b"\xff\xd8\xff\xe0",
    "docx": package("word/document.xml"),
    "xlsx": package("xl/workbook.xml"),
    "ofd": package("OFD.xml"),
    "text": "关停公告".encode("gb18030"),
}
REFUSED = {
    "program": b"MZ\x90\x00",
    "page": b"  <html>",
    "macros": package("word/document.xml", "word/vbaProject.bin"),
    "archive": package("readme.txt"),
    "broken": b"PK\x03\x04broken",
    "binary": b"abc\x00def",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_bytes(data_dir, kind):
    kept = stored_files.keep("any.bin", KINDS[kind], RULE)
    assert (kept.kind, kept.size) == (kind, len(KINDS[kind]))
    assert stored_files.read(kept.digest) == KINDS[kind]


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_is_not_allowed_to_be_is_refused_whatever_its_name(data_dir, name):
    with pytest.raises(Refused):
        stored_files.keep("同意书.pdf", REFUSED[name], RULE)
    assert not (data_dir / "evidence").exists()


def test_the_same_bytes_are_kept_once(data_dir):
    first, second = (
        stored_files.keep("a.pdf", KINDS["pdf"], RULE),
        stored_files.keep("b.pdf", KINDS["pdf"], RULE),
    )
    assert first.digest == second.digest
    assert sum(path.is_file() for path in (data_dir / "evidence").rglob("*")) == 1


def test_a_file_that_was_tampered_with_is_not_handed_out(data_dir):
    kept = stored_files.keep("a.pdf", KINDS["pdf"], RULE)
    stored_files.path_of(kept.digest).write_bytes(b"%PDF-evil")
    assert stored_files.read(kept.digest) is None


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_digest_is_a_place(data_dir, digest):
    with pytest.raises(ValueError, match="digest"):
        stored_files.read(digest)


@pytest.mark.parametrize("name", ["../../a.pdf", "C:\\x\\a.pdf", "a\x00\r\n.pdf", "", "...", "<b>.pdf"])
def test_a_name_keeps_no_path_and_no_mark(data_dir, name):
    kept = stored_files.keep(name, KINDS["pdf"], RULE).name
    assert kept
    assert not set(kept) & set('/\\\x00\r\n<>:"|?*')

"""Evidence files: recognised by their bytes, kept once, read back whole or not at all."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from core.common import stored_files
from core.common.errors import DomainError
from core.lifecycle.rules import lifecycle_rules


def package(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return buffer.getvalue()


def picture(form: str, size: tuple[int, int] = (900, 600), **fields: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, form, **fields)
    return buffer.getvalue()


RULE = lifecycle_rules().evidence
KINDS = {
    "pdf": b"%PDF-1.7",
    "png": picture("PNG"),
    "jpeg": picture("JPEG"),
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
    with pytest.raises(DomainError):
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


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_gets_a_small_copy_without_what_was_written_beside_it(data_dir, form):
    about = Image.Exif()
    about[0x0112], about[0x010E] = 6, "secret"  # Lies on its side; a description.
    data = picture(form, (1200, 600), exif=about)
    small = stored_files.thumbnail(stored_files.keep("a", data, RULE).digest)
    with Image.open(io.BytesIO(small)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (320, 640), {})
    assert b"secret" in data
    assert b"secret" not in small


@pytest.mark.parametrize(
    "data", [picture("PNG")[:400], picture("JPEG")[:700], b"\x89PNG\r\n\x1a\n0", b"\xff\xd8\xff"]
)
def test_a_broken_picture_is_refused_and_not_stored(data_dir, data):
    with pytest.raises(DomainError) as refused:
        stored_files.keep("坏图.png", data, RULE)
    assert refused.value.key == "refusal.picture_broken"
    assert "坏图.png" in str(refused.value)
    assert not (data_dir / "evidence").exists()


@pytest.mark.parametrize("side", [7_100, 13_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_they_are_read(data_dir, side):
    small = picture("PNG", (1, 1))
    size = struct.pack(">II", side, side)
    head = b"IHDR" + size + small[24:29]
    data = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
    with pytest.raises(DomainError) as refused:
        stored_files.keep("巨图.png", data, RULE)
    assert refused.value.key == "refusal.picture_too_large"
    assert refused.value.values["limit"] == RULE.most_megapixels


def test_other_files_have_no_small_copy(data_dir):
    assert stored_files.thumbnail(stored_files.keep("a.pdf", KINDS["pdf"], RULE).digest) is None
    assert stored_files.thumbnail("") is None

"""Evidence files: recognised by their bytes, kept once by their digest under `data_dir/evidence`."""

import hashlib
import io
import os
import re
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageOps

from core.common.errors import CaseRefused, DomainError
from core.common.settings import settings

MEGAPIXEL = 1_000_000
SIDE = 640
_QUALITY = 85
# What Pillow says of bytes that are no whole picture.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


def small_copy(name: str, data: bytes, *, most_megapixels: int) -> bytes:
    """A JPEG of at most 640 × 640 pixels of the PNG or JPEG `data`, upright and without what was written
    beside the picture. Raises `DomainError`, before any pixel is read, for a picture larger than that, and
    for one that is broken; `name` is the file's for the sentence."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > most_megapixels * MEGAPIXEL:
                raise DomainError("picture_too_large", name=name, limit=most_megapixels)
            # A JPEG is read at the smallest scale that will do.
            picture.draft("RGB", (SIDE, SIDE))
            return _encoded(picture)
    except Image.DecompressionBombError:
        raise DomainError("picture_too_large", name=name, limit=most_megapixels) from None
    except _BROKEN:
        raise DomainError("picture_broken", name=name) from None


def _encoded(picture: Image.Image) -> bytes:
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright.getchannel("A"))
    buffer = BytesIO()
    on_white.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "text": "text/plain",
}
PICTURES = ("png", "jpeg")
THUMBNAIL = ".thumbnail"
# What a file dialog offers; the bytes decide.
ENDINGS = ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "ofd", "txt")
_STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}
_MACROS = "vbaProject.bin"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MB = 1_048_576
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder; `kind` is a key of `MEDIA`."""

    digest: str
    name: str
    kind: str
    size: int

    @property
    def media(self) -> str:
        return MEDIA[self.kind]


class Limits(Protocol):
    """How large a file and a picture may be, and of which kinds: keys of `MEDIA`."""

    @property
    def most_mb(self) -> int: ...

    @property
    def most_megapixels(self) -> int: ...

    @property
    def kinds(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be stored; `small` is the small copy of a picture, empty for any other file."""

    kept: Kept
    data: bytes
    small: bytes


def keep(name: str, data: bytes, rule: Limits) -> Kept:
    """Store one file as `store` does. Raises as `examine` does."""
    return store(examine(name, data, rule))


def examine(name: str, data: bytes, rule: Limits) -> Examined:
    """What the bytes are; nothing is stored yet. Raises `CaseRefused` for a file that is empty, too large, or
    whose bytes are of no kind that `rule` allows, whatever its name says, and `DomainError` for a picture
    that is broken or has too many pixels."""
    plain = _plain_name(name)
    if not data:
        raise CaseRefused("file_empty", name=plain)
    if len(data) > rule.most_mb * _MB:
        raise CaseRefused("file_too_large", name=plain, limit=rule.most_mb)
    kind = kind_of(data)
    if kind is None or kind not in rule.kinds:
        raise CaseRefused("file_kind", name=plain)
    digest = hashlib.sha256(data).hexdigest()
    picture = kind in PICTURES
    small = small_copy(plain, data, most_megapixels=rule.most_megapixels) if picture else b""
    return Examined(Kept(digest, plain, kind, len(data)), data, small)


def store(file: Examined) -> Kept:
    """Store one file, and beside it the small copy of a picture; the same bytes are stored once."""
    if file.small:
        _write(thumbnail_of(file.kept.digest), file.small)
    _write(path_of(file.kept.digest), file.data)
    return file.kept


def keep_bytes(data: bytes) -> str:
    """Store what is no paper of anybody, such as a file that waits to be imported; returns its digest."""
    digest = hashlib.sha256(data).hexdigest()
    _write(path_of(digest), data)
    return digest


def read(digest: str) -> bytes | None:
    """The bytes of a stored file; None when it is not there or not whole any more."""
    path = path_of(digest)
    if not path.is_file():
        return None
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == digest else None


def thumbnail(digest: str) -> bytes | None:
    """The small copy of a stored picture, a JPEG; None for any other file, for none (an empty digest), and
    for a picture that was handed in before small copies were made."""
    path = thumbnail_of(digest) if digest else None
    return path.read_bytes() if path is not None and path.is_file() else None


def thumbnail_of(digest: str) -> Path:
    """Where the small copy of a picture lies. Raises `ValueError` as `path_of` does."""
    return path_of(digest).with_suffix(THUMBNAIL)


def path_of(digest: str) -> Path:
    """Where a file lies. Raises `ValueError` for anything but a SHA-256 in small letters."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return settings().evidence_dir / digest[:2] / digest


def kind_of(data: bytes) -> str | None:
    """What the bytes are; None for anything unknown, and for documents that carry macros."""
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_package(data)
    return "text" if _is_text(data) else None


def _kind_of_package(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if any(name.endswith(_MACROS) for name in names):
        return None
    return next((kind for member, kind in _MEMBERS.items() if member in names), None)


def _is_text(data: bytes) -> bool:
    if b"\x00" in data or data.lstrip()[:1] == b"<":
        return False
    for charset in ("utf-8", "gb18030"):
        try:
            data.decode(charset)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _plain_name(name: str) -> str:
    """The last part of a name, without what a file system or a header could take for something else."""
    last = re.split(r"[\\/]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "_", last).strip(" .")
    # The end carries what kind of file it is; file systems count bytes.
    return plain.encode()[-_NAME_BYTES:].decode(errors="ignore").strip(" .") or "file"


def _write(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a kill never leaves half a file under a digest."""
    if path.is_file() and path.stat().st_size == len(data):
        # Handed in anew: it must not be swept up before its row is written.
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
        beside.write(data)
        beside.flush()
        os.fsync(beside.fileno())
    Path(beside.name).replace(path)

"""What belongs to a copy of the database and does not lie in it: evidence and the key to sealed addresses.

It lies in the folder `backup-files` beside the copies and is shared by them. Everything there is named by its
digest, so the next copy adds only what is new, and nothing a former copy needs is ever written over. A list
named by name and digest of the copy says what belongs to it; the copy appears only after its list."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from db.settings import DatabaseSettings

FOLDER = "backup-files"
# The small copy of a picture lies beside it; pages show no other, so without it none would be seen.
SMALL = ".thumbnail"
ENVIRONMENT = "SUPERVISION_SECRET_KEY"


class NotWhole(ValueError):
    """Something that belongs to the copy is missing or damaged; the message names it."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """`evidence`: files, of which `damaged` are not what their digest says and were left out; `key`: file,
    environment (whoever runs the installation keeps it), or none while nothing was sealed."""

    evidence: int
    key: str
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _List:
    """What belongs to the copy that was called `name`; `key` is empty where there is no file of one."""

    name: str
    evidence: tuple[str, ...]
    key: str


def keep_beside(copy: Path, name: str) -> Belongings:
    """Put the evidence and the key of the installation beside `copy`, which will be called `name`."""
    chosen, folder = DatabaseSettings(), copy.parent / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = list(_evidence(chosen.evidence_dir))
    kept = [file.name for file in there if _keep(file, _place(folder, file.name))]
    key = digest_of(chosen.key_file) if chosen.key_file.is_file() else ""
    if key and not _key(folder, key).is_file():
        _copy(chosen.key_file, _key(folder, key))
    manifest = {"name": name, "evidence": kept, "key": key}
    _put(_list(folder, name, digest_of(copy)), BytesIO(json.dumps(manifest, ensure_ascii=False).encode()))
    return Belongings(len(kept), _whose(key), len(there) - len(kept))


def forget_former(copy: Path) -> None:
    """Drop the lists of what was called like `copy` before; evidence and keys stay for the other copies."""
    mine = _list(copy.parent / FOLDER, copy.name, digest_of(copy))
    for file in mine.parent.glob("*.json"):
        if file != mine and _read(file).name == copy.name:
            file.unlink(missing_ok=True)


def drop(copy: Path) -> None:
    """Drop a copy and its list; evidence and keys stay for the other copies."""
    for file in (copy.parent / FOLDER / "lists").glob("*.json"):
        if _read(file).name == copy.name:
            file.unlink(missing_ok=True)
    copy.unlink(missing_ok=True)


def check_beside(copy: Path) -> None:
    """Raises `NotWhole` unless everything that belongs to `copy` lies beside it, unchanged."""
    folder, manifest = copy.parent / FOLDER, _manifest(copy)
    wanted = {_place(folder, digest): digest for digest in manifest.evidence}
    wanted |= {_key(folder, manifest.key): manifest.key} if manifest.key else {}
    for file, digest in wanted.items():
        if not file.is_file() or digest_of(file) != digest:
            raise NotWhole(f"{file}: missing or damaged")


def bring_back(copy: Path) -> Belongings:
    """Bring evidence and key back into the installation; a different key that is there is put aside."""
    chosen, folder, manifest = DatabaseSettings(), copy.parent / FOLDER, _manifest(copy)
    for digest in manifest.evidence:
        _keep(_place(folder, digest), _place(chosen.evidence_dir, digest))
    if manifest.key:
        _key_back(_key(folder, manifest.key), chosen.key_file)
    return Belongings(len(manifest.evidence), _whose(manifest.key))


def digest_of(file: Path) -> str:
    """SHA-256 of a file of any size."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _evidence(folder: Path) -> Iterator[Path]:
    """Every file of evidence; what a killed upload left beside is none."""
    for file in sorted(folder.glob("??/*")):
        if file.is_file() and len(file.name) == 64 and file.parent.name == file.name[:2]:
            yield file


def _keep(file: Path, place: Path) -> bool:
    """Copy a file named by its digest unless it is there; False when its bytes are not what its name says."""
    if not place.is_file() or place.stat().st_size != file.stat().st_size:
        if digest_of(file) != file.name:
            return False
        _copy(file, place)
    small, beside = file.with_suffix(SMALL), place.with_suffix(SMALL)
    if small.is_file() and not beside.is_file():
        _copy(small, beside)
    return True


def _key_back(kept: Path, place: Path) -> None:
    there = digest_of(place) if place.is_file() else ""
    if there and there != kept.stem:
        _copy(place, place.with_name(f"{place.name}.{there[:8]}"))
    if there != kept.stem:
        _copy(kept, place)


def _manifest(copy: Path) -> _List:
    """By what the copy holds, whatever it is called now."""
    lists = (copy.parent / FOLDER / "lists").glob(f"*.{digest_of(copy)}.json")
    if found := next(lists, None):
        return _read(found)
    raise NotWhole(f"{copy}: {copy.parent / FOLDER} has no list of the files that belong to it")


def _read(file: Path) -> _List:
    data = json.loads(file.read_bytes())
    return _List(str(data["name"]), tuple(data["evidence"]), str(data["key"]))


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def _key(folder: Path, digest: str) -> Path:
    return folder / "keys" / f"{digest}.key"


def _list(folder: Path, name: str, digest: str) -> Path:
    return folder / "lists" / f"{name}.{digest}.json"


def _whose(key: str) -> str:
    return "file" if key else "environment" if os.environ.get(ENVIRONMENT) else "none"


def _copy(file: Path, place: Path) -> None:
    with file.open("rb") as source:
        _put(place, source)


def _put(place: Path, source: BinaryIO) -> None:
    """Write beside and rename, for its owner only, so that a kill never leaves half a file under a name."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as beside:
        shutil.copyfileobj(source, beside)
        beside.flush()
        os.fsync(beside.fileno())
    Path(beside.name).replace(place)

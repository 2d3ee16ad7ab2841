"""Which file system a folder is said to lie on."""

from pathlib import Path

import pytest

from db import engine

MOUNTS = "/dev/a / ext4 rw 0 0\nserver:/x /data nfs4 rw 0 0\n/dev/b /data/local ext4 rw 0 0\n"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/data", "nfs4"),
        ("/data/a/b", "nfs4"),
        ("/data2", "ext4"),
        ("/data/local/x", "ext4"),
        ("/database", "ext4"),
    ],
)
def test_a_folder_lies_on_the_mount_above_it_not_on_one_of_a_like_name(
    folder: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(engine, "MOUNTS", mounts)
    assert engine._file_system(Path(folder)) == kind

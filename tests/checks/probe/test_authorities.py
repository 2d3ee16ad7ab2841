"""The authorities that libcurl believes leave nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_KILLED = """
import os, signal
from pathlib import Path
from checks.probe.authorities import authorities_file
assert "BEGIN CERTIFICATE" in Path(authorities_file()).read_text("latin-1")
print("read", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="this system keeps them in a file")
def test_a_killed_process_leaves_no_file_of_authorities_behind(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", _KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE
    )
    assert done.stdout == b"read\n"
    assert list(tmp_path.iterdir()) == []

"""Files that commands write: an old one is replaced only by a whole new one."""

import sys
from pathlib import Path

from core.commands.help import both


def written(path: Path, data: bytes) -> bool:
    """Write `data` to `path`. Where that cannot be, say so and leave what was there."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        sys.stderr.write(both("not_written", file=path) + "\n")
        return False
    return True

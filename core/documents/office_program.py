"""Papers that an office program turns into PDF, where this machine has one (LibreOffice)."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from core.common.errors import DomainError

_PATIENCE_S = 120


def office_program() -> str | None:
    """Where the program is; None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(data: bytes) -> bytes:
    """A DOCX as PDF. Each has a folder and settings of its own, so that several can be made at once and no
    macro of an earlier file is known. Raises `DomainError` where the program is missing or makes none."""
    program = office_program()
    if program is None:
        raise DomainError("office_program")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paper.docx"
        file.write_bytes(data)
        home = f"-env:UserInstallation={(Path(folder) / 'home').as_uri()}"
        command = [program, home, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder]
        try:
            subprocess.run(  # noqa: S603  the path is the machine's, the file our own
                [*command, str(file)], cwd=folder, check=True, capture_output=True, timeout=_PATIENCE_S
            )
            return file.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise DomainError("office_program") from None

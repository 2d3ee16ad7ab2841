"""Copies of the installation, made while it is in use, brought back into a scratch database, kept by rule."""

import logging

from core.common.settings import Settings
from core.monitoring import backups
from core.monitoring.lease import LeaseToken
from db.backup import BackupError, backup
from db.backup_files import drop
from db.scratch import entries, verify_copy

log = logging.getLogger(__name__)


class Backups:
    """What the checker does for copies at each tick: nothing, mostly."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.backup_folder

    def tick(self, token: LeaseToken) -> None:
        """Make the copy that is due or asked for, verify it, and drop those the rule keeps no longer."""
        begun = backups.begin(token)
        if begun is None:
            return
        backup_id, name = begun
        try:
            self._make(token, backup_id, name)
        except (BackupError, OSError) as why:
            log.warning("backup: %s", why)
            backups.failed(token, backup_id, str(why))
            return
        self._drop(token)

    def _make(self, token: LeaseToken, backup_id: int, name: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        least, file = entries(), self.folder / name
        belongs = backup(file)
        size = file.stat().st_size
        backups.made(token, backup_id, size=size, files=belongs.evidence, damaged=belongs.damaged)
        verify_copy(file, least=least)
        backups.verified(token, backup_id)

    def _drop(self, token: LeaseToken) -> None:
        for backup_id, name in backups.superseded().items():
            drop(self.folder / name)
            backups.dropped(token, [backup_id])

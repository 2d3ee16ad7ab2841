"""Files that people hand in as evidence, of an issue, an account or an office's judgement: as many, as large
and of such kinds as the rules of rectification allow."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.common import stored_files as store
from core.common.errors import DomainError
from core.common.stored_files import Kept
from core.rules.rectification import rectification_rules

MB = 1_048_576
# What a file dialog offers; the bytes decide.
ENDINGS = ("png", "jpg", "jpeg", "pdf")


@dataclass(frozen=True, slots=True)
class File:
    """A file as a person handed it in."""

    name: str
    data: bytes


def keep(files: Sequence[File]) -> list[Kept]:
    """Store files, each once. Raises `DomainError` naming the first that is no picture or PDF, is empty or
    too large, a broken picture or one of too many pixels, or when they are too many; nothing is stored
    then."""
    rule = rectification_rules().evidence
    if len(files) > rule.most_files:
        raise DomainError("files_too_many", limit=rule.most_files)
    for file in files:
        if not file.data:
            raise DomainError("file_empty", name=file.name)
        if len(file.data) > rule.most_mb * MB:
            raise DomainError("file_too_large", name=file.name, limit=rule.most_mb)
        if store.kind_of(file.data) not in rule.kinds:
            raise DomainError("file_kind", name=file.name)
    examined = [store.examine(file.name, file.data, rule) for file in files]
    return [store.store(file) for file in examined]

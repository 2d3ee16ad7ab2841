"""The one error of the trade: a move that was not made, said in the reader's language.

Its kinds differ in the catalogue their sentences stand in, so that a reader of a trace knows whose rule it
was, and one `except` at the edge of a page serves all of them."""

from typing import ClassVar

from core.common.text import t


class DomainError(RuntimeError):
    """A move that was not made; nothing changed. `str()` is a sentence for the person who tried.

    `name` is a key in the kind's `catalogue`, `values` fill its sentence."""

    catalogue: ClassVar[str] = "refusal"

    def __init__(self, name: str, /, **values: object) -> None:
        self.key = f"{self.catalogue}.{name}" if self.catalogue else name
        self.values = values
        super().__init__(self.key)

    def __str__(self) -> str:
        return t(self.key, **self.values)


class CaseRefused(DomainError):
    """Not done to a case, a census, a file or a month."""

    catalogue = "case.refusal"


class RegistryRefused(DomainError):
    """Not done to the registry; `name` is a whole key, because forms and imports share sentences."""

    catalogue = ""


class RuleRefused(DomainError):
    """Not done to rules, judgements or word lists."""

    catalogue = "rule.refused"


class OfficeRefused(DomainError):
    """A judgement of an office's own work that was not taken."""

    catalogue = "office.refused"


class WordingRefused(DomainError):
    """An entry of a word list that was not saved."""

    catalogue = "wording.refused"


class ProofRefused(DomainError):
    """A proof of an account that was not taken."""

    catalogue = "proof.refused"


class NoticeRefused(DomainError):
    """Not done to a notice."""

    catalogue = "notice.refused"


class AssessmentRefused(DomainError):
    """Not done to a round of assessment, a score, an appeal or the weights."""

    catalogue = "assessment.refused"


class TaskRefused(DomainError):
    """Not done to a task over channels, or to what one of them has to show."""

    catalogue = "tasks.refused"


class IntakeRefused(DomainError):
    """Not done to a report or message from outside."""

    catalogue = "message.refused"


class ReminderRefused(DomainError):
    """Not done to reminders and their recipients."""

    catalogue = "reminder.refused"


class AccountRefused(DomainError):
    """Not done to an account, or somebody not let in."""

    catalogue = "account.refused"


class NotSignedIn(RuntimeError):
    """Nobody is signed in (any more): the page leads to the sign-in.

    No `DomainError`: a form that says why it was refused would say this too, and leave the page standing."""

    def __str__(self) -> str:
        return t("account.refused.not_signed_in")

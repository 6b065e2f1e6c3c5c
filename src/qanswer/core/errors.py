"""Two kinds of trouble: a failed operation is a `QAnswerError`; a finding about the user's data is a `Problem`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about the user's data. It is collected and shown; the run goes on."""

    where: str
    message: str


class QAnswerError(Exception):
    """The operation failed."""

    exit_code = 1
    hint = ""

    def __init__(self, message: str = "", *, hint: str = "") -> None:
        """Take the message and what to do next; both default to the class's own."""
        self.message = message or inspect.cleandoc(type(self).__doc__ or "")
        self.hint = hint or type(self).hint
        super().__init__(self.message)


class UsageError(QAnswerError):
    """The command was called with arguments that do not fit together."""

    exit_code = 2


class SettingsError(QAnswerError):
    """The settings file cannot be used."""

    hint = "Correct qanswer.toml; `qanswer init` writes one with every setting explained."


class WorkspaceError(QAnswerError):
    """No workspace was found here."""

    hint = "Run `qanswer init`, or name one with --workspace DIR."


class KnowledgeError(QAnswerError):
    """The knowledge folder holds no passage to answer from."""

    hint = "Put policies (.md, .txt, .html, .docx, .pdf) into the knowledge folder."


class ModelError(QAnswerError):
    """The embedding model cannot be used."""

    hint = "Run `qanswer doctor` to see what is missing."


class FileError(QAnswerError):
    """The file cannot be read or written."""


class UnsupportedFormatError(FileError):
    """The file is of a format that is not supported."""

    hint = "Use .xlsx, .xlsm, .docx, .docm, .csv or .tsv; save an .xls or .doc file in the newer format first."


class EncryptedFileError(FileError):
    """The file is protected by a password."""

    hint = "Ask for a copy without the password, or remove it in Office (File > Info > Protect)."


class HostileFileError(FileError):
    """The file exceeds a safety limit."""

    hint = "The limits are listed in docs/architecture.md; no questionnaire met so far comes near them."


class DamagedFileError(FileError):
    """The file is damaged or is not what its name says."""

    hint = "Open it in Office, save it under a new name, and try again."


class NoQuestionsError(QAnswerError):
    """No question was found in the file."""

    hint = "See `qanswer inspect FILE` for what was read and what was skipped."


class SourceChangedError(FileError):
    """The file changed after it was read; nothing was written."""

    hint = "Close it in other programs and run the command again."


class ProofError(QAnswerError):
    """The filled file did not pass the round-trip proof; nothing was written."""

    hint = "Please report this with `qanswer inspect FILE --json`; the source file is untouched."


class TemplateError(QAnswerError):
    """A template cannot be rendered."""


class StoreError(QAnswerError):
    """The store of approved answers and reviews cannot be used."""

    hint = "Run `qanswer doctor` to see what is wrong with it."


class ConflictError(StoreError):
    """Somebody else decided this question meanwhile; your decision was not stored."""

    hint = "Look at it again: what was decided is shown now."


class RefusedError(StoreError):
    """The settings or your role do not allow this."""

    hint = "Ask somebody who may."


class NotFoundError(QAnswerError):
    """There is nothing by that name in the store."""

    hint = "See `qanswer library list` and `qanswer job list`."


class UnapprovedError(QAnswerError):
    """Answers that claim something are not approved; nothing was written."""

    hint = "Decide them with `qanswer review JOB`."
    exit_code = 3

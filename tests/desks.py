"""A small vendor: its policy, a buyer's form, and a person who reviews by a script.

Shared by the tests (`from desks import POLICY, write_form, Script`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from parts import list_validation, sheet_data, workbook
from qanswer.workspace import Workspace

OpenAs = Callable[[str], Workspace]
POLICY = """---
title: Security Policy
owner: Security lead
classification: nda
---
# Encryption
- **At rest:** All customer data is encrypted at rest with AES-256.
- **In transit:** All traffic is encrypted in transit with TLS 1.2 or newer.

# Access
- **MFA:** Multi-factor authentication is required for all staff.
- **Reviews:** Access rights are reviewed every quarter.

# Backup
- **Schedule:** Backups of customer data are made daily and kept for 30 days.
"""
QUESTIONS = (
    "Is customer data encrypted at rest?",
    "Is traffic encrypted in transit?",
    "Is multi-factor authentication required for all staff?",
    "Are access rights reviewed every quarter?",
    "Do you hold a FedRAMP authorisation?",
)


def write_form(path: Path, questions: tuple[str, ...] = QUESTIONS, answers: tuple[str, ...] = ()) -> Path:
    """Write a buyer's workbook: number, question, a Yes/No choice, comments."""
    rows: list[list[str | None]] = [["No.", "Question", "Answer", "Comments"]]
    for number, text in enumerate(questions):
        given = answers[number] if number < len(answers) else None
        rows.append([f"Q-{number + 1}", text, given, None])
    last = len(rows)
    body = sheet_data(rows) + list_validation(f"C2:C{last}", '"Yes,No,Partial,N/A"')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook({"Controls": body}))
    return path


@dataclass
class Script:
    """A person who presses the keys, gives the lines and makes the edits that they were told."""

    keys: str
    lines: list[str] = field(default_factory=list)
    edits: list[str | None] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def press(self) -> str:
        """Press the next key; `q` when there is none left."""
        key, self.keys = self.keys[:1] or "q", self.keys[1:]
        return key

    def ask(self, prompt: str) -> str:
        """Give the next line."""
        assert prompt
        return self.lines.pop(0)

    def edit(self, text: str) -> str | None:
        """Give the next edit."""
        self.sheets.append(text)
        return self.edits.pop(0)

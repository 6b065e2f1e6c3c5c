"""Buyers' files filled in tests: a package's bytes and values go in, the filled package and what was refused come out."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.question import AnswerSlot, Question, Questionnaire, SlotRole, SlotValue
from qanswer.ooxml.package import open_package
from qanswer.ooxml.proof import Proof
from qanswer.questionnaires.fill.write import WriteOptions, find_slot, write_answers

OVERWRITE = WriteOptions(overwrite=True)


@dataclass(frozen=True)
class Filled:
    """A filled file."""

    data: bytes
    proof: Proof
    refused: dict[str, str]
    """Locator -> reason."""

    def part(self, name: str) -> str:
        """Give one part as text."""
        return read_part(self.data, name)


def read_part(data: bytes, name: str) -> str:
    """Give one part of a package as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def slot(
    locator: str,
    role: SlotRole = SlotRole.TEXT,
    options: Sequence[str] = (),
    *,
    anchor: str = "",
    value: str = "",
) -> AnswerSlot:
    """Make a slot as reading would name it."""
    return AnswerSlot("any", locator, role, tuple(options), anchor=anchor, value=value)


def choice(locator: str, *options: str) -> AnswerSlot:
    """Make a slot with options."""
    return slot(locator, SlotRole.CHOICE, options)


def tick(locator: str, label: str = "Yes") -> AnswerSlot:
    """Make a tick box slot."""
    return slot(locator, SlotRole.CHECKBOX, (label,))


def read_as(path: Path, slots: Sequence[AnswerSlot] = ()) -> Questionnaire:
    """Make the questionnaire that a reader would: the file as it is, with these slots."""
    data = path.read_bytes()
    kind = open_package(path).kind if data[:2] == b"PK" else "csv"
    question = Question("1", "1", "Any?", slots=tuple(slots))
    return Questionnaire("q", "q", str(path), kind, hashlib.sha256(data).hexdigest(), (question,))


def fill(
    folder: Path,
    data: bytes,
    values: Mapping[str, str] | Sequence[tuple[AnswerSlot, str]],
    options: WriteOptions = WriteOptions(),  # noqa: B008 - frozen
    *,
    name: str = "buyer.xlsx",
) -> Filled:
    """Fill a file: `values` by locator (slots that reading did not name), or by slot."""
    source, output = folder / name, folder / f"filled-{name}"
    source.write_bytes(data)
    named = () if isinstance(values, Mapping) else tuple(one for one, _ in values)
    questionnaire = read_as(source, named)
    pairs = [(find_slot(questionnaire, k), v) for k, v in values.items()] if isinstance(values, Mapping) else values
    result = write_answers(questionnaire, [SlotValue(one, text) for one, text in pairs], output, options)
    refused = {problem.where: problem.message for problem in result.refused}
    return Filled(output.read_bytes(), result.proof, refused)

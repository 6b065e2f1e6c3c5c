"""What a fill is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from qanswer.core.question import AnswerSlot, SlotValue


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How far a fill may go.

    `overwrite`: places that hold an answer too; `fill_locked`: locked cells and controls too; `strict_bytes`: not even
    the flag that has formulas recalculated on opening.
    """

    overwrite: bool = False
    fill_locked: bool = False
    strict_bytes: bool = False


@dataclass(frozen=True, slots=True)
class FillRequest:
    """The values of one fill."""

    values: tuple[SlotValue, ...]
    options: WriteOptions
    known: frozenset[str] = field(default=frozenset())
    """Locators of the slots that reading named: it knows whether they hold an answer or only a placeholder."""

    def is_known(self, slot: AnswerSlot) -> bool:
        """Tell whether reading named this slot."""
        return slot.locator in self.known

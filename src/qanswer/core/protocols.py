"""What the parts of the program may ask of one another, so that none imports its neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qanswer.core.answer import Match
    from qanswer.core.passage import RankedPassage


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness."""

    @property
    def name(self) -> str:
        """Identify model and weights: vectors of encoders with different names are never mixed."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give an array of shape (len(texts), dimension); each row has length 1."""
        ...


class Retriever(Protocol):
    """Finds the passages nearest to each question."""

    def search(self, questions: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
        """Give, for each question, at most `limit` passages by falling fused score (0 to 1)."""
        ...


class AnswerBank(Protocol):
    """Holds approved answers and finds those to the same question."""

    def match(self, questions: Sequence[str]) -> list[tuple[Match, ...]]:
        """Give, for each question, approved answers by falling score; scope and polarity are the caller's to judge."""
        ...

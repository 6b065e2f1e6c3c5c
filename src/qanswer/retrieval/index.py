"""A library made searchable: vectors and words of its passages, one fused score, kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qanswer.core.markup import strip_markup
from qanswer.core.passage import Library, Passage, RankedPassage
from qanswer.core.statement import read_statements
from qanswer.retrieval.lexical import LexicalIndex
from qanswer.retrieval.storage import SavedIndex, read_saved, write_saved
from qanswer.retrieval.vectors import VectorIndex

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qanswer.core.protocols import Encoder

_LEXICAL_SHARE = 0.5
"""BM25 and cosine in equal parts: the measured choice is in docs/decisions.md."""
_STATEMENT_SHARE = 0.5
"""Of the cosine, how much is that of the nearest statement; the rest is that of the passage with its headings."""
_CANDIDATES = 256
"""Passages taken from each side before fusing; a library of no more passages is searched whole."""
_EMBED_STEP = 64


class PassageIndex:
    """Finds the passages nearest to questions."""

    def __init__(self, saved: SavedIndex, encoder: Encoder, n_embedded: int = 0) -> None:
        """Take an index as saved; `n_embedded` of its passages were embedded in this run."""
        self.library = saved.library
        self.n_embedded = n_embedded
        self._encoder = encoder
        self._vectors = VectorIndex(saved.vectors)
        self._counts = saved.counts

    @property
    def sha256(self) -> str:
        """The library's hash: compare with `hash_sources` to see whether the index is stale."""
        return self.library.sha256

    def search(self, questions: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
        """Give, for each question, at most `limit` passages by falling fused score (0 to 1)."""
        if not questions or not self.library.passages:
            return [() for _ in questions]
        vectors = self._encoder.encode(questions)
        nearest = self._vectors.find_nearest(vectors, _CANDIDATES)
        triples = zip(questions, vectors, nearest, strict=True)
        return [self._rank(question, vector, self._find_owners(near), limit) for question, vector, near in triples]

    def _find_owners(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Give the passages that own these rows: their own, or one of their statements'."""
        import numpy as np

        n_passages = len(self.library.passages)
        owners = np.searchsorted(self._starts, rows, side="right") - 1
        return np.unique(np.where(rows < n_passages, rows, owners))

    @cached_property
    def _starts(self) -> npt.NDArray[np.int64]:
        """Where each passage's statements begin among the vectors, and where the last ones end."""
        import numpy as np

        return len(self._counts) + np.concatenate([[0], np.cumsum(self._counts, dtype=np.int64)])

    def _rank(
        self, question: str, vector: npt.NDArray[np.float32], near: npt.NDArray[np.int64], limit: int
    ) -> tuple[RankedPassage, ...]:
        import numpy as np

        words = self._lexical.score(question)
        is_large = len(words) > _CANDIDATES
        best = np.argpartition(-words, _CANDIDATES)[:_CANDIDATES] if is_large else np.arange(len(words))
        rows = np.union1d(near, best)
        cosines = np.clip(self._vectors.compare(vector, rows), 0.0, 1.0)
        passages = self.library.passages
        pairs = zip(self._compare_statements(vector, rows), rows, strict=True)
        nearness = [_fold(near, passages[row]) for near, row in pairs]
        nearest = np.array(
            [near.max(initial=0.0) if len(near) else own for near, own in zip(nearness, cosines, strict=True)]
        )
        meaning = (1 - _STATEMENT_SHARE) * cosines + _STATEMENT_SHARE * nearest
        scores = _LEXICAL_SHARE * words[rows] + (1 - _LEXICAL_SHARE) * meaning
        order = np.argsort(-scores, kind="stable")[:limit]
        return tuple(
            RankedPassage(passages[rows[at]], float(scores[at]), rank, tuple(nearness[at].tolist()))
            for rank, at in enumerate(order, 1)
        )

    def _compare_statements(
        self, vector: npt.NDArray[np.float32], passages: npt.NDArray[np.int64]
    ) -> list[npt.NDArray[np.float32]]:
        """Give, for each passage, how near each of its statements lies to a question's vector (0 to 1)."""
        import numpy as np

        starts, counts = self._starts[passages], self._starts[passages + 1] - self._starts[passages]
        ends = np.cumsum(counts)
        rows = np.arange(ends[-1]) + np.repeat(starts - (ends - counts), counts)
        return np.split(np.clip(self._vectors.compare(vector, rows), 0.0, 1.0), ends[:-1])

    @cached_property
    def _lexical(self) -> LexicalIndex:
        return LexicalIndex([passage.embed_text for passage in self.library.passages])


def build_index(
    library: Library, encoder: Encoder, folder: Path, *, progress: Callable[[int, int], None] | None = None
) -> PassageIndex:
    """Index a library and save it in `folder`; passages that the index saved there holds are not embedded again.

    `progress` is called with how many passages are embedded and how many there are to embed.

    Raises:
        ModelError: the encoder cannot be used.
        FileError: the index cannot be written.
    """
    saved = read_saved(folder, encoder.name)
    known = saved.vectors_by_text() if saved else {}
    statements = [_state(passage) for passage in library.passages]
    texts = [passage.embed_text for passage in library.passages] + [text for stated in statements for text in stated]
    keys = [hash_text(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    vectors = {**known, **_embed(missing, encoder, progress)}
    matrix = _stack([vectors[key] for key in keys], encoder)
    made = SavedIndex(library, tuple(keys), tuple(len(stated) for stated in statements), matrix)
    write_saved(folder, made, encoder.name)
    return PassageIndex(made, encoder, len(missing.keys() & set(keys[: len(library.passages)])))


def load_index(folder: Path, encoder: Encoder) -> PassageIndex | None:
    """Open the index saved in `folder`; None when there is none, or it is damaged, of another format or encoder."""
    saved = read_saved(folder, encoder.name)
    return PassageIndex(saved, encoder) if saved else None


def hash_text(text: str) -> str:
    """Name a text by its content."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _state(passage: Passage) -> tuple[str, ...]:
    """Give the statements of a passage as they are embedded: alone, without their headings.

    Those of a published answer follow once more, behind its question: "Every week." says little without it.
    """
    said = tuple(strip_markup(statement.quote) for statement in read_statements(passage))
    return (*said, *(f"{passage.question} {text}" for text in said)) if passage.question else said


def _fold(nearness: npt.NDArray[np.float32], passage: Passage) -> npt.NDArray[np.float32]:
    """Give one nearness a statement, of those of `_state`: that of a published answer is the nearer of its two."""
    return nearness.reshape(2, -1).max(axis=0) if passage.question else nearness


def _embed(
    texts: Mapping[str, str], encoder: Encoder, progress: Callable[[int, int], None] | None
) -> dict[str, npt.NDArray[np.float32]]:
    keys = sorted(texts, key=lambda key: len(texts[key]))  # like lengths together: less padding
    vectors: dict[str, npt.NDArray[np.float32]] = {}
    for start in range(0, len(keys), _EMBED_STEP):
        step = keys[start : start + _EMBED_STEP]
        vectors.update(zip(step, encoder.encode([texts[key] for key in step]), strict=True))
        if progress:
            progress(len(vectors), len(keys))
    return vectors


def _stack(rows: Sequence[npt.NDArray[np.float32]], encoder: Encoder) -> npt.NDArray[np.float32]:
    import numpy as np

    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, encoder.dimension), dtype=np.float32)

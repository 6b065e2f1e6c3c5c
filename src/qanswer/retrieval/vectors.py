"""Vectors of the passages in an exact FAISS index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class VectorIndex:
    """Inner products by FAISS's `IndexFlatIP`: exact, and quick enough far beyond any policy library."""

    def __init__(self, vectors: npt.NDArray[np.float32]) -> None:
        """Index the rows of an array of shape (n, dimension), each of length 1."""
        self._vectors = vectors
        self._index = make_faiss_index(vectors)

    def find_nearest(self, questions: npt.NDArray[np.float32], limit: int) -> npt.NDArray[np.int64]:
        """Give, for each question's vector, the rows of the `limit` nearest vectors, nearest first."""
        _, rows = self._index.search(questions, min(limit, len(self._vectors)))
        found: npt.NDArray[np.int64] = rows
        return found

    def compare(self, question: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Give the inner product of one question's vector with each of the rows."""
        return self._vectors[rows] @ question


def make_faiss_index(vectors: npt.NDArray[np.float32]) -> Any:
    """Make the FAISS index of an array of shape (n, dimension)."""
    import faiss
    import numpy as np

    index = faiss.IndexFlatIP(max(vectors.shape[1], 1))
    if len(vectors):
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def vectors_to_bytes(vectors: npt.NDArray[np.float32]) -> bytes:
    """Give the FAISS index of the vectors as the bytes of its file."""
    import faiss

    content: bytes = faiss.serialize_index(make_faiss_index(vectors)).tobytes()
    return content


def vectors_from_bytes(content: bytes) -> npt.NDArray[np.float32]:
    """Read back what `vectors_to_bytes` gave.

    Raises:
        ValueError: it is not an `IndexFlatIP` in FAISS's format.
    """
    import faiss
    import numpy as np

    try:
        index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    except RuntimeError as error:
        message = "not a FAISS index"
        raise ValueError(message) from error
    if not isinstance(index, faiss.IndexFlatIP):
        message = "not an IndexFlatIP"
        raise ValueError(message)  # noqa: TRY004 - the content is wrong, not an argument's type
    vectors: npt.NDArray[np.float32] = (
        index.reconstruct_n(0, index.ntotal) if index.ntotal else np.zeros((0, index.d), dtype=np.float32)
    )
    return vectors

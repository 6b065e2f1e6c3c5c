"""Texts to vectors by onnxruntime and tokenizers: a model exported once, opened only when the first text comes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import ModelError
from qanswer.retrieval.export import export_model
from qanswer.retrieval.models import LocalEncoder, hash_file, write_atomically

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_EXPORT_FORMAT = 1
"""Raised when the export itself changes: older files are then left aside."""
_BATCH = 16
"""Texts a run, sorted by length: 1 takes half as long again on 261 questions, 8 to 32 are alike."""


class OnnxEncoder(LocalEncoder):
    """Encodes by an ONNX file in the cache, which the first use makes."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._folder.dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give an array of shape (len(texts), dimension), each row of length 1.

        Raises:
            ModelError: the model cannot be used.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        import numpy as np

        shape = (len(tokens), max(len(ids) for ids in tokens))
        input_ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, ids in enumerate(tokens):
            input_ids[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        found: npt.NDArray[np.float32] = self._session.run(None, {"input_ids": input_ids, "attention_mask": mask})[0]
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder.path / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._folder.max_tokens)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        path = self._cache / "onnx" / f"{self._version}-{_EXPORT_FORMAT}.onnx"
        if self._is_intact(path):
            try:
                return _open_session(path)
            except ModelError:
                pass  # of another onnxruntime, say: made anew below
        export_model(self._folder, path)
        write_atomically(path.with_suffix(".sha256"), hash_file(path, self._cache).encode())
        return _open_session(path)

    def _is_intact(self, path: Path) -> bool:
        """Tell whether the export is there and is, byte for byte, what was written."""
        try:
            said = path.with_suffix(".sha256").read_text(encoding="ascii")
        except (OSError, ValueError):
            return False
        return path.is_file() and hash_file(path, self._cache) == said


def _open_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _count_cpus()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime's own exceptions share no base but Exception
        message = f"the exported model {path} cannot be opened: {error}"
        raise ModelError(message, hint="Delete the file; it is made anew.") from error


def _count_cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

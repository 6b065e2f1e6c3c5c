"""The encoder for a model's name: onnxruntime over a one-off export where that serves, sentence-transformers else."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import ModelError
from qanswer.retrieval.adapter import apply_adapter
from qanswer.retrieval.models import DEFAULT_MODEL, LocalEncoder, find_model_folder, go_offline
from qanswer.retrieval.onnx_encoder import OnnxEncoder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qanswer.core.protocols import Encoder


def load_encoder(model: str = DEFAULT_MODEL, *, cache: Path) -> Encoder:
    """Give the encoder for a model's name or folder. Nothing heavy is loaded before its first `encode`.

    Raises:
        ModelError: the model is not on this machine.
    """
    folder = find_model_folder(model)
    return OnnxEncoder(folder, cache) if folder.can_export else SentenceTransformerEncoder(folder, cache)


class SentenceTransformerEncoder(LocalEncoder):
    """Encodes by sentence-transformers itself: slower to start, takes any model that it can load from a folder."""

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; opens the model."""
        return int(self._model.get_embedding_dimension() or self._folder.dimension)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give an array of shape (len(texts), dimension), each row of length 1.

        Raises:
            ModelError: the model cannot be used.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        go_offline()
        try:
            with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
                warnings.simplefilter("ignore")
                from sentence_transformers import SentenceTransformer

                model = SentenceTransformer(str(self._folder.path), local_files_only=True, device="cpu")
                if self._folder.adapter:
                    apply_adapter(model[0].auto_model, self._folder.adapter)
                return model
        except (ImportError, OSError, ValueError, RuntimeError, KeyError) as error:
            reason = str(error).splitlines()[0] if str(error) else repr(error)
            message = f"the model {self._folder.model} cannot be loaded: {reason}"
            raise ModelError(message) from error

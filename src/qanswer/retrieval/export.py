"""A BERT-like sentence model turned into one ONNX file, once; torch is loaded for that and for nothing else."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

from qanswer.core.errors import ModelError
from qanswer.core.staging import replacing
from qanswer.retrieval.adapter import apply_adapter
from qanswer.retrieval.models import ModelFolder, go_offline

_LOG = logging.getLogger(__name__)
_MAX_POSITIONS = 512


def export_model(folder: ModelFolder, target: Path) -> None:
    """Write the model, mean pooling and normalisation as one ONNX graph: token ids and mask in, vectors out.

    The file is written beside `target` and then renamed, so that two processes may do this at once.

    Raises:
        ModelError: the model cannot be loaded or exported, or the file cannot be written.
    """
    _LOG.info("Preparing the embedding model %s; this happens once and takes some seconds.", folder.model)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as partial, _silence():
            _export(folder, partial)
    except OSError as error:
        message = f"cannot write the exported model {target}: {error.strerror or error}"
        raise ModelError(message, hint="Set QANSWER_CACHE to a folder that can be written.") from error
    except (ImportError, RuntimeError, ValueError) as error:
        message = (
            f"the model {folder.model} cannot be exported: {str(error).splitlines()[0] if str(error) else error!r}"
        )
        raise ModelError(message) from error


def _export(folder: ModelFolder, path: Path) -> None:
    go_offline()
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy (pyproject)
        """Mean of the token vectors, of length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(str(folder.path), local_files_only=True, attn_implementation="eager")
            if folder.adapter:
                apply_adapter(self.model, folder.adapter)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            kinds = torch.zeros_like(input_ids)
            found = self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=kinds
            ).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(found.dtype)
            mean = (found * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=_MAX_POSITIONS)}
    ids, mask = torch.tensor([[101, 2003, 2023, 102], [101, 2003, 102, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    torch.onnx.export(
        Pooled().eval(),
        (ids, mask),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_shapes={"input_ids": axes, "attention_mask": axes},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the exporter's own remarks, which no user can act on, off the terminal."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

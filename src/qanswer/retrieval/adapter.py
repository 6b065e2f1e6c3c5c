"""What the model learnt of this field: a low-rank change to its weights, small enough to come with the program.

`bench/adapt.py` makes it from `bench/wordings/`: ways of asking beside ways of stating the same. It holds, for each
linear layer that it changes, two matrices `a` (rank, inputs) and `b` (outputs, rank); their product `b @ a` is added
to the layer's weight once, when the model is exported, so that encoding costs no more than before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import ModelError

if TYPE_CHECKING:
    import torch

LAYERS = (
    "attention.self.query",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear layers of a BERT block that are changed."""


def name_layers(n_blocks: int) -> Iterator[str]:
    """Name the changed layers of a model, in order, as torch names its modules."""
    yield from (f"encoder.layer.{block}.{layer}" for block in range(n_blocks) for layer in LAYERS)


def save_adapter(path: Path, matrices: dict[str, torch.Tensor]) -> None:
    """Write the matrices, `NAME.a` and `NAME.b` for each layer, in half precision."""
    from safetensors.torch import save_file

    save_file({name: matrix.half().contiguous() for name, matrix in matrices.items()}, str(path))


def apply_adapter(model: Any, path: Path) -> None:
    """Add an adapter to the weights of a transformers BERT model.

    Raises:
        ModelError: the file cannot be read, or does not fit the model.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        matrices = load_file(str(path))
        with torch.no_grad():
            for name in name_layers(model.config.num_hidden_layers):
                change = matrices[f"{name}.b"].float() @ matrices[f"{name}.a"].float()
                model.get_submodule(name).weight += change
    except (OSError, KeyError, RuntimeError, AttributeError, SafetensorError) as error:
        message = f"the adapter {path.name} cannot be added to the model: {error}"
        raise ModelError(message, hint="Install qanswer afresh.") from error

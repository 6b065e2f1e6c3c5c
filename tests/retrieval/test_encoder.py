"""The exported model gives the vectors of sentence-transformers, quietly and offline."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qanswer.core.errors import ModelError
from qanswer.core.protocols import Encoder
from qanswer.retrieval.encoder import SentenceTransformerEncoder, load_encoder
from qanswer.retrieval.models import DEFAULT_MODEL, find_model_folder
from qanswer.retrieval.onnx_encoder import OnnxEncoder

TEXTS = (
    "Is customer data encrypted at rest?",
    "",
    "a",
    "Umlauts äöü, 漢字 and a ™ sign",
    "We review access every quarter. " * 60,
    "SOC 2 Type I",
)


@pytest.fixture(scope="module")
def exported(model_cache: Path) -> Encoder:
    """The default model through its export."""
    return load_encoder(cache=model_cache)


def test_vectors_equal_sentence_transformers(exported: Encoder, model_cache: Path) -> None:
    """Each value of each vector is within 1e-5, for empty, foreign and overlong texts too."""
    import numpy as np

    reference = SentenceTransformerEncoder(find_model_folder(DEFAULT_MODEL), model_cache)
    vectors = exported.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), exported.dimension)
    assert float(np.abs(vectors - reference.encode(TEXTS)).max()) < 1e-5
    assert reference.name == exported.name


def test_a_text_has_one_vector(exported: Encoder) -> None:
    """Alone or among longer texts, a text gets the same vector."""
    import numpy as np

    together = exported.encode(TEXTS)
    alone = np.stack([exported.encode([text])[0] for text in TEXTS])
    assert float(np.abs(together - alone).max()) < 1e-5


def test_no_text_gives_no_row(exported: Encoder) -> None:
    """No text, no vector, and nothing is loaded for it."""
    assert exported.encode([]).shape == (0, 384)


def test_export_is_said_once_and_quiet(model_cache: Path) -> None:
    """The export is announced in one log line, and nothing else reaches the terminal; the next start makes none."""
    output, errors = json.loads((model_cache / "said.json").read_text("utf-8"))
    assert output == ""
    assert [line.split()[0] for line in errors.splitlines()] == ["qanswer.retrieval.export"]
    assert "happens once" in errors


def test_altered_export_is_made_anew(model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exported file that is not what was written is not opened."""
    load_encoder(cache=model_cache).encode(["x"])
    (tmp_path / "onnx").mkdir()
    for path in (model_cache / "onnx").iterdir():
        shutil.copy(path, tmp_path / "onnx")
    (exported,) = (tmp_path / "onnx").glob("*.onnx")
    with exported.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\0")
    made: list[Path] = []

    def export(_: object, target: Path) -> None:
        made.append(target)
        shutil.copy(model_cache / "onnx" / target.name, target)

    monkeypatch.setattr("qanswer.retrieval.onnx_encoder.export_model", export)
    load_encoder(cache=tmp_path).encode(["x"])
    assert made == [exported]


def test_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """One clear error that names the variable to set."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError) as caught:
        load_encoder(cache=tmp_path / "file" / "cache").encode(["x"])
    assert "QANSWER_CACHE" in caught.value.hint


def test_loading_an_encoder_loads_nothing_heavy(model_cache: Path) -> None:
    """To name the encoder, neither torch nor onnxruntime nor numpy is imported."""
    code = (
        "import sys; from pathlib import Path; from qanswer.retrieval.encoder import load_encoder; "
        f"load_encoder(cache=Path({str(model_cache)!r})).name; "
        "print(sorted({'torch', 'numpy', 'onnxruntime', 'faiss', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def make_small_model(folder: Path, pooling: str) -> Path:
    """Write a tiny BERT with random weights and the default model's tokenizer."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(7)
    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    BertModel(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        shutil.copy(find_model_folder(DEFAULT_MODEL).path / name, folder)
    kinds = ("Transformer", "Pooling")
    modules = [
        {"idx": n, "name": str(n), "path": "1_Pooling" if n else "", "type": f"sentence_transformers.models.{kind}"}
        for n, kind in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 64, "do_lower_case": false}')
    (folder / "1_Pooling").mkdir()
    modes = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": False, "pooling_mode_cls_token": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({**modes, f"pooling_mode_{pooling}": True}))
    return folder


@pytest.mark.parametrize(("pooling", "kind"), [("mean_tokens", OnnxEncoder), ("cls_token", SentenceTransformerEncoder)])
def test_any_other_model_by_folder(tmp_path: Path, pooling: str, kind: type) -> None:
    """Another model serves by its folder, exported where that can be done; rows have length 1 in either case."""
    import numpy as np

    folder = make_small_model(tmp_path / "own-model", pooling)
    encoder = load_encoder(str(folder), cache=tmp_path / "cache")
    assert isinstance(encoder, kind)
    assert encoder.name.startswith("own-model@")
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, encoder.dimension) == ((len(TEXTS), 16), 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    reference = SentenceTransformerEncoder(find_model_folder(str(folder)), tmp_path / "cache")
    assert float(np.abs(vectors - reference.encode(TEXTS)).max()) < 1e-5

"""A tiny encoder and libraries for the tests of retrieval; the real model where its vectors are the point."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qanswer.core.passage import Library, Passage, PassageKind, Source, make_passage_id
from qanswer.retrieval.models import DEFAULT_MODEL, find_model_folder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MakeLibrary = Callable[..., Library]
MakeEncoder = Callable[..., "WordEncoder"]


class WordEncoder:
    """Adds up one fixed random direction a word: alike texts get alike vectors, and nothing heavy is loaded."""

    def __init__(self, name: str = "words") -> None:
        """Start with no text encoded."""
        self.name = name
        self.dimension = 32
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode, and remember what was asked."""
        import numpy as np

        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                seed = int(hashlib.sha256(word.encode()).hexdigest()[:8], 16)
                vectors[row] += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
            vectors[row] /= max(float(np.linalg.norm(vectors[row])), 1e-9)
        return vectors


@pytest.fixture(scope="session")
def make_encoder() -> MakeEncoder:
    """Make an encoder that loads nothing, under any name."""
    return WordEncoder


@pytest.fixture
def encoder() -> WordEncoder:
    """An encoder that loads nothing."""
    return WordEncoder()


@pytest.fixture(scope="session")
def make_library() -> MakeLibrary:
    """Make a library of one source and a passage a text."""

    def make(*texts: str) -> Library:
        content = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        source = Source("a.md", "A", "a.md", "markdown", content)
        passages = (
            Passage(make_passage_id("a.md", ("A",), text), source, ("A",), text, f"line {n}", PassageKind.BULLET)
            for n, text in enumerate(texts, 1)
        )
        return Library((source,), tuple(passages))

    return make


_EXPORT = """
import logging, sys
from pathlib import Path
from qanswer.retrieval.encoder import load_encoder
logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s", stream=sys.stderr)
logging.getLogger("faiss").setLevel(logging.ERROR)
for _ in range(2):
    load_encoder(cache=Path(sys.argv[1])).encode(["x"])
"""


@pytest.fixture(scope="session")
def model_cache(request: pytest.FixtureRequest) -> Path:
    """Where the exported model is kept between test runs: the export takes seconds. `said.json`: what it printed."""
    cache = request.config.cache
    assert cache is not None
    adapter = find_model_folder(DEFAULT_MODEL).adapter
    version = hashlib.sha256(adapter.read_bytes()).hexdigest()[:12] if adapter else "plain"
    folder = Path(cache.mkdir(f"qanswer-model-{version}"))
    said = folder / "said.json"
    if not said.is_file():
        done = subprocess.run([sys.executable, "-c", _EXPORT, str(folder)], capture_output=True, text=True, check=True)
        said.write_text(json.dumps([done.stdout, done.stderr]), encoding="utf-8")
    return folder

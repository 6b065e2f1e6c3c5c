"""The index on disk: three files that must agree, or it counts as absent. Nothing of it is trusted unchecked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.control import ControlStatus
from qanswer.core.errors import FileError, Problem
from qanswer.core.passage import Classification, Library, Passage, PassageKind, Source
from qanswer.core.staging import write_whole
from qanswer.retrieval.vectors import vectors_from_bytes, vectors_to_bytes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FORMAT = 6
"""Raised whenever ingestion or this layout changes what is saved: an index of another number is rebuilt."""
_MANIFEST, _PASSAGES, _VECTORS = "manifest.json", "passages.json", "vectors.faiss"


@dataclass(frozen=True, slots=True)
class SavedIndex:
    """A library with one vector a passage, in the library's order, and after them one a statement.

    `keys` are the hashes of the embedded texts, in the vectors' order; `counts` says how many statements each passage
    has.
    """

    library: Library
    keys: tuple[str, ...]
    counts: tuple[int, ...]
    vectors: npt.NDArray[np.float32]

    def vectors_by_text(self) -> dict[str, npt.NDArray[np.float32]]:
        """Give each vector by the hash of the text that it stands for."""
        return dict(zip(self.keys, self.vectors, strict=True))


def write_saved(folder: Path, saved: SavedIndex, encoder_name: str) -> None:
    """Save an index. The manifest, which names the other files' contents, is written last.

    Raises:
        FileError: the folder cannot be written.
    """
    passages = json.dumps(_dump_library(saved), ensure_ascii=False).encode()
    vectors = vectors_to_bytes(saved.vectors)
    manifest = {
        "format": FORMAT,
        "encoder": encoder_name,
        "library": saved.library.sha256,
        "sha256": {_PASSAGES: _hash(passages), _VECTORS: _hash(vectors)},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in ((_PASSAGES, passages), (_VECTORS, vectors), (_MANIFEST, json.dumps(manifest).encode())):
            write_whole(folder / name, content)
    except OSError as error:
        message = f"the index cannot be written to {folder}: {error.strerror or error}"
        raise FileError(
            message, hint="Make the folder writable, or name another workspace with --workspace."
        ) from error


def read_saved(folder: Path, encoder_name: str) -> SavedIndex | None:
    """Read an index back; None when it is absent, incomplete, altered, or of another format or encoder."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if manifest["format"] != FORMAT or manifest["encoder"] != encoder_name:
            return None
        contents = {name: (folder / name).read_bytes() for name in (_PASSAGES, _VECTORS)}
        if any(_hash(content) != manifest["sha256"][name] for name, content in contents.items()):
            return None
        library, keys, counts = _parse_library(json.loads(contents[_PASSAGES]))
        vectors = vectors_from_bytes(contents[_VECTORS])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    n_passages = len(library.passages)
    is_whole = len(counts) == n_passages and len(keys) == len(vectors) == n_passages + sum(counts)
    is_same = library.sha256 == manifest["library"]
    return SavedIndex(library, keys, counts, vectors) if is_whole and is_same else None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _dump_library(saved: SavedIndex) -> dict[str, Any]:
    library = saved.library
    numbers = {source.path: number for number, source in enumerate(library.sources)}
    return {
        "sources": [_dump_source(source) for source in library.sources],
        "passages": [_dump_passage(passage, numbers[passage.source.path]) for passage in library.passages],
        "problems": [[problem.where, problem.message] for problem in library.problems],
        "keys": saved.keys,
        "counts": saved.counts,
    }


def _dump_source(source: Source) -> dict[str, Any]:
    days = (source.effective_on, source.review_on)
    return {
        **{name: getattr(source, name) for name in ("id", "title", "path", "kind", "sha256", "version", "owner")},
        "effective_on": days[0].isoformat() if days[0] else None,
        "review_on": days[1].isoformat() if days[1] else None,
        "classification": source.classification.value,
    }


def _dump_passage(passage: Passage, source: int) -> list[Any]:
    return [
        passage.id,
        source,
        passage.heading_path,
        passage.text,
        passage.locator,
        passage.kind.value,
        passage.status.value,
        passage.question,
        passage.fields,
    ]


def _parse_library(said: Mapping[str, Any]) -> tuple[Library, tuple[str, ...], tuple[int, ...]]:
    sources = tuple(_parse_source(values) for values in said["sources"])
    passages = tuple(_parse_passage(values, sources) for values in said["passages"])
    problems = tuple(Problem(where, message) for where, message in said["problems"])
    counts = tuple(int(count) for count in said["counts"])
    return Library(sources, passages, problems), tuple(said["keys"]), counts


def _parse_source(values: Mapping[str, Any]) -> Source:
    def day(name: str) -> date | None:
        return date.fromisoformat(values[name]) if values[name] else None

    texts = {name: str(values[name]) for name in ("id", "title", "path", "kind", "sha256", "version", "owner")}
    return Source(
        **texts,
        effective_on=day("effective_on"),
        review_on=day("review_on"),
        classification=Classification(values["classification"]),
    )


def _parse_passage(values: list[Any], sources: tuple[Source, ...]) -> Passage:
    own_id, source, path, text, locator, kind, status, question, fields = values
    return Passage(
        id=own_id,
        source=sources[source],
        heading_path=tuple(path),
        text=text,
        locator=locator,
        kind=PassageKind(kind),
        status=ControlStatus(status),
        question=question,
        fields=tuple((header, cell) for header, cell in fields),
    )

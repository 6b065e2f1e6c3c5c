"""A folder of policies in, a library of sources and passages out."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from qanswer.core.errors import KnowledgeError, Problem
from qanswer.core.passage import Classification, Library, Passage, Source
from qanswer.knowledge.blocks import Details
from qanswer.knowledge.formats import KINDS, UnreadableError, parse_file
from qanswer.knowledge.split import make_passages


def load_library(folder: Path, *, previous: Library | None = None) -> Library:
    """Read every policy under `folder`, in the order of their paths.

    A file whose path and sha256 stand in `previous` is taken from there and not read again. One that cannot be read
    becomes a problem, and a source without passages; the rest goes on. An empty folder gives an empty library.

    Raises:
        KnowledgeError: there is no such folder.
    """
    known = _Known(previous or Library())
    sources: list[Source] = []
    passages: list[Passage] = []
    problems: list[Problem] = []
    for path, content in _read_files(folder):
        source, own, found = known.find(path, content) or _load_source(path, content)
        sources.append(source)
        passages.extend(own)
        problems.extend(found)
    return Library(tuple(sources), tuple(passages), tuple(problems))


def hash_sources(folder: Path) -> str:
    """Give what `load_library(folder).sha256` would be, without reading the texts.

    Raises:
        KnowledgeError: there is no such folder.
    """
    return Library(tuple(_make_source(path, content) for path, content in _read_files(folder))).sha256


class _Known:
    """What an earlier library holds, by path and content."""

    def __init__(self, library: Library) -> None:
        self._sources = {(source.path, source.sha256): source for source in library.sources}
        self._passages: defaultdict[str, list[Passage]] = defaultdict(list)
        self._problems: defaultdict[str, list[Problem]] = defaultdict(list)
        for passage in library.passages:
            self._passages[passage.source.path].append(passage)
        for problem in library.problems:
            self._problems[problem.where].append(problem)

    def find(self, path: str, content: bytes | None) -> tuple[Source, list[Passage], list[Problem]] | None:
        """Give what was read from this file if its content is the same; one that could not be opened is tried again."""
        source = self._sources.get((path, _hash(content)))
        if source is None or content is None:
            return None
        return source, self._passages[path], self._problems[path]


def _read_files(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """Give each policy's relative path and content, None if it cannot be opened; hidden and lock files are left out."""
    if not folder.is_dir():
        message = f"there is no folder {folder}"
        raise KnowledgeError(message)
    for relative in sorted(_find_paths(folder)):
        try:
            yield relative, (folder / relative).read_bytes()
        except OSError:
            yield relative, None


def _find_paths(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in KINDS:
                yield (Path(parent) / name).relative_to(folder).as_posix()


def _hash(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _make_source(path: str, content: bytes | None, details: Details | None = None, title: str = "") -> Source:
    details = details or Details()
    return Source(
        id=path,
        title=details.title or title or Path(path).stem.replace("-", " ").replace("_", " "),
        path=path,
        kind=KINDS[Path(path).suffix.lower()],
        sha256=_hash(content),
        version=details.version,
        owner=details.owner,
        effective_on=details.effective_on,
        review_on=details.review_on,
        classification=_find_classification(details) or Classification.INTERNAL,
    )


def _find_classification(details: Details) -> Classification | None:
    """Read the classification; saying nothing means public, for the folder holds what answers buyers.

    None: what it says is not understood.
    """
    if not details.classification:
        return Classification.PUBLIC
    return next((kind for kind in Classification if kind.value == details.classification), None)


def _load_source(path: str, content: bytes | None) -> tuple[Source, list[Passage], list[Problem]]:
    try:
        text = parse_file(path, content)
    except UnreadableError as error:
        return _make_source(path, content), [], [Problem(path, str(error))]
    source = _make_source(path, content, text.details, text.title)
    problems = list(text.problems)
    if _find_classification(text.details) is None:
        message = (
            f"unknown classification {text.details.classification!r}; it is kept internal (public, nda or internal)"
        )
        problems.append(Problem(path, message))
    passages = list(make_passages(source, text.blocks))
    if not passages:
        problems.append(Problem(path, "no text was found in it"))
    return source, passages, problems

"""A folder opened: settings, policies, templates and index. The only place that picks concrete classes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from qanswer.answering.language_model.second_opinion import add_second_opinion
from qanswer.answering.rules import check_house_style
from qanswer.core.answer import AnswerStatus
from qanswer.core.errors import KnowledgeError, Problem, StoreError, WorkspaceError
from qanswer.core.passage import Library
from qanswer.core.protocols import AnswerBank, Encoder
from qanswer.core.scope import Occasion
from qanswer.knowledge.library import hash_sources, load_library
from qanswer.retrieval.encoder import load_encoder
from qanswer.retrieval.index import PassageIndex, build_index, load_index
from qanswer.services.desk import Desk, PolicyDesk
from qanswer.services.library_bank import LibraryBank, open_wordings
from qanswer.services.library_encoder import RememberingEncoder
from qanswer.services.library_freshness import Freshness
from qanswer.services.library_reuse import LibraryDrafter
from qanswer.settings import FILE_NAME, Settings, read_settings
from qanswer.store.store import Session, Store, find_author, make_session, open_store

STATE_FOLDER = ".qanswer"
Progress = Callable[[int, int], None]


class Workspace:
    """A vendor's desk on the disk."""

    def __init__(self, root: Path, settings: Settings | None = None) -> None:
        """Take the folder as it is; nothing is read but the settings, nothing is written."""
        self.root = root
        self.settings = settings or read_settings(root)

    @classmethod
    def open(cls, folder: Path | None = None) -> Workspace:
        """Open the given folder, or the nearest one at or above the current folder that is a workspace.

        Raises:
            WorkspaceError: there is none, or the given folder does not exist.
        """
        if folder is not None:
            if not folder.is_dir():
                message = f"{folder}: no such folder"
                raise WorkspaceError(message)
            return cls(folder)
        here = Path.cwd()
        for candidate in (here, *here.parents):
            if (candidate / FILE_NAME).is_file() or (candidate / "knowledge").is_dir():
                return cls(candidate)
        message = f"no workspace here: neither {here} nor a folder above it holds {FILE_NAME} or knowledge/"
        raise WorkspaceError(message)

    @classmethod
    def open_for(cls, folder: Path | None, knowledge: Path | None) -> Workspace:
        """Open a workspace; with a knowledge folder of its own one is not needed, and defaults stand."""
        try:
            return cls.open(folder)
        except WorkspaceError:
            if folder is not None or knowledge is None:
                raise
            return cls(Path.cwd(), Settings())

    @classmethod
    def find_maps(cls, folder: Path | None = None) -> Path | None:
        """Find the folder of remembered maps; None outside of any workspace."""
        try:
            return cls.open(folder).maps_folder
        except WorkspaceError:
            return None

    @property
    def knowledge_folder(self) -> Path:
        """Where the policies lie."""
        return self.root / self.settings.knowledge.folder

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates of one's own lie; the packaged ones stand behind them."""
        return (self.root / "templates",)

    @property
    def maps_folder(self) -> Path:
        """Where the maps of forms lie that a person gave."""
        return self.root / STATE_FOLDER / "maps"

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model of the settings; it loads on first use."""
        name = self.settings.model.name
        own = self.root / name
        return RememberingEncoder(load_encoder(str(own) if own.is_dir() else name, cache=cache_folder()))

    def index_folder(self, knowledge: Path | None = None) -> Path:
        """Say where the index of a knowledge folder lies: one's own in the workspace, any other by its content."""
        if knowledge is None or knowledge.resolve() == self.knowledge_folder.resolve():
            return self.root / STATE_FOLDER / "index"
        return cache_folder() / "indexes" / hash_sources(knowledge)[:32]

    def open_index(self, knowledge: Path | None = None, *, progress: Progress | None = None) -> PassageIndex:
        """Open the index, refreshed first if any source changed.

        Raises:
            KnowledgeError: the folder is missing, or holds nothing to answer from.
        """
        folder = knowledge or self.knowledge_folder
        saved = self._load_index(knowledge)
        if saved is not None and saved.library.passages and saved.library.sha256 == hash_sources(folder):
            return saved
        library = load_library(folder, previous=saved.library if saved else None)
        if not library.passages:
            raise KnowledgeError(_describe_empty(folder, library))
        return build_index(library, self.encoder, self.index_folder(knowledge), progress=progress)

    def find_fresh_index(self) -> PassageIndex | None:
        """Find the saved index of the workspace's own policies; None when it is absent, damaged or out of date."""
        saved = self._load_index(None)
        return saved if saved and saved.library.sha256 == hash_sources(self.knowledge_folder) else None

    def _load_index(self, knowledge: Path | None) -> PassageIndex | None:
        if not (knowledge or self.knowledge_folder).is_dir():
            return None
        return load_index(self.index_folder(knowledge), self.encoder)

    @property
    def session(self) -> Session:
        """Who works with the store, and where it is."""
        own = self.settings.store
        url = own.url or f"sqlite:///{self.root / STATE_FOLDER / 'store.db'}"
        return make_session(url, find_author(own.author), four_eyes=own.four_eyes, review_days=own.review_days)

    def open_store(self) -> Store:
        """Open the store of approved answers and reviews, made first if there is none.

        Raises:
            StoreError: it cannot be used.
        """
        return open_store(self.session)

    def find_store(self) -> Store | None:
        """Open the store if there is one; None when nothing was ever kept."""
        if not self.settings.store.url and not (self.root / STATE_FOLDER / "store.db").is_file():
            return None
        return self.open_store()

    def make_bank(self, library: Library, occasion: Occasion) -> AnswerBank | None:
        """Make the bank of approved answers; None when there is none."""
        store = self.find_store()
        answers = store.answers.list(AnswerStatus.APPROVED) if store else ()
        if not answers:
            return None
        today = date.today()  # noqa: DTZ011  # the vendor's own calendar day
        freshness = Freshness(
            library, today, replace(occasion, product=occasion.product or self.settings.company.product)
        )
        return LibraryBank(answers, self.encoder, self.root / STATE_FOLDER / "library", freshness)

    def index_library(self, progress: Progress | None = None) -> None:
        """Refresh the index of the approved answers' questions, so that the next question need not wait for it."""
        store = self.find_store()
        if store and (answers := store.answers.list(AnswerStatus.APPROVED)):
            open_wordings(answers, self.encoder, self.root / STATE_FOLDER / "library", progress)

    def is_own(self, knowledge: Path | None) -> bool:
        """Tell whether a policy folder is the workspace's own: only then do its approved answers and jobs count."""
        return self.knowledge_folder.is_dir() and (
            knowledge is None or knowledge.resolve() == self.knowledge_folder.resolve()
        )

    def open_policies(self, knowledge: Path | None = None, *, records: bool = False) -> PolicyDesk:
        """Open what documents about the policies need: no index, no model.

        With `records` the store too, made if there is none; one that can't be used is noted.

        Raises:
            KnowledgeError: the folder is missing, or holds no policy.
        """
        folder = knowledge or self.knowledge_folder
        library = load_library(folder)
        if not library.passages:
            raise KnowledgeError(_describe_empty(folder, library))
        store: Store | None = None
        notes: tuple[Problem, ...] = ()
        try:
            store = self.open_store() if records and self.is_own(knowledge) else None
        except StoreError as error:
            notes = (Problem("store", f"{error.message}; its approved answers are not used"),)
        return PolicyDesk(
            library=library,
            knowledge_folder=folder,
            profile=self.settings.company,
            template_folders=self.template_folders,
            store=store,
            notes=notes,
        )

    def open_desk(
        self,
        knowledge: Path | None = None,
        *,
        progress: Progress | None = None,
        occasion: Occasion | None = None,
        records: bool = False,
        bank: AnswerBank | None = None,
    ) -> Desk:
        """Open all that the use cases work with; with `records` the jobs done there are kept in the store.

        `bank`: approved answers to draw on in place of the library's own.
        """
        index = self.open_index(knowledge, progress=progress)
        is_own = self.is_own(knowledge)
        settings = self.settings
        rules = settings.answers
        if not rules.company_name and settings.company.name:
            rules = replace(rules, company_name=settings.company.name)
        check_house_style(rules)
        if bank is None and is_own:
            bank = self.make_bank(index.library, occasion or Occasion())
        drafter = LibraryDrafter(index, bank=bank, rules=rules)
        return Desk(
            library=index.library,
            drafter=add_second_opinion(drafter, settings.language_model, os.environ),
            knowledge_folder=knowledge or self.knowledge_folder,
            profile=settings.company,
            template_folders=self.template_folders,
            maps_folder=self.maps_folder,
            ownership=settings.ownership.default,
            ownership_by_domain=settings.ownership.domains,
            minutes_to_confirm=settings.memo.minutes_to_confirm,
            minutes_to_answer=settings.memo.minutes_to_answer,
            store=self.open_store() if records and is_own else None,
        )


def _describe_empty(folder: Path, library: Library) -> str:
    if library.problems:
        first = library.problems[0]
        return f"{folder}: no policy could be read ({first.where}: {first.message})"
    return f"{folder}: holds no policy"


def cache_folder() -> Path:
    """Say where what is made once for all workspaces lies: QANSWER_CACHE, or the user's cache folder."""
    if own := os.environ.get("QANSWER_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "qanswer"

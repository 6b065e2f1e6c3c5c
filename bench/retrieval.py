"""Measure retrieval on labelled questions: recall of gold quotes, and how well the best score tells what is answerable.

Usage: python bench/retrieval.py BENCH_FOLDER [SET…]; each SET holds `corpus/` and `qa.jsonl`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.passage import Passage, RankedPassage
from qanswer.knowledge.library import load_library
from qanswer.retrieval.encoder import load_encoder
from qanswer.retrieval.index import build_index

CACHE = Path(os.environ.get("QANSWER_CACHE") or "~/.cache/qanswer").expanduser()
DEPTHS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, the quotes that answer it as (file, quote), and whether the corpus answers it."""

    id: str
    question: str
    quotes: tuple[tuple[str, str], ...]
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What retrieval gave for a question: at which rank each quote was found (0: not at all), and the best score."""

    labelled: Labelled
    ranks: tuple[int, ...]
    score: float


def fold(text: str) -> str:
    """Fold white space and case."""
    return " ".join(text.split()).casefold()


def holds(passage: Passage, quote: tuple[str, str]) -> bool:
    """Tell whether a passage holds a gold quote or lies in it."""
    file, text = quote
    own, wanted = fold(passage.text), fold(text)
    return passage.source.path == file and (wanted[:80] in own or own in wanted)


def load_labels(path: Path) -> list[Labelled]:
    """Read a label file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Labelled(
            row["id"],
            row["question"],
            tuple((gold["file"], gold["quote"]) for gold in row["gold_sources"]),
            row["gold_verdict"] != "unanswerable",
        )
        for row in rows
    ]


def find_ranks(found: Sequence[RankedPassage], labelled: Labelled) -> tuple[int, ...]:
    """Give the rank at which each quote first stands, 0 where it does not."""
    return tuple(next((hit.rank for hit in found if holds(hit.passage, quote)), 0) for quote in labelled.quotes)


def measure(folder: Path, cache: Path = CACHE) -> tuple[list[Outcome], int, float]:
    """Search all questions of a set: outcomes, number of passages, seconds of searching."""
    encoder = load_encoder(cache=cache)
    with tempfile.TemporaryDirectory() as place:
        index = build_index(load_library(folder / "corpus"), encoder, Path(place))
    labels = load_labels(folder / "qa.jsonl")
    start = time.perf_counter()
    found = index.search([label.question for label in labels], max(DEPTHS))
    seconds = time.perf_counter() - start
    outcomes = [
        Outcome(label, find_ranks(hits, label), hits[0].score if hits else 0.0)
        for label, hits in zip(labels, found, strict=True)
    ]
    return outcomes, len(index.library.passages), seconds


def compute_recall(outcomes: Sequence[Outcome], depth: int) -> float:
    """Give the share of questions with gold quotes of which one at least stands within the first `depth` passages."""
    asked = [outcome for outcome in outcomes if outcome.labelled.quotes and outcome.labelled.is_answerable]
    return sum(any(0 < rank <= depth for rank in outcome.ranks) for outcome in asked) / max(1, len(asked))


def compute_quote_recall(outcomes: Sequence[Outcome], depth: int) -> float:
    """Give the share of all gold quotes that stand within the first `depth` passages of their question."""
    ranks = [rank for outcome in outcomes if outcome.labelled.is_answerable for rank in outcome.ranks]
    return sum(0 < rank <= depth for rank in ranks) / max(1, len(ranks))


def compute_auroc(outcomes: Sequence[Outcome]) -> float:
    """Give the chance that an answerable question's best score lies above an unanswerable one's."""
    good = [outcome.score for outcome in outcomes if outcome.labelled.is_answerable]
    bad = [outcome.score for outcome in outcomes if not outcome.labelled.is_answerable]
    wins = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    return wins / max(1, len(good) * len(bad))


def show(name: str, outcomes: Sequence[Outcome], n_passages: int, seconds: float) -> None:
    """Print one row."""
    recalls = "  ".join(f"{compute_recall(outcomes, depth):.3f}" for depth in DEPTHS)
    quotes = "  ".join(f"{compute_quote_recall(outcomes, depth):.3f}" for depth in DEPTHS)
    auroc = compute_auroc(outcomes)
    print(f"{name:12} {len(outcomes):4} {n_passages:5}   {recalls}   {quotes}   {auroc:.3f}  {seconds:.2f}")


def main(arguments: Sequence[str]) -> None:
    """Measure each set and all together."""
    root = Path(arguments[0])
    names = arguments[1:] or sorted(path.parent.name for path in root.glob("*/qa.jsonl"))
    print(f"{'set':12} {'n':>4} {'pass.':>5}   recall@1/3/5 (question)  recall@1/3/5 (quotes)    AUROC  seconds")
    pooled: list[Outcome] = []
    totals = [0, 0.0]
    for name in names:
        outcomes, n_passages, seconds = measure(root / name)
        show(name, outcomes, n_passages, seconds)
        pooled += outcomes
        totals = [totals[0] + n_passages, totals[1] + seconds]
    show("pooled", pooled, int(totals[0]), totals[1])


if __name__ == "__main__":
    main(sys.argv[1:])

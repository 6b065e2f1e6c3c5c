"""The labelled questions of `bench/labelled` can be trusted as a measure: well-formed, and quoted to the letter."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

LABELLED = Path(__file__).parents[2] / "bench" / "labelled"
SETS = sorted(path.parent.name for path in LABELLED.glob("*/qa.jsonl"))
VERDICTS = {"yes", "no", "partial", "planned", "na", "text", "unanswerable"}
TEXT_FIELDS = ("id", "question", "gold_answer", "gold_verdict", "style", "trap")
FIELDS = {*TEXT_FIELDS, "gold_sources", "also_ok"}


def read_labels(name: str) -> list[dict[str, Any]]:
    """Give the labels of one set, in their order."""
    lines = (LABELLED / name / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fold(text: str) -> str:
    """Fold every run of white space into one blank: texts are wrapped, quotes are not."""
    return " ".join(text.split())


def find_faults(label: dict[str, Any]) -> list[str]:
    """Name what is wrong with the shape of one label; empty when nothing is."""
    if set(label) != FIELDS or not all(isinstance(label[field], str) for field in TEXT_FIELDS):
        return ["fields"]
    gold, also = label["gold_verdict"], label["also_ok"]
    checks = {
        "empty text": all(label[field].strip() for field in TEXT_FIELDS if field != "trap"),
        "verdict": gold in VERDICTS,
        "also_ok": set(also) <= VERDICTS - {gold} and len(set(also)) == len(also),
        "sources": bool(label["gold_sources"]) == (gold != "unanswerable"),
        "source fields": all(set(source) == {"file", "heading", "quote"} for source in label["gold_sources"]),
        "empty quote": all(source["quote"].strip() for source in label["gold_sources"]),
    }
    return [name for name, holds in checks.items() if not holds]


def test_every_set_has_labels() -> None:
    """Every folder of labelled questions holds a corpus and its questions."""
    folders = sorted(path.name for path in LABELLED.iterdir() if path.is_dir())
    assert folders == SETS
    assert all(any((LABELLED / name / "corpus").iterdir()) for name in SETS)


@pytest.mark.parametrize("name", SETS)
def test_label_is_well_formed(name: str) -> None:
    """Every label has its fields, known verdicts, and a source exactly when it can be answered."""
    assert {label.get("id"): faults for label in read_labels(name) if (faults := find_faults(label))} == {}


@pytest.mark.parametrize("name", SETS)
def test_gold_quote_stands_in_its_file(name: str) -> None:
    """Every gold quote, and the heading it is filed under, stands in the named text of the vendor."""
    texts = {path.name: fold(path.read_text(encoding="utf-8")) for path in (LABELLED / name / "corpus").iterdir()}
    missing = [
        (label["id"], source["file"], source[part])
        for label in read_labels(name)
        for source in label["gold_sources"]
        for part in ("quote", "heading")
        if fold(source[part]) not in texts.get(source["file"], "")
    ]
    assert missing == []


def test_ids_are_unique() -> None:
    """No id occurs twice over all sets, and each begins with the name of its set."""
    ids = [(name, label["id"]) for name in SETS for label in read_labels(name)]
    assert [found for found, count in Counter(found for _, found in ids).items() if count > 1] == []
    assert [found for name, found in ids if not found.startswith(f"{name}-")] == []


@pytest.mark.parametrize("name", SETS)
def test_question_is_asked_once(name: str) -> None:
    """No question occurs twice in a set: it would count double."""
    questions = Counter(fold(label["question"]).casefold() for label in read_labels(name))
    assert [question for question, count in questions.items() if count > 1] == []

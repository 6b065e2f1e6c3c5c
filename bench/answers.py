"""Figures of the judge on labelled sets, what each rule adds, and the worst cases.

Usage: python bench/answers.py [--ablate] [--cases N] FOLDER…    (a FOLDER holds corpus/ and qa.jsonl, or such folders)
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from qanswer.answering.ask import parse_ask
from qanswer.answering.draft import Drafter
from qanswer.answering.rules import AnsweringRules
from qanswer.services.evaluate import Case, find_cases, load_labels
from qanswer.services.evaluate_figures import LabelledQuestion, Tally, evaluate
from qanswer.settings import Settings
from qanswer.workspace import Workspace

_COLUMNS = (
    "n",
    "overclaim",
    "false_answer",
    "answer_rate",
    "verdict_lenient",
    "auto_precision",
    "auto_coverage",
    "citation_hit",
)
# Each rule by what takes its place when it is switched off.
_SWITCHES: dict[str, tuple[tuple[str, object], ...]] = {
    "status words": (("qanswer.answering.verdict.OPEN_STATUSES", frozenset()),),
    "sentences beside": (("qanswer.answering.limits._read_siblings", lambda *_: None),),
    "aims, exceptions, all": (("qanswer.answering.verdict.find_limit", lambda *_: None),),
    "strength": (("qanswer.answering.verdict.missing_strength", lambda *_: ()),),
    "values compared": (("qanswer.answering.verdict.compare_values", lambda *_: None),),
    "other passages": (("qanswer.answering.judge._differs", lambda *_: False),),
    "deeds": (("qanswer.answering.judge.find_absent_deeds", lambda *_: ()),),
    "sourced denials": (("qanswer.answering.judge.find_denial", lambda *_: None),),
    "close denials": (("qanswer.answering.verdict._denies_plainly", lambda *_: True),),
    "premises": (("qanswer.answering.verdict.find_denied_premise", lambda *_: ""),),
    "places outside": (("qanswer.answering.verdict.rule_outside", lambda *_: None),),
    "near statements": (("qanswer.answering.cover.NEAR", 2.0), ("qanswer.answering.cover.NEAR_THING", 2.0)),
    "denied deeds and objects": (
        ("qanswer.answering.limits._denies_deed", lambda *_: False),
        ("qanswer.answering.verdict._find_denied_object", lambda *_: None),
    ),
    "other parties": (("qanswer.answering.judge._refuse_other_party", lambda *_: ""),),
    "fragile no": (("qanswer.answering.judge._why_no_no", lambda *_: ""),),
    "conflicts": (("qanswer.answering.judge.find_conflict", lambda *_: None),),
    "criteria of a report": (("qanswer.answering.verdict.rule_criteria", lambda *_: None),),
    "whose system it is": (("qanswer.answering.cover.is_for_customers_system", lambda _: False),),
    "documents withheld": (("qanswer.answering.cover.Finding.withholds_document", False),),
    "headings as questions": (("qanswer.answering.ask.Ask.is_control_named", False),),
    "what is only planned": (("qanswer.answering.limits._find_promised", lambda *_: ""),),
    "replies in part": (("qanswer.answering.verdict._PARTLY", re.compile("(?!)")),),
    "yes of two for lists alone": (("qanswer.answering.judge._LISTS", re.compile("")),),
    "words behind weigh half": (("qanswer.answering.ask._weigh_aside", lambda _, facets: facets),),
    "route by defects": (("qanswer.answering.confidence.find_defects", lambda *_: []),),
}

Set = tuple[str, Drafter, tuple[LabelledQuestion, ...]]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--cases", type=int, default=0)
    arguments = parser.parse_args()
    sets = [_open_set(folder) for folder in _find_sets(arguments.folders)]
    _print_table("all rules", sets)
    if arguments.ablate:
        for name, switches in _SWITCHES.items():
            with _switched(switches):
                _print_row(f"without {name}", _pool(sets))
        _print_row(
            "without thresholds", _pool(sets, AnsweringRules(support=0.0, support_of_fact=0.0, support_of_text=0.0))
        )
    for case in _worst(sets)[: arguments.cases]:
        labelled, draft = case.labelled, case.draft
        print(f"{case.fault}: {labelled.question.id} [{labelled.gold}] {draft.verdict} {draft.question}")
        print(f"    {draft.text[:200]}")
    return 0


def _find_sets(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        found = (
            [folder] if (folder / "qa.jsonl").is_file() else sorted(path.parent for path in folder.glob("*/qa.jsonl"))
        )
        yield from found


def _open_set(folder: Path) -> Set:
    workspace = Workspace(folder, Settings())
    return folder.name, Drafter(workspace.open_index(folder / "corpus")), load_labels(folder / "qa.jsonl")


def _measure(drafter: Drafter, labelled: tuple[LabelledQuestion, ...], rules: AnsweringRules | None = None) -> Tally:
    judge = Drafter(drafter.retriever, rules=rules or drafter.rules)
    return evaluate(labelled, judge.draft([label.question for label in labelled]))


def _pool(sets: list[Set], rules: AnsweringRules | None = None) -> Tally:
    return sum((_measure(drafter, labelled, rules) for _, drafter, labelled in sets), Tally())


def _worst(sets: list[Set]) -> list[Case]:
    cases: list[Case] = []
    for _, drafter, labelled in sets:
        cases += find_cases(labelled, drafter.draft([label.question for label in labelled]))
    return cases


def _print_table(title: str, sets: list[Set]) -> None:
    print(f"{title:28s}" + " ".join(f"{column:>15s}" for column in _COLUMNS))
    pooled = Tally()
    for name, drafter, labelled in sets:
        tally = _measure(drafter, labelled)
        pooled += tally
        _print_row(name, tally)
    _print_row("pooled", pooled)


def _print_row(name: str, tally: Tally) -> None:
    rates = tally.rates()
    print(f"{name:28s}" + " ".join(f"{rates[column]!s:>15s}" for column in _COLUMNS))


@contextmanager
def _switched(switches: tuple[tuple[str, object], ...]) -> Iterator[None]:
    patches: list[Callable[[], object]] = []
    for target, value in switches:
        patcher = patch(target, value)
        patcher.start()
        patches.append(patcher.stop)
    parse_ask.cache_clear()
    try:
        yield
    finally:
        for stop in patches:
            stop()
        parse_ask.cache_clear()


if __name__ == "__main__":
    sys.exit(main())

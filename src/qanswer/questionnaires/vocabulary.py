"""The words that forms use, by what they mean, read once from `vocabulary.toml` beside this module."""

from __future__ import annotations

import tomllib
from importlib import resources

from qanswer.questionnaires.matching import Vocabulary


def _read() -> dict[str, Vocabulary]:
    """Read all lists; an entry that ends in "_" ends in a space."""
    text = resources.files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return {name: _split(entries) for name, entries in tomllib.loads(text).items()}


def _split(entries: str) -> Vocabulary:
    words = (entry.strip() for entry in entries.split(";"))
    return Vocabulary(word[:-1] + " " if word.endswith("_") else word for word in words if word)


_LISTS = _read()

NUMBER = _LISTS["number"]
QUESTION = _LISTS["question"]
WEAK_QUESTION = _LISTS["weak_question"]
ANSWER = _LISTS["answer"]
WEAK_ANSWER = _LISTS["weak_answer"]
COMMENT = _LISTS["comment"]
OWNER = _LISTS["owner"]
SECTION = _LISTS["section"]
GUIDANCE = _LISTS["guidance"]
BUYER = _LISTS["buyer"]
SCORE = _LISTS["score"]
SURE_COMMENT = _LISTS["sure_comment"]
VENDOR = _LISTS["vendor"]
PROFILE = _LISTS["profile"]
PROFILE_WORDS = frozenset(_LISTS["profile_words"])
PROFILE_MODIFIERS = frozenset(_LISTS["profile_modifiers"])
PROFILE_ALONE = frozenset(_LISTS["profile_alone"])
SIGNATURE = _LISTS["signature"]
FOLLOW_UP = _LISTS["follow_up"]
PLACEHOLDER = _LISTS["placeholder"]
ASKING = _LISTS["asking"]
IMPERATIVES = _LISTS["imperatives"]
STATEMENTS = _LISTS["statements"]
MODALS = _LISTS["modals"]
CJK_ASKING = _LISTS["cjk_asking"]
CJK_STATEMENTS = _LISTS["cjk_statements"]
YES = _LISTS["yes"]
NO = _LISTS["no"]
OTHER_ANSWERS = _LISTS["other_answers"]
MARKING = _LISTS["marking"]
LEAVE_BLANK = _LISTS["leave_blank"]
NO_FORM = _LISTS["no_form"]
EVALUATION = _LISTS["evaluation"]
EXAMPLE = _LISTS["example"]
OPTIONS = _LISTS["options"]
TOPICS = _LISTS["topics"]
SURE_SECTION = _LISTS["sure_section"]
OFFICIAL = _LISTS["official"]
DECLARATION = _LISTS["declaration"]
SUMMARY = _LISTS["summary"]
NOTE = _LISTS["note"]
HISTORY = _LISTS["history"]

ANSWER_VALUES = frozenset((*YES, *NO, *OTHER_ANSWERS))
"""Texts that are an answer by themselves."""

"""The settings of the judge: thresholds with their origin, and the house style of its answers."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.core.errors import SettingsError

_CHOICES = {
    "first_person": ("we", "company"),
    "style": ("prose", "bullets"),
    "source": ("title", "section", "none"),
}
_SHORTEST = 80
"""Characters: less room holds no answer with its fact."""


@dataclass(frozen=True, slots=True)
class AnsweringRules:
    """What the judge may claim, how sure it must be, and how it words an answer.

    The thresholds were set on sixteen labelled sets (1,345 questions, docs/decisions.md) for the embedding model that
    comes with the program; `qanswer evaluate` proposes others for a precision that you name. Raising one makes the
    judge more careful.
    """

    support: float = 0.56
    """Least support (0 to 1) for a yes or a part: cover of what is asked and retrieval score, half each."""
    support_of_fact: float = 0.42
    """Least support for anything, a no or a plan among it: neither promises anything (2 of 176 no were wrong)."""
    support_of_text: float = 0.56
    """Least support for the answer to an open question."""
    support_without_subject: float = 0.10
    """Asked on top of `support` where a question names no control, standard or topic the lexicon knows."""
    score_of_denial: float = 0.32
    """Least retrieval score of a passage whose sourced no, or plan, is taken where a yes would need more cover."""
    support_auto: float = 0.64
    """Least support for the route `auto`."""
    candidates: int = 8
    """Passages weighed per question; recall@8 is within .02 of recall@20 on every set."""
    bank_match: float = 0.60
    """Least likeness of an approved answer's question (measured: 26 of 65 reused, none about another topic)."""
    scope: tuple[str, ...] = ()
    """Products and regions that are answered for; an approved answer of another scope goes to a person."""
    max_length: int = 600
    """Longest answer text, in characters; whole sentences are left out beyond it."""
    first_person: str = "we"
    """"we", or "company": whether an answer speaks as "we" or by the company's name. Quotes stay as they are."""
    company_name: str = ""
    style: str = "prose"
    """"prose", or "bullets" where an answer tells several facts."""
    source: str = "title"
    """How an answer's text names the documents it rests on: "title", "section" (with the heading), or "none"."""


def check_house_style(rules: AnsweringRules) -> None:
    """Check the settings of how answers are worded.

    Raises:
        SettingsError: one of them is not understood, or does not fit with the others.
    """
    for name, choices in _CHOICES.items():
        if getattr(rules, name) not in choices:
            message = (
                f"qanswer.toml: [answers] {name} must be one of {', '.join(choices)}, not {getattr(rules, name)!r}"
            )
            raise SettingsError(message)
    if rules.max_length < _SHORTEST:
        message = f"qanswer.toml: [answers] max_length must be at least {_SHORTEST}, not {rules.max_length}"
        raise SettingsError(message)
    if rules.first_person == "company" and not rules.company_name:
        message = 'qanswer.toml: [answers] first_person = "company" needs the company\'s name'
        raise SettingsError(message, hint='Set it under [company]: name = "…"')

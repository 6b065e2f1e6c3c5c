"""A language model's reply as it comes."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanswer.answering.language_model.reply import Opinion, PassageQuote, UnreadableReplyError, parse_opinion
from qanswer.core.answer import Verdict

ROW = {"verdict": "yes", "text": "MFA is required.", "quotes": [{"passage": "p1", "quote": "MFA is required."}]}
OPINION = Opinion(Verdict.YES, "MFA is required.", (PassageQuote("p1", "MFA is required."),))


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps(ROW),
        f"```json\n{json.dumps(ROW, indent=1)}\n```",
        f"Here is the answer:\n{json.dumps(ROW)}\nAnything else?",
        f"<think>The object {{verdict}} … {{}} could be {json.dumps({'verdict': 'no'})}</think>{json.dumps(ROW)}",
        json.dumps({**ROW, "verdict": " YES ", "confidence": 0.99, "route": "auto"}),
    ],
)
def test_the_object_is_found_in_what_stands_around_it(reply: str) -> None:
    """Fences, chatter and thoughts do not matter, nor do fields that were not asked for."""
    assert parse_opinion(reply) == OPINION


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Yes.",
        "[]",
        '{"verdict": "yes"',
        '{"answer": "yes"}',
        json.dumps({**ROW, "verdict": "certainly"}),
        json.dumps({**ROW, "verdict": None}),
        json.dumps({**ROW, "text": ["MFA"]}),
        json.dumps({**ROW, "text": "MFA \x07 is required"}),
        json.dumps({**ROW, "text": "MFA \u202e is required"}),
        json.dumps({**ROW, "text": "MFA \ud800 is required"}),
        json.dumps({**ROW, "quotes": "MFA is required."}),
        json.dumps({**ROW, "quotes": ["MFA is required."]}),
        json.dumps({**ROW, "quotes": [{"passage": 1, "quote": "MFA"}]}),
        json.dumps({**ROW, "quotes": [{"passage": "p1", "quote": "MFA is required."}] * 50}),
        "[" * 100_000,
        '{"verdict":' * 100_000,
    ],
)
def test_what_is_not_of_the_agreed_form_is_refused(reply: str) -> None:
    """A reply that is no opinion says so in words that repeat nothing of it."""
    with pytest.raises(UnreadableReplyError) as caught:
        parse_opinion(reply)
    assert "MFA" not in str(caught.value)


@settings(max_examples=60)
@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["verdict", "text", "quotes", "passage", "quote"]), inner)
        ),
    ).map(json.dumps)
)
def test_no_reply_fails_otherwise(reply: str) -> None:
    """Whatever comes is an opinion or is refused."""
    with suppress(UnreadableReplyError):
        assert isinstance(parse_opinion(reply), Opinion)

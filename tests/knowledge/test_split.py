"""Laws of cutting: no text is lost, none is made up, long passages are cut at sentence ends."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Library, Source
from qanswer.core.sentences import split_sentences
from qanswer.knowledge.markdown import parse_markdown
from qanswer.knowledge.plain_text import parse_plain_text
from qanswer.knowledge.split import group_sentences, make_passages

ReadPolicy = Callable[..., Library]
WORD = st.sampled_from(["data", "access", "keys", "are", "encrypted", "e.g.", "AES-256", "1.2", "(AWS)", "U.S.", "v2"])
SENTENCE = st.lists(WORD, min_size=1, max_size=14).map(lambda words: f"The {' '.join(words)}.")
PROSE = st.lists(SENTENCE, min_size=1, max_size=12).map(" ".join)
SOURCE = Source("a", "A", "a", "markdown", "")


@given(PROSE)
def test_sentences_lose_nothing(text: str) -> None:
    """Joined again, the sentences are the text."""
    assert " ".join(split_sentences(text)) == " ".join(text.split())


@given(PROSE, st.integers(min_value=5, max_value=90))
def test_groups_lose_nothing_and_keep_the_limit(text: str, limit: int) -> None:
    """Joined again, the groups are the text; only a single sentence may exceed the limit."""
    groups = group_sentences(text, limit)
    assert " ".join(groups) == " ".join(text.split())
    assert all(len(group.split()) <= limit or len(split_sentences(group)) == 1 for group in groups)


@given(st.lists(st.tuples(st.sampled_from(["bullet", "paragraph", "row"]), PROSE), min_size=1, max_size=8))
def test_markdown_loses_nothing(blocks: list[tuple[str, str]]) -> None:
    """Every block's words stand in passages, in order and in no others."""
    parts = []
    for kind, text in blocks:
        parts.append({"bullet": f"- {text}", "paragraph": text, "row": f"| A | B |\n|---|---|\n| x | {text} |"}[kind])
    content = "# T\n\n" + "\n\n<!-- -->\n\n".join(parts)
    passages = make_passages(SOURCE, parse_markdown(content, "a").blocks)
    found = " ".join(passage.text for passage in passages).replace("x | ", "")
    assert found == " ".join(text for _, text in blocks)


@given(st.lists(PROSE, min_size=1, max_size=6))
def test_plain_text_loses_nothing(paragraphs: list[str]) -> None:
    """Every paragraph's words stand in passages, in order."""
    content = "Title of it\n\n" + "\n\n".join(paragraphs)
    passages = make_passages(SOURCE, parse_plain_text(content, "a").blocks)
    assert " ".join(passage.text for passage in passages) == " ".join(paragraphs)


def test_later_pieces_carry_the_label(read_policy: ReadPolicy) -> None:
    """A long bullet with a label is cut, and each later piece knows under which label it stood."""
    sentence = "Sign-in is checked against the directory of the company by the platform. "
    passages = read_policy("a.md", f"# A\n\n- **SSO**: {sentence * 12}\n").passages
    assert len(passages) > 1
    assert {passage.heading_path for passage in passages[1:]} == {("A", "SSO")}


def test_status_of_a_row_is_its_status_column(read_policy: ReadPolicy) -> None:
    """Words in other columns do not override the Status column."""
    text = "# A\n\n| Name | Status | Notes |\n|---|---|---|\n| ISO | Planned | The audit is complete in scope. |\n"
    assert read_policy("a.md", text).passages[0].status is ControlStatus.PLANNED

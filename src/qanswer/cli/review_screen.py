"""What a reviewer sees: the draft beside its source sentence, the words they share marked, reasons, prior answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qanswer.cli.console import make_table, print_table
from qanswer.core.answer import ApprovedAnswer
from qanswer.core.job import JobItem
from qanswer.services.job import describe_standing
from qanswer.services.review import ReviewDesk
from qanswer.services.review_overlap import mark_overlap

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

KEYS = "a approve  e edit  r reject  s skip  o hand to an owner  u undo  A approve all identical  q stop"


def show_item(review: ReviewDesk, item: JobItem, note: str = "") -> None:
    """Show one question on a fresh screen."""
    from rich.columns import Columns
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console(highlight=False)
    console.clear()
    counts = review.count()
    console.rule(f"{review.job.id}: {counts.approved + counts.rejected} of {counts.total} decided")
    if note:
        console.print(Text(note, style="yellow"))
    question = item.question
    console.print(Text(f"{question.number or question.id}   {question.section}", style="dim"))
    console.print(Text(question.full_text, style="bold"))
    quotes = "\n\n".join(evidence.citation.quote for evidence in item.draft.evidence)
    prior = review.judge_prior(item)
    quotes = quotes or "\n\n".join(citation.quote for citation in (prior.citations if prior else ()))
    draft = _mark(item.standing.text, quotes) if item.is_claimed else Text("(blank)", style="dim")
    state = f"{item.standing.verdict.upper()}, {item.draft.confidence.label} confidence, {item.draft.route}"
    width = max(30, console.width // 2 - 2)
    panels: list[RenderableType] = [
        Panel(draft, title=state, width=width),
        Panel(_mark(quotes, item.standing.text), title=_name_sources(item, prior) or "no source", width=width),
    ]
    console.print(Columns(panels))
    for reason in item.draft.reasons:
        console.print(Text(f"  * {reason}"))
    if item.standing.reviews:
        console.print(Text(f"  * {describe_standing(item.standing)}"))
    if item.owner:
        console.print(Text(f"  owner: {item.owner}", style="dim"))
    if prior:
        _show_prior(prior)
    console.print(Text(KEYS, style="dim"))


def _show_prior(prior: ApprovedAnswer) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(
        Text(f"Prior answer {prior.id}, approved by {prior.approved_by or 'nobody yet'}: {prior.question_text}")
    )
    console.print(Text(f"  {prior.verdict.upper()}: {prior.text}"))
    for caveat in prior.caveats:
        console.print(Text(f"  ! {caveat}", style="yellow"))


def _mark(text: str, other: str) -> Text:
    from rich.text import Text

    marked = Text()
    for stretch, is_shared in mark_overlap(text, other):
        marked.append(stretch, style="bold green" if is_shared else "")
    return marked


def _name_sources(item: JobItem, prior: ApprovedAnswer | None) -> str:
    citations = [evidence.citation for evidence in item.draft.evidence] or list(prior.citations if prior else ())
    return "; ".join(dict.fromkeys(f"{citation.source_id}, {citation.section}" for citation in citations))


def show_queue(items: Sequence[JobItem]) -> None:
    """Print the queue as a table."""
    table = make_table("", "Question", "Text", "Verdict", "Route", "State", "Owner", "Reason")
    for item in items:
        question = item.question
        reason = item.draft.reasons[0] if item.draft.reasons else ""
        state = (item.standing.verdict, item.draft.route, item.standing.state)
        table.add_row(question.number or question.id, question.full_text, *state, item.owner, reason)
    print_table(table)

"""`qanswer review`: one question a screen, single keys."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Protocol

import click

from qanswer.cli.console import exit_with
from qanswer.cli.review_screen import KEYS, show_item, show_queue
from qanswer.core.answer import Verdict
from qanswer.core.errors import ConflictError, RefusedError, UsageError
from qanswer.core.job import JobItem
from qanswer.core.scope import Occasion
from qanswer.services.review import QueueFilter, ReviewDesk, find_job, sort_queue
from qanswer.workspace import Workspace


class Person(Protocol):
    """The one who reviews: keys, lines and edited texts come from here; tests script it."""

    def press(self) -> str:
        """Give one key."""
        ...

    def ask(self, prompt: str) -> str:
        """Give one line; may be empty."""
        ...

    def edit(self, text: str) -> str | None:
        """Give the text as edited; None: left as it was."""
        ...


class _Terminal:
    """A person at a terminal."""

    def press(self) -> str:
        return click.getchar()

    def ask(self, prompt: str) -> str:
        answer: str = click.prompt(prompt, default="", show_default=False)
        return answer.strip()

    def edit(self, text: str) -> str | None:
        return click.edit(text, extension=".txt")


@click.command(name="review")
@click.argument("name", metavar="[FILE or JOB]", required=False, default="")
@click.option("--reason", default="", help="Only questions whose reasons hold these words.")
@click.option("--section", default="", help="Only questions of this section.")
@click.option("--owner", default="", help="Only questions of this owner.")
@click.option("--list", "only_list", is_flag=True, help="Print the queue and leave.")
@click.option("--approve-identical", is_flag=True, help="Approve what repeats an approved answer, and leave.")
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    name: str,
    reason: str,
    section: str,
    owner: str,
    only_list: bool,
    approve_identical: bool,
) -> None:
    """Decide drafts in the terminal, one question a screen; every decision is kept at once, so you can stop anywhere.

    Without FILE or JOB the newest job that waits. Exit code 3 as long as anything waits.

    \b
    Example:
      qanswer review buyer.xlsx --owner "Security lead"
    """
    opened = Workspace.open(workspace)
    store, desk = opened.open_store(), opened.open_desk()
    job = find_job(store, desk, name, Occasion())
    review = ReviewDesk(store, desk, job, date.today())  # noqa: DTZ011  # the vendor's own calendar day
    wanted = QueueFilter(reason, section, owner)
    if only_list:
        show_queue(review.list_queue(wanted))
    elif approve_identical:
        done = review.approve_identical(review.list_queue(wanted))
        click.echo(f"{len(done)} approved: identical to approved answers.")
    elif not sys.stdin.isatty():
        message = "a review needs a terminal"
        raise UsageError(message, hint="Use --list or --approve-identical, or `qanswer serve` for the page.")
    else:
        ReviewLoop(review, wanted, _Terminal()).run()
    counts = review.count()
    click.echo(f"{job.id}: {counts.approved} approved, {counts.rejected} rejected, {counts.waiting} waiting.")
    exit_with(needs_person=bool(counts.waiting))


class ReviewLoop:
    """Goes through the queue with a person until it is empty or they stop."""

    def __init__(self, review: ReviewDesk, wanted: QueueFilter, person: Person) -> None:
        """Take the review, which part of it, and who decides."""
        self.review = review
        self.wanted = wanted
        self.person = person
        self.skipped: set[str] = set()

    def run(self) -> None:
        """Show question after question and carry out what is pressed."""
        note = ""
        while (item := self._find_next()) is not None:
            show_item(self.review, item, note)
            key = self.person.press()
            if key in {"q", "\x03", "\x04", "\x1b"}:
                return
            note = self._carry_out(key, item)

    def _find_next(self) -> JobItem | None:
        queue = sort_queue(self.review.list_queue(self.wanted))
        return next((item for item in queue if item.question.id not in self.skipped), None)

    def _carry_out(self, key: str, item: JobItem) -> str:
        """Do what a key stands for; what could not be done is said above the next screen."""
        acts = {
            "a": self._approve,
            "e": self._edit,
            "r": self._reject,
            "s": self._skip,
            "o": self._escalate,
            "u": self._undo,
            "A": self._approve_identical,
        }
        act = acts.get(key)
        if act is None:
            return f"Keys: {KEYS}"
        try:
            return act(item)
        except (ConflictError, RefusedError) as error:
            return f"{error.message}. {error.hint}"

    def _approve(self, item: JobItem) -> str:
        self.review.approve(item)
        return ""

    def _reject(self, item: JobItem) -> str:
        self.review.reject(item, self.person.ask("Why"))
        return ""

    def _skip(self, item: JobItem) -> str:
        self.skipped.add(item.question.id)
        return ""

    def _escalate(self, item: JobItem) -> str:
        owner = self.person.ask(f"To whom{f' ({item.owner})' if item.owner else ''}") or item.owner
        if not owner:
            return "Nobody was named; the question still waits."
        self.review.escalate(item, owner, self.person.ask("What to ask"))
        self.skipped.add(item.question.id)
        return ""

    def _undo(self, _item: JobItem) -> str:
        undone = self.review.undo()
        if undone is None:
            return "There is nothing to undo."
        self.skipped.discard(undone.question.id)
        return "Undone."

    def _approve_identical(self, _item: JobItem) -> str:
        done = self.review.approve_identical(self.review.list_queue(self.wanted))
        return f"{len(done)} approved: identical to approved answers."

    def _edit(self, item: JobItem) -> str:
        edited = self.person.edit(make_sheet(item))
        if edited is None:
            return "Left as it was."
        try:
            verdict, text = parse_sheet(edited)
        except ValueError as error:
            return str(error)
        reason = ""
        if offending := self.review.check_text(item, text):
            click.echo("\n".join(f"  ! {message}" for message in offending))
            reason = self.person.ask("Why it is true all the same (empty: do not keep the edit)")
            if not reason:
                return f"Not kept: {offending[0]}"
        self.review.edit(item, verdict, text, reason)
        return ""


_HEAD = "# Lines that begin with # are left out. verdict: " + ", ".join(
    verdict.value for verdict in Verdict if verdict is not Verdict.UNANSWERABLE
)


def make_sheet(item: JobItem) -> str:
    """Make the text that the editor opens."""
    verdict = item.standing.verdict if item.is_claimed else Verdict.TEXT
    return f"# {item.question.full_text}\n{_HEAD}\nverdict: {verdict}\n\n{item.standing.text}\n"


def parse_sheet(sheet: str) -> tuple[Verdict, str]:
    """Read the verdict and the text back.

    Raises:
        ValueError: the verdict is missing or unknown, or the text is empty.
    """
    lines = [line for line in sheet.splitlines() if not line.startswith("#")]
    first, _, rest = "\n".join(lines).strip().partition("\n")
    name, _, value = first.partition(":")
    known = {verdict.value: verdict for verdict in Verdict if verdict is not Verdict.UNANSWERABLE}
    if name.strip().casefold() != "verdict" or value.strip().casefold() not in known:
        message = f"Not kept: the first line must be verdict: and one of {', '.join(known)}."
        raise ValueError(message)
    if not rest.strip():
        message = "Not kept: the answer has no words."
        raise ValueError(message)
    return known[value.strip().casefold()], rest.strip()

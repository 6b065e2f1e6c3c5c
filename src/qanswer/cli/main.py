"""The `qanswer` command: finds the subcommand, and turns every failure into one clear line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path

import click

from qanswer import __version__
from qanswer.core.errors import QAnswerError

# Name -> what `qanswer --help` says of it. A command's module is imported only when it runs: help stays instant.
_COMMANDS = {
    "init": "Make a new workspace.",
    "index": "Build or refresh the index of the policies.",
    "inspect": "Show what is read from a questionnaire.",
    "ask": "Draft answers without a file.",
    "answer": "Answer questionnaires: read, draft, fill, prove.",
    "review": "Decide drafts in the terminal.",
    "export": "Write a job's file again, from the reviews.",
    "job": "See the jobs and their reviews.",
    "interview": "Ask owners once for what is blank.",
    "library": "Keep the approved answers.",
    "batch": "Answer every questionnaire in a folder.",
    "overview": "Write the control overview to send under NDA.",
    "controls": "Show which control objectives the policies speak to, and the gaps.",
    "fill": "Write given answers into a questionnaire.",
    "diff": "Show what differs between two files, and prove what does not.",
    "evaluate": "Measure answers against labels, or against what you returned.",
    "doctor": "Check versions, model, index and settings.",
}
_NEW_VALUES_A_COLLECTION = 50_000
_INTERRUPTED = 130


class _LazyGroup(click.Group):
    """A group that knows its commands by name and loads each one's module on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # the signature is click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"qanswer.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    help="The workspace; by default the nearest parent folder with qanswer.toml or knowledge/.",
)
@click.version_option(__version__, prog_name="qanswer")
@click.pass_context
def group(ctx: click.Context, workspace: Path | None) -> None:
    """Answer buyers' security questionnaires from your own policies, offline and cited.

    \b
    Example:
      qanswer answer buyer.xlsx --buyer "Northwind" --overview
    """
    ctx.obj = workspace


def main() -> None:
    """Run the command line: errors become one line and a hint, with the exit codes that CONTRACT names."""
    # What a command loads (passages, ten thousand answers) stays till its end; looking through it for garbage at every
    # 700 new values took a tenth of `ask`.
    gc.set_threshold(_NEW_VALUES_A_COLLECTION)
    try:
        code = group.main(standalone_mode=False)
    except QAnswerError as error:
        code = _report(error)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; nothing was left half written.", err=True)
        code = _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`qanswer … | head`): say nothing, and keep Python from flushing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: QAnswerError) -> int:
    click.echo(f"Error: {error.message}", err=True)
    if error.hint:
        click.echo(f"Hint: {error.hint}", err=True)
    return error.exit_code

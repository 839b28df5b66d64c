"""The `advisor` command: finds the subcommand, and turns every error into plain sentences and an exit code.

Exit codes: 0 done, 1 the tool worked and found something wrong with what it checked, 2 wrong use or unreadable input.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

import click

from advisor.cli.lazy_group import build_lazy_group
from advisor.errors import AdvisorError

COMMANDS = {
    "interview": ("interview.command", "Answer as few questions as the advice needs, and be advised."),
    "advise": ("advise", "Write the recommendation for a company from its facts file."),
    "survey": ("survey.group", "Hand out the 20 statements, and read what people answered."),
    "rules": ("rules.group", "Check and test the rule base."),
}


@click.group(cls=build_lazy_group(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alignment-advisor", message="advisor %(version)s")
def cli() -> None:
    """How closely should Sales and Marketing work together? Advice with its reasons, from the facts of your company."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code. A traceback is a bug; this never shows one for bad input."""
    gc.disable()  # a run is short, and nearly all it makes (the rule base) lives as long as it does
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started this; a report may still go to a file
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(standalone_mode=False, prog_name="advisor")
        sys.stdout.flush()
    except AdvisorError as error:
        for finding in error.findings:
            click.echo(str(finding), err=True)
        code = 2
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "advisor"
        click.echo(f"{_format_message(error.format_message())}; see `{path} --help`", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 2
    except BrokenPipeError:
        _drop_output()
        code = 0  # whoever read our output has seen enough
    except OSError as error:
        _drop_output()
        click.echo(f"<stdout>: this cannot be written: {_format_message(error.strerror or str(error))}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _drop_output() -> None:
    """Keep Python from complaining about what it cannot write when it closes the stream."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _format_message(message: str) -> str:
    text = " ".join(message.split()).rstrip(".")
    return text[:1].lower() + text[1:]

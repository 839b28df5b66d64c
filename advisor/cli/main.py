"""The `advisor` command: calls the subcommand, and turns every error into sentences on stderr and an exit code.

Exit codes: 0 done, 1 the command worked and found errors in what it checked, 2 wrong usage or unreadable input.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

import click

from advisor.cli.command_groups import cli
from advisor.cli.echo import echo
from advisor.errors import AdvisorError, describe_os_error, lower_first
from advisor.model.name_suggestion import suggest_name

COMPLETION_VARIABLE = "_ADVISOR_COMPLETE"
"""The variable with which a shell asks for completions (docs/shell.md)."""


def main() -> NoReturn:
    """Run the command line and exit with its code. Bad input never causes a traceback."""
    gc.disable()  # a run is short, and nearly all its objects (the rule base) live as long as it does
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the parent process closed it; a report may still go to a file
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code, message = 2, ""
    if COMPLETION_VARIABLE in os.environ:
        from advisor.cli.shell_scripts import register_shells

        register_shells()
    try:
        result = cli.main(standalone_mode=False, prog_name="advisor", complete_var=COMPLETION_VARIABLE)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
    except AdvisorError as error:
        from advisor.cli.finding_lines import list_finding_lines
        from advisor.cli.next_command import describe_next_command

        lines = [*list_finding_lines(error.findings, error.rest), describe_next_command(error, sys.argv[1:], cli)]
        message = "\n".join(filter(None, lines))
    except click.exceptions.NoArgsIsHelpError as error:
        message = error.format_message()
    except click.ClickException as error:
        message = _describe_usage_error(error)
    except (click.Abort, KeyboardInterrupt):
        message = "stopped"
    except BrokenPipeError:
        _drop_output()
        code = 0  # the reader of our output needs no more of it
    except OSError as error:
        _drop_output()
        message = f"<stdout>: cannot write the output: {describe_os_error(error, str(error))}"
    if message:
        echo(message, err=True)
    sys.exit(code)


def _describe_usage_error(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        problem = f"`{error.option_name}` is not an option{suggest_name(error.option_name, error.possibilities or ())}"
    else:
        problem = lower_first(" ".join(error.format_message().split()).rstrip("."))
    if "`advisor " in problem:
        return problem
    from advisor.cli.next_command import find_command_path

    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(["advisor", *find_command_path(sys.argv[1:], cli)])
    return f"{problem}; see `{path} --help`"


def _drop_output() -> None:
    """Discard the output that is left, so that Python does not fail on it when it exits."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

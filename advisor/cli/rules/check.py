"""`advisor rules check`: check rule packs for errors and style problems."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

import advisor
from advisor.authoring.check.baseline import apply_baseline, can_be_known, render_baseline
from advisor.authoring.check.project_settings import apply_settings, describe_removed, read_settings
from advisor.authoring.check.proof_checks import ProofRequest, describe_result
from advisor.authoring.check.reporters import FORMATS, is_clean, summarize_findings
from advisor.authoring.check.run_checks import check_packs
from advisor.authoring.format.safe_fixes import apply_safe_fixes
from advisor.authoring.prove.prove import DEFAULT_SECONDS, ProofResult
from advisor.authoring.prove.solver import import_solver
from advisor.cli.echo import echo
from advisor.cli.output_files import check_output_path, list_rewritable_files, rewrite_file, write_output
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.loading.packs.load_rulebase import is_builtin_folder
from advisor.loading.packs.pack_discovery import discover_packs, list_project_packs
from advisor.model.word_lists import format_count


@click.command("check")
@pack_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of the terminal.")
@click.option(
    "--fix",
    is_flag=True,
    help="First fix findings that have only one possible fix, in packs named with --pack; rules keep their meaning.",
)
@click.option("--baseline", metavar="FILE", help="Leave out the findings that this file has; only new ones count.")
@click.option(
    "--write-baseline", "new_baseline", metavar="FILE", help="Write the present findings to FILE, for --baseline."
)
@click.option(
    "--prove", is_flag=True, help="Also prove the laws of the rules for every company; needs the extra `prove`."
)
@click.option(
    "--prove-seconds",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Time for the proofs; what stays undecided is reported.  [default: {DEFAULT_SECONDS}]",
)
@click.option("--all", "show_all", is_flag=True, help="List all findings in text and JSON, not only the first 50.")
def command(
    packs: tuple[str, ...],
    format_: str,
    output: str | None,
    fix: bool,
    baseline: str | None,
    new_baseline: str | None,
    prove: bool,
    prove_seconds: int | None,
    show_all: bool,
) -> None:
    """Check rule packs for errors and style problems.

    With --pack, the command checks the packs that you name. Without --pack, it checks the packs of ADVISOR_PACKS,
    advisor.toml and installed packages. If there are none, it checks the built-in pack.

    Each finding has a place, a severity, a code, a sentence and a fix; `advisor rules explain CODE` explains the code.
    The exit code is 1 if there are errors or warnings.

    A project can lower a code or switch it off in advisor.toml, with a reason, but no error that keeps the advisor from
    giving advice. A baseline leaves out what an old pack already has.

    With --prove, the command proves for all companies at once: each gets one verdict, each move has a step, no step
    appears with what excludes it, no rule is idle, every question and reason can matter. Each exception is shown with
    the facts of a company; they are a facts file.
    """
    if prove_seconds is not None and not prove:
        raise click.UsageError("--prove-seconds is the time for --prove; add --prove")
    request = ProofRequest(prove_seconds or DEFAULT_SECONDS, _report_proof) if prove else None
    if prove:
        import_solver()
    if baseline is not None and new_baseline is not None:
        raise click.UsageError("--baseline reads a file and --write-baseline writes one; use one of them")
    if new_baseline == "-":
        raise click.UsageError("--write-baseline needs the name of a file")
    if fix:
        _apply_fixes(packs)
    findings = _apply_project_settings(_check_packs(packs, request), packs, proven=prove)
    if baseline is not None:
        findings = _leave_out_known(findings, baseline)
    if new_baseline is not None:
        check_output_path(new_baseline, (output, *packs))
        findings = _write_baseline(findings, new_baseline)
    write_output(FORMATS[format_](findings, None if show_all else MAX_KEPT_FINDINGS), output)
    if output and output != "-":
        echo(f"{summarize_findings(findings)}; written to {output}", err=True)
    if not is_clean(findings):
        raise click.exceptions.Exit(1)


def _report_proof(result: ProofResult) -> None:
    echo(describe_result(result), err=True)


def _check_packs(packs: tuple[str, ...], request: ProofRequest | None) -> tuple[Finding, ...]:
    """Check the packs named, else those found, else the built-in pack."""
    added = [folder for folder in packs if not is_builtin_folder(folder)]
    folders = discover_packs(added)
    named = {os.path.realpath(folder) for folder in added}
    context = [folder for folder in folders if os.path.realpath(folder) not in named] if packs else []
    checked = [folder for folder in folders if folder not in context]
    if len(added) == len(packs):
        return check_packs(checked, context, request)
    others = check_packs(checked, context, request) if checked else ()
    return (*check_packs((), proof_request=request), *others)  # the built-in pack is named too


def _apply_project_settings(findings: Iterable[Finding], packs: tuple[str, ...], *, proven: bool) -> Sequence[Finding]:
    """Lower or remove findings as advisor.toml says; unused settings are reported if all packs of the project count."""
    named = {os.path.realpath(folder) for folder in packs}
    covers_project = not packs or all(os.path.realpath(folder) in named for folder in list_project_packs())
    left, removed = apply_settings(findings, read_settings(), report_unused=covers_project, proven=proven)
    if removed:
        echo(describe_removed(removed), err=True)
    return left


def _leave_out_known(findings: Sequence[Finding], path: str) -> Sequence[Finding]:
    result = apply_baseline(findings, path)
    if result.known_count:
        echo(f"{path}: leaves out {format_count(result.known_count, 'finding')}", err=True)
    if result.stale_count:
        stale = format_count(result.stale_count, "entry", "entries")
        echo(f"{path}: {stale} no longer found; write it again with `--write-baseline {path}`", err=True)
    return result.new


def _write_baseline(findings: Sequence[Finding], path: str) -> Sequence[Finding]:
    """Write the findings that a baseline can have, and return the others."""
    write_output(render_baseline(findings, path), path, "the baseline")
    left = [each for each in findings if not can_be_known(each)]
    echo(f"{path}: written with {format_count(len(findings) - len(left), 'finding')}", err=True)
    return left


def _apply_fixes(packs: tuple[str, ...]) -> None:
    """Rewrite the files of the packs that have something to fix."""
    if not packs:
        raise click.UsageError("--fix changes files, so it needs the name of a pack; add --pack DIR")
    installed = Path(advisor.__file__).resolve().parent
    for folder in map(Path, packs):
        if is_builtin_folder(folder) and folder.resolve().is_relative_to(installed):
            raise click.UsageError("--fix cannot change the built-in pack of the installed program; use a checkout")
    for folder in map(Path, packs):
        for path in list_rewritable_files(folder):
            if rewrite_file(path, apply_safe_fixes):
                echo(f"{path}: fixed", err=True)

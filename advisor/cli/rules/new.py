"""`advisor rules new`: a rule with its first cases, and stubs of the knowledge it needs."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from advisor.authoring.scaffold.draft import build_draft
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary, load_vocabulary
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.scaffold import create_rule_files
from advisor.cli.output_files import write_files
from advisor.cli.rules.new_prompts import prompt_for_missing
from advisor.errors import Finding, OutputError, Place
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.pack_discovery import discover_packs
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")


@click.command("new")
@click.argument("rule_id", metavar="ID")
@click.option(
    "--pack", "packs", metavar="DIR", multiple=True, help="The pack to write into; if given again, the last of them."
)
@click.option("--name", metavar="NAME", help="The name of the pack, where it is begun with this rule.")
@click.option("--file", metavar="NAME", help="The file below rules/, without `.yaml`; the stage's name otherwise.")
@click.option("--overrides", metavar="ID", help="A rule of an earlier pack whose place this one takes, with --reason.")
@click.option("--reason", metavar="TEXT", help="Why that rule is overridden, as every reader is told.")
@click.option("--title", metavar="TEXT", help="What the rule says, in a few words.")
@click.option("--stage", type=click.Choice([each.value for each in Stage]), help="Told by --then, where left out.")
@click.option(
    "--status", type=click.Choice([each.value for each in RuleStatus]), default="experimental", show_default=True
)
@click.option("--source", metavar="LOCATOR", help="Where it comes from, such as `policy/our-rule`; always needed.")
@click.option("--when", "when", metavar="'FACT: VALUE'", multiple=True, help="What must hold; may be given again.")
@click.option("--then", "then", metavar="'NAME: VALUE'", multiple=True, help="What follows; may be given again.")
@click.option("--because", metavar="TEXT", help="The sentence of the report; `{grounds}` stands for the answers.")
@click.option(
    "--new-fact",
    "new_facts",
    metavar="NAME",
    multiple=True,
    help="A fact to add: NAME (yes or no), `NAME: value, value` or `NAME: count`.",
)
@click.option("--new-step", "new_steps", metavar="ID", multiple=True, help="A step to add: ID, or `ID: MOVE`.")
def command(
    rule_id: str,
    packs: tuple[str, ...],
    name: str | None,
    file: str | None,
    overrides: str | None,
    reason: str | None,
    title: str | None,
    stage: str | None,
    status: str,
    source: str | None,
    when: tuple[str, ...],
    then: tuple[str, ...],
    because: str | None,
    new_facts: tuple[str, ...],
    new_steps: tuple[str, ...],
) -> None:
    """Begin a rule: with a case in which it fires, one in which it nearly does, and stubs of new facts and steps.

    Conditions are written as in a rule file (`--when 'any: [{sales_cycle: short}, {change_rapid: yes}]'`). What is
    not given is asked for at a terminal. With --overrides, what is not given is taken from that rule, but for --source:
    say where your own rule comes from. All is loaded, tried and checked before anything is written; no file is
    overwritten, and what stands in a file stays as it is.
    """
    terminal = sys.stdin is not None and sys.stdin.isatty()
    if not packs:
        if not terminal:
            raise click.UsageError("`--pack` is missing; name the folder of the pack to write into")
        packs = (click.prompt("Folder of the pack"),)
    if file is not None and not _FILE_NAME.fullmatch(file):
        raise click.UsageError(f"`--file {file}` is no name below rules/; write, for instance, `--file market`")
    folder = Path(packs[-1])
    before = _list_earlier_packs(packs)
    own = () if _is_builtin(folder) or not (folder / "pack.yaml").exists() else (packs[-1],)
    known = load_vocabulary((*before, *own))
    flags = NewRuleOptions(
        rule_id, title, stage, status, source, when, then, because, file or "", new_facts, new_steps, overrides, reason
    )
    pack = known.pack if own else ""
    _check_name(name, folder, known)
    if terminal:
        flags = prompt_for_missing(flags, known, pack)
    try:
        made = create_rule_files(build_draft(flags, known, pack), folder, before, name or _make_slug(folder))
    except ScaffoldError:
        if terminal:
            words = [word for each in packs for word in ("--pack", each)] + (["--name", name] if name else [])
            click.echo(
                f"to go on from here:\n  {shlex.join(['advisor', 'rules', 'new', *flags.format_options(), *words])}"
            )
        raise
    _check_unchanged(folder, made.files)
    write_files(folder, made.files)
    for path in made.files:
        click.echo(f"{folder / path}: written")
    for each in made.remarks:
        code = f" {each.code}" if each.code else ""
        click.echo(f"{each.place}: {each.severity}{code}: {each.sentence}")
        if each.fix:
            click.echo(f"    fix: {each.fix}")
    if made.silent is None:
        click.echo(f"rule `{rule_id}` fires for every company, so there is no case in which it stays silent")


def _list_earlier_packs(packs: tuple[str, ...]) -> tuple[str, ...]:
    """The packs loaded before the one that is written into."""
    if _is_builtin(Path(packs[-1])):
        return ()
    last = Path(packs[-1]).resolve()
    return tuple(each for each in discover_packs(packs) if Path(each).resolve() != last)


def _is_builtin(folder: Path) -> bool:
    return folder.resolve() == Path(find_builtin_folder()).resolve()


def _check_name(name: str | None, folder: Path, vocabulary: Vocabulary) -> None:
    if name is not None and _make_slug(Path(name)) != name:
        raise click.UsageError(f"`--name {name}` cannot name a pack; use lower-case letters, digits and `-`")
    if name is not None and (folder / "pack.yaml").exists() and vocabulary.pack != name:
        raise click.UsageError(
            f"the pack in {folder} is there already and is named `{vocabulary.pack}`; leave out `--name`"
        )


def _make_slug(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.absolute().name.lower()).strip("-") or "ours"


def _check_unchanged(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse where a file has been changed by somebody else since it was read."""
    for path, content in files.items():
        try:
            changed = not content.startswith((folder / path).read_bytes()) if (folder / path).exists() else False
        except OSError:
            changed = True
        if changed:
            sentence = "this file was changed while the rule was tried; run the command again"
            raise OutputError([Finding(Place(str(folder / path)), sentence)])

"""`advisor rules new`: a new rule with its first cases, and stubs of the knowledge it needs."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from advisor.authoring.scaffold.draft import build_draft
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, load_vocabulary
from advisor.authoring.scaffold.scaffold import create_rule_files
from advisor.cli.echo import echo
from advisor.cli.output_files import write_files
from advisor.cli.rules.new_prompts import prompt_for_missing
from advisor.errors import OutputError
from advisor.loading.finding_codes import WOULD_OVERWRITE
from advisor.loading.packs.load_rulebase import is_builtin_folder
from advisor.loading.packs.pack_discovery import discover_packs
from advisor.loading.packs.pack_header import MAX_NAME_LENGTH
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")


@click.command("new")
@click.argument("rule_id", metavar="ID")
@click.option(
    "--pack",
    "packs",
    metavar="DIR",
    multiple=True,
    help="The folder of the pack to write to; if repeated, the last one.",
)
@click.option("--name", metavar="NAME", help="The name of the pack, if it is new.")
@click.option("--file", metavar="NAME", help="The file in rules/, without `.yaml`; by default the name of the stage.")
@click.option("--overrides", metavar="ID", help="The rule of an earlier pack that this rule replaces; needs --reason.")
@click.option("--reason", metavar="TEXT", help="Why that rule is replaced; reports show it.")
@click.option("--title", metavar="TEXT", help="What the rule says, in a few words.")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), help="By default the stage of --then.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in RuleStatus]),
    default="experimental",
    show_default=True,
    help="How settled the rule is.",
)
@click.option("--source", metavar="LOCATOR", help="Where the rule comes from, such as `policy/our-rule`; required.")
@click.option("--when", metavar="'FACT: VALUE'", multiple=True, help="A condition; can be repeated.")
@click.option("--then", metavar="'NAME: VALUE'", multiple=True, help="A conclusion; can be repeated.")
@click.option("--because", metavar="TEXT", help="The sentence in the report; `{grounds}` is replaced by the answers.")
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
    """Create a rule with two cases: one in which it fires, and one in which it just does not.

    Write conditions as in a rule file (`--when 'any: [{sales_cycle: short}, {change_rapid: yes}]'`). At a terminal,
    the command asks for missing options. With --overrides, missing options are copied from that rule, except for
    --source: your own rule has its own source. The command also writes stubs for new facts and steps. It loads, runs
    and checks everything before it writes. Existing lines of your files stay as they are.
    """
    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if not packs:
        if not is_terminal:
            raise click.UsageError("`--pack` is missing; name the folder of the pack to write to")
        packs = (click.prompt("Folder of the pack"),)
    if file is not None and not _FILE_NAME.fullmatch(file):
        raise click.UsageError(f"`--file {file}` is not the name of a file in rules/; write it like `--file market`")
    folder = Path(packs[-1])
    base_packs = _list_earlier_packs(packs)
    own_packs = () if is_builtin_folder(folder) or not (folder / "pack.yaml").exists() else (packs[-1],)
    vocabulary = load_vocabulary((*base_packs, *own_packs))
    options = NewRuleOptions(
        rule_id, title, stage, status, source, when, then, because, file or "", new_facts, new_steps, overrides, reason
    )
    own_pack = vocabulary.pack if own_packs else ""
    _check_name(name, folder, vocabulary)
    if is_terminal:
        options = prompt_for_missing(options, vocabulary, own_pack)
    try:
        draft = build_draft(options, vocabulary, own_pack)
        result = create_rule_files(draft, folder, base_packs, name or _make_slug(folder))
    except ScaffoldError:
        if is_terminal:
            words = [word for pack in packs for word in ("--pack", pack)] + (["--name", name] if name else [])
            command_line = shlex.join(["advisor", "rules", "new", *options.format_options(), *words])
            echo(f"nothing was written; correct this command and run it again:\n  {command_line}")
        raise
    _check_unchanged(folder, result.files)
    write_files(folder, result.files)
    for path in result.files:
        echo(f"{folder / path}: written")
    for remark in result.remarks:
        code = f" {remark.code}" if remark.code.startswith("ADV") else ""
        echo(f"{remark.place}: {remark.severity}{code}: {remark.sentence}")
        if remark.fix:
            echo(f"    fix: {remark.fix}")
    if result.silent is None:
        echo(f"rule `{rule_id}` fires for every company, so it has no case in which it stays silent")


def _list_earlier_packs(packs: tuple[str, ...]) -> tuple[str, ...]:
    """List the packs loaded before the one to write to."""
    if is_builtin_folder(packs[-1]):
        return ()
    last = Path(packs[-1]).resolve()
    return tuple(pack for pack in discover_packs(packs) if Path(pack).resolve() != last)


def _check_name(name: str | None, folder: Path, vocabulary: Vocabulary) -> None:
    if name is not None and _make_slug(Path(name)) != name:
        raise click.UsageError(f"`--name {name}` cannot name a pack; use lower-case letters, digits and `-`")
    if name is not None and (folder / "pack.yaml").exists() and vocabulary.pack != name:
        raise click.UsageError(f"the pack in {folder} already has the name `{vocabulary.pack}`; leave out `--name`")


def _make_slug(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.absolute().name.lower())[:MAX_NAME_LENGTH].strip("-") or "ours"


def _check_unchanged(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to write a file that somebody else changed in the meantime."""
    for path, content in files.items():
        file = folder / path
        try:
            is_changed = file.exists() and not content.startswith(file.read_bytes())
        except OSError:
            is_changed = True
        if is_changed:
            sentence = "this file was changed while the command ran; run the command again"
            raise OutputError.at(str(file), sentence, WOULD_OVERWRITE)

"""`advisor rules docs`: the rule base as HTML pages to browse offline."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.reference.html_pages import GENERATOR_TAG, build_pages
from advisor.authoring.reference.rule_reference import Reference
from advisor.cli.echo import echo
from advisor.cli.output_files import check_no_overwrite, write_files
from advisor.cli.pack_option import pack_option
from advisor.loading.packs.pack_discovery import discover_packs


@click.command("docs")
@click.option("--out", metavar="DIR", required=True, help="Write the pages into this folder; it is created if missing.")
@click.option("--force", is_flag=True, help="Also replace files that this command did not write.")
@pack_option
def command(out: str, force: bool, packs: tuple[str, ...]) -> None:
    """Write a reference of the rule base as HTML pages: rules, facts, steps, sources and the decision tables.

    Open `index.html` first. Pages from an earlier run are replaced; other files are not.
    """
    pages = build_pages(Reference(discover_packs(packs)))
    folder = Path(out)
    if not force:
        others = [path for path in (folder / name for name in pages) if not _is_generated_page(path)]
        check_no_overwrite(others, "name another folder, or replace it with --force")
    write_files(folder, pages)
    echo(f"{folder / 'index.html'}: {len(pages)} pages")


def _is_generated_page(path: Path) -> bool:
    try:
        return GENERATOR_TAG.encode() in path.read_bytes()[:2_000]
    except OSError:
        return False

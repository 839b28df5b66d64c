"""What imported rules say beside those that are there already: where both conclude, and what they conclude differs.

It is the check of `advisor rules check` for contradictions (ADV405), told by the rows of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.authoring.check.rule_checks import check_whole
from advisor.authoring.check.subject import Subject
from advisor.authoring.dmn.importing.row_to_rule import TableRow
from advisor.authoring.pack_source.items import items_of
from advisor.errors import Finding
from advisor.loading.pack_reader import PackReader
from advisor.loading.packs import builtin_folder

CONTRADICTION = "ADV405"


def contradictions(folder: Path, packs: Sequence[str], rows: Mapping[str, TableRow]) -> Iterator[Finding]:
    """Each contradiction between a rule of the pack in `folder` and one of any other pack, as far as the check goes.

    `rows` has the rows of the pack's rules by their ids. The pack must load on top of `packs`.
    """
    reader = PackReader()
    reader.pack(Path(builtin_folder()), builtin=True)
    for each in (*packs, str(folder)):
        reader.pack(Path(each))
    rulebase = reader.whole()
    documents = tuple(each for each in reader.documents if each.pack == len(packs) + 1)
    items = tuple(item for document in documents for item in items_of(document))
    subject = Subject(rulebase, reader.packs[-1].name, False, str(folder), documents, items, frozenset(), True)
    shown_to_fire = frozenset(rule.id for rule in rulebase.rules)  # whether each can is not asked here
    for item, finding in check_whole(subject, shown_to_fire):
        if finding.code == CONTRADICTION and item is not None and item.id in rows:
            yield rows[item.id].finding(f"{finding.sentence}, and where both fire no advice can be given")

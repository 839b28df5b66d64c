"""What imported rules say beside those that are there already: where both conclude, and what they conclude differs.

It is the check of `advisor rules check` for contradictions (ADV405), told by the rows of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.authoring.check.rule_checks import check_rulebase
from advisor.authoring.check.subject import CheckSubject
from advisor.authoring.dmn.importing.row_to_rule import SourceRow
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.errors import Finding
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.pack_reader import PackReader

CONTRADICTION_CODE = "ADV405"


def iter_contradictions(folder: Path, packs: Sequence[str], rows: Mapping[str, SourceRow]) -> Iterator[Finding]:
    """Each contradiction between a rule of the pack in `folder` and one of any other pack, as far as the check goes.

    `rows` has the rows of the pack's rules by their ids. The pack must load on top of `packs`.
    """
    reader = PackReader()
    reader.read_pack(Path(find_builtin_folder()), builtin=True)
    for each in (*packs, str(folder)):
        reader.read_pack(Path(each))
    rulebase = reader.build_partial_rulebase()
    documents = tuple(each for each in reader.documents if each.pack == len(packs) + 1)
    items = tuple(item for document in documents for item in iter_entries(document))
    subject = CheckSubject(rulebase, reader.packs[-1].name, False, str(folder), documents, items, frozenset(), True)
    shown_to_fire = frozenset(rule.id for rule in rulebase.rules)  # whether each can is not asked here
    for item, finding in check_rulebase(subject, shown_to_fire):
        if finding.code == CONTRADICTION_CODE and item is not None and item.id in rows:
            yield rows[item.id].build_finding(f"{finding.sentence}, and where both fire no advice can be given")

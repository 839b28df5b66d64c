"""ADV202: sources whose first part belongs to no work."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.lint.subject import Found, Subject, found, scalars
from advisor.errors import nearest


def check(subject: Subject) -> Iterator[Found]:
    """Every `source` of every entry, those of practices and variants too."""
    known = {prefix for work in subject.rulebase.works for prefix in work.prefix}
    for item in subject.items:
        for path, value in scalars(item.node):
            first = value.text.partition("/")[0].strip()
            if path[-1:] == ("source",) and value.text.strip() and first not in known:
                near = nearest(first, known)
                sentence = f"the source `{value.text}` of `{item.id}` belongs to no work{near}"
                yield found("ADV202", item, sentence, value.place)

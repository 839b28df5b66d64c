"""What somebody says of a new rule, flag by flag, to a draft; all that is missing or not understood is said at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.authoring.scaffold import Draft, ScaffoldError
from advisor.authoring.stub_text import NewFact, NewStep
from advisor.errors import Finding, Place, listing, nearest
from advisor.loading.conditions import ConditionReader
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.packs import load
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.knowledge import MOVES
from advisor.model.rulebase import OF_STEPS, RuleBase
from advisor.model.vocabulary import Conclusion, Fact, Kind

_FACT_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")
_LOCATOR = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_NO_VALUES = frozenset({"unknown", "null", "yes", "no", "true", "false", "on", "off"})
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*")


class Flags(NamedTuple):
    """What was given; None or nothing where it was not."""

    id: str
    title: str | None
    stage: str | None
    status: str
    source: str | None
    when: tuple[str, ...]
    then: tuple[str, ...]
    because: str | None
    file: str
    new_facts: tuple[str, ...]
    new_steps: tuple[str, ...]


class Vocabulary(NamedTuple):
    """What a new rule can speak of, and the name of the pack that was loaded last."""

    rulebase: RuleBase
    pack: str


def vocabulary(packs: Iterable[str]) -> Vocabulary:
    """The vocabulary of some packs. Raises PackError."""
    rulebase = load(packs)
    return Vocabulary(rulebase, rulebase.packs[-1].name)


def draft_of(flags: Flags, known: Vocabulary) -> Draft:
    """The draft of a rule. Raises ScaffoldError with everything that is missing or not understood."""
    findings = Findings()
    facts = tuple(_facts(flags, known, findings))
    steps = tuple(_steps(flags, known, findings))
    reader = condition_reader(known, facts, findings)
    whens = [when(each, reader) for each in flags.when]
    thens = [then(each, known, steps, findings) for each in flags.then]
    if not flags.when and facts:
        whens = [_of_new(facts)]
    if not flags.then and steps:
        thens = [_mapping("step", *(step.id for step in steps))]
    if not _SLUG.fullmatch(flags.id):
        _say(findings, "ID", f"`{flags.id}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`")
    elif flags.id in known.rulebase.by_id:
        _say(findings, "ID", f"there is a rule `{flags.id}` already; give this one its own id")
    for flag, given in _needed(flags, bool(whens), bool(thens)):
        if not given:
            _say(findings, flag, f"this is missing; say `{flag} …`, or answer at a terminal")
    source = _text(flags.source)
    if source and not _LOCATOR.fullmatch(source):
        way_out = "write the work and the place in it in lower case, joined by `/`, as in `policy/our-rule`"
        _say(findings, "--source", f"`{source}` is no locator; {way_out}")
    stage = flags.stage or _stage(thens, known)
    if findings:
        raise ScaffoldError(findings)
    return Draft(
        id=flags.id,
        title=_text(flags.title),
        stage=stage,
        status=flags.status,
        source=source,
        when=tuple(each for each in whens if each is not None),
        then=tuple(each for each in thens if each is not None),
        because=_text(flags.because),
        file=flags.file,
        facts=facts,
        steps=steps,
        new_work=all(source.split("/")[0] not in work.prefix for work in known.rulebase.works),
    )


def _needed(flags: Flags, whens: bool, thens: bool) -> Iterator[tuple[str, bool]]:
    yield "--title", bool(_text(flags.title))
    yield "--source", bool(_text(flags.source))
    yield "--when", whens
    yield "--then", thens
    yield "--because", bool(_text(flags.because))


def _text(given: str | None) -> str:
    return " ".join((given or "").split())


def condition_reader(known: Vocabulary, facts: Iterable[NewFact], findings: Findings) -> ConditionReader:
    """Reads conditions on what is known and on facts to be added."""
    rulebase = known.rulebase
    added: Mapping[str, Fact] = {fact.name: _fact(fact) for fact in facts}
    return ConditionReader({**rulebase.facts, **added}, rulebase.conclusions, findings)


def _fact(new: NewFact) -> Fact:
    values = ("yes", "no") if new.kind is Kind.YES_NO else new.values
    return Fact(new.name, new.kind, "", "", "", dict.fromkeys(values, ""))


def when(text: str, reader: ConditionReader) -> Mapped | None:
    """A condition as given; what is not understood is said."""
    node = read(text, "--when", reader.findings)
    if node is None:
        return None
    if not isinstance(node, Mapped):
        _say(reader.findings, "--when", f"`{text}` is no condition; write, for instance, `--when 'sales_cycle: short'`")
        return None
    reader.read(node)
    return node


def then(text: str, known: Vocabulary, steps: Iterable[NewStep], findings: Findings) -> Mapped | None:
    """Conclusions as given; what is not understood is said."""
    node = read(text, "--then", findings)
    if node is None:
        return None
    if not isinstance(node, Mapped) or not node.items:
        _say(findings, "--then", f"`{text}` concludes nothing; write, for instance, `--then 'favours: stay'`")
        return None
    new = frozenset(step.id for step in steps)
    for key, value in node.items:
        conclusion = known.rulebase.conclusions.get(key.text)
        if conclusion is None:
            near = nearest(key.text, known.rulebase.conclusions) or f"; there are {_all(known.rulebase.conclusions)}"
            _say(findings, "--then", f"`{key.text}` is not a conclusion{near}")
            continue
        for item in value.items if isinstance(value, Listing) else (value,):
            _check(item, conclusion, new, findings)
    return node


def _check(item: Node, conclusion: Conclusion, new: frozenset[str], findings: Findings) -> None:
    if not isinstance(item, Scalar):
        _say(findings, "--then", f"`{conclusion.name}` takes a value or a list of values")
        return
    allowed = conclusion.values
    if allowed is None or item.text in allowed or (item.text in new and conclusion.name in OF_STEPS):
        return
    near = nearest(item.text, allowed) or (f"; it can be {listing(sorted(allowed))}" if len(allowed) < 13 else "")
    _say(findings, "--then", f"`{item.text}` is not a value of `{conclusion.name}`{near}")


def _all(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def read(text: str, flag: str, findings: Findings) -> Node | None:
    """A flag's value as YAML; None (said) where it is none."""
    try:
        text.encode()
        node = read_yaml(text, flag, findings)
    except UnreadableError as error:
        _say(findings, flag, f"`{text}` is not understood: {error.finding.sentence}")
        return None
    except UnicodeEncodeError:
        _say(findings, flag, "this holds something that is no text")
        return None
    if node is None:
        _say(findings, flag, f"this is empty; say `{flag} …`")
    return node


def _facts(flags: Flags, known: Vocabulary, findings: Findings) -> Iterator[NewFact]:
    flag = "--new-fact"
    for text in flags.new_facts:
        node = read(text, flag, findings)
        name, value = _pair(node)
        if not _FACT_NAME.fullmatch(name):
            _say(
                findings,
                flag,
                f"`{text}` names no fact; use words such as `{flag} site_visits`",
            )
        elif name in known.rulebase.facts or name in known.rulebase.conclusions:
            _say(findings, flag, f"there is a fact or conclusion `{name}` already; leave this out, or rename it")
        elif value is None or (isinstance(value, Scalar) and value.text == Kind.YES_NO):
            yield NewFact(name)
        elif isinstance(value, Scalar) and value.text == Kind.COUNT:
            yield NewFact(name, Kind.COUNT)
        elif values := _values(value):
            yield NewFact(name, Kind.CHOICE, values)
        else:
            _say(findings, flag, f"`{text}` is neither `NAME`, `NAME: [value, value]` nor `NAME: count`")


def _values(node: Node) -> tuple[str, ...]:
    """Two or more different values; nothing where there are none."""
    items = node.items if isinstance(node, Listing) else ()
    texts = [item.text for item in items if isinstance(item, Scalar) and _SLUG.fullmatch(item.text)]
    good = len(texts) == len(items) == len(set(texts)) and not _NO_VALUES.intersection(texts)
    return tuple(texts) if good and len(texts) > 1 else ()


def _steps(flags: Flags, known: Vocabulary, findings: Findings) -> Iterator[NewStep]:
    flag = "--new-step"
    for text in flags.new_steps:
        name, value = _pair(read(text, flag, findings))
        move = value.text if isinstance(value, Scalar) else "" if value is not None else _move(flags)
        if not _SLUG.fullmatch(name):
            _say(findings, flag, f"`{text}` names no step; use lower-case letters, digits, `-`, `_` and `/`")
        elif name in known.rulebase.steps:
            _say(findings, flag, f"there is a step `{name}` already; leave this out, or take another id")
        elif move not in MOVES:
            _say(findings, flag, f"`{text}` names no move; after the id it must be {listing(MOVES)}")
        else:
            yield NewStep(name, move)


def _move(flags: Flags) -> str:
    """The move from the state that a condition names; else watching."""
    named = re.search(r"\b(?:state|relationship)\s*:\s*(\w+)", " ".join(flags.when))
    return next((move for move in MOVES if named and move.startswith(f"{named[1]}-to-")), "watch")


def _pair(node: Node | None) -> tuple[str, Node | None]:
    if isinstance(node, Scalar):
        return node.text, None
    if isinstance(node, Mapped) and len(node.items) == 1:
        return node.items[0][0].text, node.items[0][1]
    return "", None


def _of_new(facts: Iterable[NewFact]) -> Mapped:
    """The condition that new facts have the first of their values."""
    found = []
    for fact in facts:
        name, value = Scalar(fact.name, Place("")), fact.values[0] if fact.values else "yes"
        at_least = Mapped(((Scalar("at_least", Place("")), Scalar("1", Place(""))),), Place(""))
        found.append((name, at_least if fact.kind is Kind.COUNT else Scalar(value, Place(""))))
    return Mapped(tuple(found), Place(""))


def _mapping(key: str, *values: str) -> Mapped:
    nodes = tuple(Scalar(value, Place("")) for value in values)
    return Mapped(((Scalar(key, Place("")), nodes[0] if len(nodes) == 1 else Listing(nodes, Place(""))),), Place(""))


def _stage(thens: Iterable[Mapped | None], known: Vocabulary) -> str:
    names = (key.text for each in thens if each is not None for key, _ in each.items)
    stages = (known.rulebase.conclusions[name].stage for name in names if name in known.rulebase.conclusions)
    return next((stage.value for stage in stages), "")


def _say(findings: Findings, flag: str, sentence: str) -> None:
    findings.append(Finding(Place(flag), sentence))

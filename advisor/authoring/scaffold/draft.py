"""What somebody says of a new rule, flag by flag, to a draft; all that is missing or not understood is said at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.flags import Flags, Vocabulary, read, say
from advisor.authoring.scaffold.new_entries import SLUG, new_facts, new_steps
from advisor.authoring.scaffold.overridden_rule import old_of
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.scaffold import Draft
from advisor.errors import Finding, Place, listing, nearest
from advisor.loading.conditions import ConditionReader
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.model.conditions import leaves, required_leaves
from advisor.model.rulebase import OF_STEPS
from advisor.model.vocabulary import Conclusion, Fact, Kind

_LOCATOR = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def draft_of(flags: Flags, known: Vocabulary, own_pack: str = "") -> Draft:
    """The draft of a rule for the pack `own_pack`; one that overrides another begins as that one is written.

    Raises ScaffoldError with everything that is missing or not understood.
    """
    findings = Findings()
    facts = tuple(new_facts(flags, known, findings))
    steps = tuple(new_steps(flags, known, findings))
    old = old_of(flags, known, own_pack, findings)
    if old is not None:
        flags = flags._replace(title=flags.title or old.title, because=flags.because or old.because)
    reader = condition_reader(known, facts, findings)
    whens = [when(each, reader) for each in flags.when]
    thens = [then(each, known, steps, findings) for each in flags.then]
    if not flags.when:
        whens = [_of_new(facts)] if facts else list(old.when) if old else []
    if not flags.then:
        thens = [_mapping("step", *(step.id for step in steps))] if steps else list(old.then) if old else []
    if not SLUG.fullmatch(flags.id):
        say(findings, "ID", f"`{flags.id}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`")
    elif flags.id in known.rulebase.by_id and flags.id != flags.overrides:
        say(findings, "ID", f"there is a rule `{flags.id}` already; give this one its own id")
    _say_missing(flags, bool(whens or flags.new_facts) or old is not None, bool(thens or flags.new_steps), findings)
    source = _text(flags.source)
    findings += [Finding(Place("--source"), each) for each in wrong_source(source)]
    stage = stage_of_all(thens, flags.stage or (old.stage if old else ""), known, findings)
    if not findings:
        findings += [Finding(Place("--because"), each) for each in wrong_because(_text(flags.because), whens, reader)]
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
        overrides=flags.overrides or "",
        reason=_text(flags.reason),
    )


def wrong_source(source: str) -> Iterator[str]:
    """What is wrong with a locator."""
    if source and not _LOCATOR.fullmatch(source):
        way_out = "write the work and the place in it in lower case, joined by `/`, as in `policy/our-rule`"
        yield f"`{source}` is no locator; {way_out}"


def wrong_because(text: str, whens: Iterable[Mapped | None], reader: ConditionReader) -> Iterator[str]:
    """What is wrong with the placeholders of a sentence, for a rule with these conditions (and no guard)."""
    before = len(reader.findings)
    conditions = [reader.read(each) for each in whens if each is not None]
    if len(reader.findings) > before:
        return
    tests = [leaf.name for each in conditions for leaf in leaves(each)]
    sure = {leaf.name for each in conditions for leaf in required_leaves(each)}
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        yield "a brace in it does not close"
        return
    for name in names:
        if name == "grounds" and not any(each in reader.facts for each in tests):
            yield "it has `{grounds}`, but the condition reads no fact"
        elif name != "grounds" and name not in reader.facts:
            yield f"it names `{name}`, which is not a fact{nearest(name, reader.facts)}"
        elif name in tests and name not in sure:
            yield f"it names `{name}`, which may be unknown when the rule fires; write `{{grounds}}`"


def _say_missing(flags: Flags, whens: bool, thens: bool, findings: Findings) -> None:
    """Say what is missing. With `--overrides` that can be the source only, which no other rule can lend."""
    needed = {
        "--title": bool(_text(flags.title)),
        "--source": bool(_text(flags.source)),
        "--when": whens,
        "--then": thens,
        "--because": bool(_text(flags.because)),
    }
    for flag, given in needed.items():
        if given or (flags.overrides and flag != "--source"):
            continue
        why = "" if not flags.overrides else "; that of the rule overridden is not taken, as yours has its own"
        say(findings, flag, f"this is missing{why}; say `{flag} …`, or answer at a terminal")


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
        say(reader.findings, "--when", f"`{text}` is no condition; write, for instance, `--when 'sales_cycle: short'`")
        return None
    reader.read(node)
    return node


def then(text: str, known: Vocabulary, steps: Iterable[NewStep], findings: Findings) -> Mapped | None:
    """Conclusions as given; what is not understood is said."""
    node = read(text, "--then", findings)
    if node is None:
        return None
    if not isinstance(node, Mapped) or not node.items:
        say(findings, "--then", f"`{text}` concludes nothing; write, for instance, `--then 'favours: stay'`")
        return None
    new = frozenset(step.id for step in steps)
    for key, value in node.items:
        conclusion = known.rulebase.conclusions.get(key.text)
        if conclusion is None:
            near = nearest(key.text, known.rulebase.conclusions) or f"; there are {_all(known.rulebase.conclusions)}"
            say(findings, "--then", f"`{key.text}` is not a conclusion{near}")
            continue
        for item in value.items if isinstance(value, Listing) else (value,):
            _check(item, conclusion, new, findings)
    return node


def _check(item: Node, conclusion: Conclusion, new: frozenset[str], findings: Findings) -> None:
    if not isinstance(item, Scalar):
        say(findings, "--then", f"`{conclusion.name}` takes a value or a list of values")
        return
    allowed = conclusion.values
    if allowed is None or item.text in allowed or (item.text in new and conclusion.name in OF_STEPS):
        return
    near = nearest(item.text, allowed) or (f"; it can be {listing(sorted(allowed))}" if len(allowed) < 13 else "")
    say(findings, "--then", f"`{item.text}` is not a value of `{conclusion.name}`{near}")


def _all(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


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


def stage_of_all(thens: Iterable[Mapped | None], stage: str, known: Vocabulary, findings: Findings) -> str:
    """The stage of what a rule concludes (`stage`, if that is given). Said, where something is of another one."""
    names = dict.fromkeys(key.text for each in thens if each is not None for key, _ in each.items)
    stages = {name: known.rulebase.conclusions[name].stage for name in names if name in known.rulebase.conclusions}
    if not stage and len(set(stages.values())) > 1:
        told = ", ".join(f"`{name}` is concluded in stage {each}" for name, each in stages.items())
        say(findings, "--then", f"a rule concludes for one stage, but {told}; make a rule for each")
    for name, each in stages.items():
        if stage and each != stage:
            say(findings, "--then", f"a rule of stage {stage} cannot conclude `{name}` of stage {each}")
    return stage or next((each.value for each in stages.values()), "")

"""The laws of the advice as checks on one company's advice. Each yields what breaks it: a short key, and what was seen.

Laws 6 (by running the changes) and 7 (over all companies) are in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from advisor.model.vocabulary import Fact, Kind
from tests.policy import tables
from tests.policy.advised import Advised, Sentence
from tests.policy.plain_policy import FOLLOWING, TASK_FACTS, TASKS, UNDER_WAY

Broken = Iterator[tuple[str, str]]
_FUNNEL = ("funnel_led_by_marketing", "funnel_led_by_sales", "marketing_absent_at")


def check_law_1(case: Advised) -> Broken:
    """No step, practice or "not yet" line asks for what the answers say is there."""
    for claim in tables.THERE:
        if claim.applies(case.answers):
            yield from _find_forbidden(case, claim)
    for step in tables.list_done_by_all_tasks(case.answers):
        if step in case.step_ids | case.not_yet_ids:
            yield f"all tasks done -> {step}", step
    done = case.answers.get(TASKS, frozenset())
    for task, (fact, value) in TASK_FACTS.items():
        if case.answers.get(fact) != value and task not in done:
            continue
        status = next((each.status for each in case.advice.checklist or () if each.id == task), "done")
        if status != "done":
            yield f"checklist: {task} is {status}, although {fact}: {value}", task
        words = case.rulebase.facts[TASKS].values[task]
        progress = case.advice.relationship.progress
        if progress and words in progress.left:
            yield f"progress: {task} is left, although {fact}: {value}", words


def _find_forbidden(case: Advised, claim: tables.Claim) -> Broken:
    for step in claim.steps:
        if step in case.step_ids and (not claim.unless_variant or case.variants[step] != claim.unless_variant):
            yield f"{claim.name()} -> step {step}", step
        if step in case.not_yet_ids and not _waits_because_of(case, step, claim):
            yield f"{claim.name()} -> not yet {step}", step
    for detail in claim.details:
        if detail in case.detail_ids:
            yield f"{claim.name()} -> detail {detail} by {case.detail_ids[detail]}", detail


def _waits_because_of(case: Advised, step: str, claim: tables.Claim) -> bool:
    """Return whether a step for later waits because of the claim's answers, and says so."""
    rules = [ground.rule for note in case.advice.not_yet if note.id == step for ground in note.grounds]
    return any(set(claim.answers) <= case.list_facts_behind(rule) for rule in rules)


def check_law_2(case: Advised) -> Broken:
    """No step presupposes what the answers deny."""
    for claim in tables.DENIED:
        if claim.applies(case.answers):
            yield from _find_forbidden(case, claim)
    for note in case.advice.done:
        for fact, value in tables.DENIED_IN_PLACE.get(note.id, {}).items():
            if case.answers.get(fact) == value:
                yield f"{fact}: {value} -> {note.id} is called in place", note.title
    if case.answers.get("marketing_role") == "none":
        for step in case.advice.steps:
            texts = {
                "title": step.title,
                "what": step.what,
                "first": step.first,
                "owner": step.owner,
                "sign": step.sign,
            }
            for place, text in (*texts.items(), *((detail.id, detail.text) for detail in step.details)):
                if found := re.search(tables.NO_MARKETING, text):
                    yield f"marketing_role: none -> `{found[0]}` in {place} of {step.id}", text


def check_law_3(case: Advised) -> Broken:
    """Check that a reason, "because" or caution speaks only of values that its rule tested."""
    for sentence in case.sentences:
        used = case.list_facts_behind(sentence.rule)
        for words, name in tables.PRESUMED.items():
            if name not in case.stated.facts and re.search(words, sentence.text):
                yield f"{sentence.rule} ({sentence.place}) presumes `{name}`, which nobody reported", sentence.text
        if sentence.rule not in case.used_facts:
            continue
        for fact in _list_mentioned_facts(case, sentence):
            if fact.name not in used and not (_list_followers(fact.name) & used):
                yield f"{sentence.rule} ({sentence.place}) names `{fact.name}`, which it did not use", sentence.text
        for name in used:
            fact = case.rulebase.facts[name]
            chosen = case.answers.get(name)
            if fact.kind is Kind.MANY and isinstance(chosen, frozenset):
                others = chosen - case.list_tested_values(sentence.rule, name)
                for value in others:
                    if _has_words(fact.values[value], sentence.text):
                        yield (
                            f"{sentence.rule} ({sentence.place}) names a value of `{name}` that it did not test",
                            (f"{value}: {sentence.text}"),
                        )
        if case.has_negated_test(sentence.rule, TASKS) and re.search(
            r"report\w* (this |it )?as not|not done", sentence.text
        ):
            yield f"{sentence.rule} says that a task was reported as not done", sentence.text


def _list_followers(name: str) -> frozenset[str]:
    """Return the facts that follow from a fact; their rules speak of the stated one."""
    pairs = [(fact, follower) for (fact, _), (follower, _) in FOLLOWING.items()]
    for fact, _ in TASK_FACTS.values():
        pairs += [(TASKS, fact), (fact, TASKS)]
    pairs.append(("employees", "company_size"))
    return frozenset(follower for fact, follower in pairs if fact == name)


def _list_mentioned_facts(case: Advised, sentence: Sentence) -> list[Fact]:
    """List the facts whose clause, for the company's answer, is in a sentence."""
    text = sentence.text
    found = []
    for fact in case.rulebase.facts.values():
        answer = case.answers.get(fact.name)
        if (isinstance(answer, str) and fact.values[answer] in text) or (
            isinstance(answer, int) and fact.clause.replace("{value}", str(answer)) in text
        ):
            found.append(fact)
    return found


@cache
def _compile_words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(words)}\b")


def _has_words(words: str, text: str) -> bool:
    return bool(_compile_words(words).search(text))


def check_law_4(case: Advised) -> Broken:
    """Every reported trouble is met by a step, a practice or a caution that names it."""
    for trouble, (fact, value, words) in tables.TROUBLES.items():
        if case.answers.get(fact) == value and not _is_met(case, fact, words, trouble):
            yield f"{trouble} ({case.advice.verdict}, {case.advice.relationship.state}) is not met", value
    topics = case.answers.get("conflict_topics")
    for topic in topics if isinstance(topics, frozenset) else ():
        if not _is_met(case, "conflict_topics", tables.TOPICS.get(topic, topic), f"topic_{topic}", topic):
            yield f"topic {topic} ({case.advice.verdict}, {case.advice.relationship.state}) is not met", topic
    answering = case.step_ids | set(case.detail_ids)
    answering |= {each.id for each in (*case.advice.cautions, *case.advice.context)}
    for trouble in case.advice.trouble:
        if not trouble.answered_by:
            yield f"trouble {trouble.id} ({case.advice.verdict}) has an empty `answered_by`", trouble.clause
        for missing in set(trouble.answered_by) - answering:
            yield f"trouble {trouble.id} is answered by {missing}, which the advice does not have", trouble.clause


def _is_met(case: Advised, fact: str, words: str, trouble: str = "", value: str = "") -> bool:
    for sentence in case.sentences:
        if sentence.place not in ("step", "caution"):
            continue
        tested = case.list_tested_values(sentence.rule, "trouble")
        if value and value not in case.list_tested_values(sentence.rule, fact) and trouble not in tested:
            continue
        if _reads(case.uses.get(sentence.rule, ()), fact, trouble) and re.search(
            words, f"{sentence.text} {sentence.detail}", re.IGNORECASE
        ):
            return True
    return False


def _reads(uses: Iterable[dict[str, Any]], fact: str, trouble: str) -> bool:
    return any(
        use.get("fact") == fact or (use.get("conclusion") == "trouble" and trouble in use.get("value", ()))
        for use in uses
    )


def check_law_5(case: Advised) -> Broken:
    """Every stated fact is used in the report or listed as not used at this level; never both."""
    advice = case.advice
    told = [each.rule for each in advice.trace if each.stage not in ("infer", "weigh")]
    used = frozenset[str]().union(*map(case.list_facts_behind, told))
    shown = {name for reason in advice.reasons for name in reason.facts}
    shown |= set(_FUNNEL) if advice.funnel else set()
    shown |= {TASKS, UNDER_WAY} if advice.checklist else set()
    for trouble in advice.trouble:
        shown |= case.used_facts[trouble.rule] if trouble.answered_by else set()
    shown |= {name for name in case.stated.facts if _list_followers(name) & (used | shown)}
    unused = {each.fact for each in advice.unused}
    for name in case.stated.facts:
        if name not in used | shown | unused:
            yield f"{name} is neither used nor listed as unused", str(case.stated.facts[name])
        if name in used and name in unused:
            yield f"{name} is used and listed as unused", str(case.stated.facts[name])
    for name in unused - set(case.stated.facts):
        yield f"{name} is listed as unused, but nobody stated it", name


def check_law_8(case: Advised) -> Broken:
    """Every text of the advice carries a locator of the article, of a pack's work, or `policy/…`."""
    known = case.rulebase.works_by_prefix
    for path, source, text in _iter_sources(case.advice, "advice"):
        if not source and text:
            yield f"{path} has no source", text
        elif source and source.partition("/")[0] not in known:
            yield f"{path} has the unknown source {source}", text


_TEXTS = ("text", "title", "what", "because", "clause", "question")
_NOT_PRINTED = ("packs", "overrides", "rulebase", "survey", "scores", "sources", "trace")


def _iter_sources(part: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield the path, the source and the text of every part that has a source."""
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        if "source" in part._fields and path != "advice":
            text = next((value for name in _TEXTS if isinstance(value := getattr(part, name, None), str) and value), "")
            yield path, part.source, text  # type: ignore[attr-defined]
        for name, value in zip(part._fields, part, strict=True):
            if name not in _NOT_PRINTED:
                yield from _iter_sources(value, f"{path}.{name}")
    elif isinstance(part, list):
        for item in part:
            yield from _iter_sources(item, path)


LAWS: dict[str, Callable[[Advised], Broken]] = {
    "law 1": check_law_1,
    "law 2": check_law_2,
    "law 3": check_law_3,
    "law 4": check_law_4,
    "law 5": check_law_5,
    "law 8": check_law_8,
}

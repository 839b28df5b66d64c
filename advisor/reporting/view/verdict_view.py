"""The first parts of a recommendation: the verdict with its grounds, the state, and the scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import Ground, Progress
from advisor.model.rulebase import CONFLICT_TOPICS, STATE_BASES
from advisor.model.vocabulary import Stage
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.reasons_view import SIDES, group_reasons
from advisor.reporting.view.text_layout import CitedText, format_number
from advisor.reporting.view.wording import ReportContext, capitalize

MAX_NAMED_TASKS = 6
"""Maximum number of open checklist tasks that are named one by one."""


def describe_verdict(context: ReportContext) -> Iterator[CitedText]:
    """Say the move, and the grounds or the verdicts that are still possible."""
    advice = context.advice
    if advice.move:
        yield CitedText(context.wording("move", start=advice.move.from_, goal=advice.move.to))
    if advice.verdict not in advice.possible_verdicts:
        possible = context.wording("possible", verdicts=join_alternatives(advice.possible_verdicts))
        yield CitedText(f"{possible} {advice.meaning}")
    elif advice.grounds:
        yield from _cite_grounds(context, advice.grounds)
    else:
        yield CitedText(f"{advice.meaning} {context.wording('settled-anyway')}")
    yield from _describe_trouble(context)
    if advice.strength:
        yield CitedText(_describe_strength(context))


def _describe_trouble(context: ReportContext) -> Iterator[CitedText]:
    """List the reported trouble, and the topics of conflict in a sentence of their own."""
    topics = context.rulebase.facts[CONFLICT_TOPICS].values if CONFLICT_TOPICS in context.rulebase.facts else {}
    disputed, clauses = [], []
    for trouble in context.advice.trouble:
        topic = trouble.id.removeprefix("topic_")
        if topic != trouble.id and topic in topics:
            disputed.append(topics[topic])
        else:
            clauses.append(trouble.clause)
    sources = dict.fromkeys(trouble.source for trouble in context.advice.trouble)
    if clauses:
        yield context.cite_wording("trouble", *sources, clauses="; ".join(dict.fromkeys(clauses)))
    if disputed:
        yield context.cite_wording("trouble-topics", *sources, topics=join_words(disputed))


def _describe_strength(context: ReportContext) -> str:
    """Say how strong the case is, with the number of reasons on each side as the report lists them."""
    rules, strength = context.rulebase.rules_by_id, context.advice.strength
    held = [each for each in context.advice.reasons if each.status == "holds"]
    weighed = [each for each in held if rules[each.rule].stage is Stage.WEIGH]
    if not weighed:
        return context.wording(f"strength-{strength}-alone")
    fors, againsts = (len(group_reasons(context, [each for each in weighed if each.favours == side])) for side in SIDES)
    moving, staying = context.wording("tighten-count", count=fors), context.wording("stay-count", count=againsts)
    text = context.wording(f"strength-{strength}", moving=moving, staying=staying)
    own, other = (fors, againsts) if context.advice.move else (againsts, fors)
    return f"{text} {context.wording('kind-counts')}" if own <= other else text


def _cite_grounds(context: ReportContext, grounds: Iterable[Ground]) -> list[CitedText]:
    return [context.cite_text(ground.text, ground.source) for ground in grounds]


def describe_state(context: ReportContext) -> Iterator[CitedText]:
    """Say the state with its grounds and meaning, and the progress on the checklist."""
    relationship = context.advice.relationship
    if relationship.state is None:
        yield CitedText(context.wording("state-open", states=join_alternatives(relationship.possible_states)))
    else:
        title = f"{relationship.title}."
        yield CitedText(title, strong=(title,))
        yield from _cite_grounds(context, relationship.grounds)
        yield context.cite_text(relationship.text, relationship.source)
    if relationship.progress:
        yield _describe_progress(context, relationship.progress)
    if inferred := [each.because for each in context.advice.inferred if each.because]:
        sources = (each.source for each in context.advice.inferred if each.because)
        yield context.cite_text(" ".join(dict.fromkeys(inferred)), *sources)


def _describe_progress(context: ReportContext, progress: Progress) -> CitedText:
    done, left = len(progress.done), len(progress.left)
    name = "progress-all" if not left else "progress" if left <= MAX_NAMED_TASKS else "progress-begun"
    tasks = join_words(progress.left)
    return context.cite_wording(name, progress.source, done=done, total=done + left, left=tasks)


def describe_scores(context: ReportContext) -> list[str]:
    """Say each side's score and verdict, and that there is no benchmark."""
    lines = []
    for score in context.advice.scores:
        between = "score-between-one" if len(score.states) == 1 else "score-between"
        line = context.wording(
            "score-exact" if score.low == score.high else between,
            who=context.wording(f"who-{score.who}"),
            low=format_number(score.low),
            high=format_number(score.high),
            states=join_alternatives(score.states),
        )
        lines.append(line)
    for reading in context.advice.readings:
        function, verdicts = capitalize(reading.function), join_alternatives(reading.possible_verdicts)
        name = f"reading-{reading.function}" if reading.function in STATE_BASES else "reading"
        lines.append(context.wording(name, function=function, state=reading.state, verdicts=verdicts))
    if context.advice.scores and all(caution.id != "no-benchmark" for caution in context.advice.cautions):
        lines.append(context.wording("no-benchmark"))
    return lines

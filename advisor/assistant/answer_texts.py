"""The answers of the tools in words, for assistants that read no structured answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.model.word_lists import format_count, join_words
from advisor.programs.compact import format_short_json
from advisor.programs.marks import format_mark

_AGREES = "Names, numbers and marks agree with the advice. Whether other words mean the same was not checked."
_CHECK_NEXT = "Keep each mark in brackets, and check your text with check_claims before you show it."


def write_findings(findings: Sequence[Mapping[str, Any]], rest: int) -> str:
    """Write what is wrong with the arguments, a line each."""
    lines = [f"{each['place']}: {each['problem']}; {each['remedy']}" for each in findings]
    more = [f"and {rest} more"] if rest else []
    return "\n".join(["Nothing was computed. Correct this and call the tool again:", *lines, *more])


def shorten_fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a fact that are enough to choose it."""
    short = {name: fact[name] for name in ("name", "label", "kind", "source")}
    return {**short, "values": list(fact["values"])}


def write_fact(fact: Mapping[str, Any], *, whole: bool) -> str:
    """Write a fact in a line, or as a whole with question and values in words."""
    values = " | ".join(fact["values"]) or "a whole number"
    if not whole:
        return f"{fact['name']}: {values}"
    words = "; ".join(f"{value}: {text}" for value, text in fact["values"].items()) or values
    return " ".join(filter(None, (f"{fact['name']}:", fact["question"], fact["help"], f"Values: {words}.")))


def write_facts(facts: Sequence[Mapping[str, Any]], total: int, rest: int, next_skip: int, *, whole: bool) -> str:
    """Write a list of facts."""
    lines = [write_fact(fact, whole=whole) for fact in facts]
    more = [f"{format_count(rest, 'fact')} left out; call again with skip={next_skip}."] if rest else []
    return "\n".join([f"{format_count(total, 'fact')}; `unknown` is a value of each.", *lines, *more])


def write_question(data: Mapping[str, Any]) -> str:
    """Write the next question with its answers and reasons."""
    question = data["question"]
    if question is None:
        why = ""
        if data["undecided"]:
            why = f" {data['undecided']['text']} They are: {', '.join(data['undecided']['facts'])}."
        return f"No question is left. Possible verdicts: {', '.join(data['possible_verdicts'])}.{why} Call advise now."
    lines = [f"Ask: {question['text']}", question["help"], f"The answer is the fact {question['fact']}:"]
    lines += [f"- {each['value']}: {each['text']}" for each in question["options"]]
    if question["kind"] == "count":
        lines.insert(-1, "- a whole number")
    if data["settled"]:
        settled = data["settled"]
        lines.append(f"The verdict is settled: {settled['title']}. {settled['change']}. {settled['more']}.")
    lines += [f"Why: {each['title']} (rule {each['rule']}; source {each['source']})" for each in question["reasons"]]
    if data["left_out"]:
        lines.append(f"{format_count(data['left_out'], 'reason')} left out.")
    return "\n".join(filter(None, lines))


def write_advice(data: Mapping[str, Any]) -> str:
    """Write the claims of an advice, each with its mark."""
    claims = [
        f"{each['text']} {format_mark(each['target'], each['rule'], each['source'])}"
        + (f" (by the pack {each['source_pack']})" if "source_pack" in each else "")
        for each in data["claims"]
    ]
    left = join_words(f"{part} ({count})" for part, count in data["left_out"].items())
    more = [f"Left out: {left}. Call advise with `part` for them."] if left else []
    names = [each.rpartition(" ")[0] for each in data["packs"]]  # a version would be a number without a mark
    used = [f"Guidance used: {join_words(names)}."] if len(names) > 1 else []
    return "\n".join([*used, *claims, *more, _CHECK_NEXT])


def write_explanation(data: Mapping[str, Any]) -> str:
    """Write an explanation: the lines of `how` as a list, the others as JSON."""
    if "lines" not in data:
        return format_short_json({name: value for name, value in data.items() if name != "decision_id"})
    head = f"How {data['target']} comes about:" if data["holds"] else f"{data['target']} is not part of the advice."
    return "\n".join([head, *_iter_lines(data["lines"], 0)])


def _iter_lines(lines: Sequence[Mapping[str, Any]], depth: int) -> Iterator[str]:
    for line in lines:
        rule = f"rule {line['id']}; " if line["kind"] == "rule" else ""
        yield f"{'  ' * depth}- {line['kind']}: {line['text']} ({rule}source {line['source']})"
        yield from _iter_lines(line["lines"], depth + 1)
        if line.get("left_out"):
            yield f"{'  ' * (depth + 1)}- {format_count(line['left_out'], 'line')} left out"


def write_check(data: Mapping[str, Any]) -> str:
    """Write the result of a check, with what to correct."""
    if not data["checked"]:
        head = "The text cites no claim: put the mark of a claim after its sentences."
    elif data["agrees"]:
        head = f"{_AGREES} ({format_count(data['checked'], 'claim')}.)"
    else:
        head = "The text differs from the advice. Correct this:"
    lines = [head]
    for each in data["differing"]:
        lines.append(f"- {each['mark']} {_join_problems(each['problems'])}")
        if each["right_mark"] not in (None, each["mark"]):
            lines.append(f"  right: {each['right_mark']}")
    lines += [f"- without a mark: {each['sentence']} {_join_problems(each['problems'])}" for each in data["uncited"]]
    return "\n".join([*lines, *([f"{data['left_out']} more left out."] if data["left_out"] else [])])


def _join_problems(problems: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(f"{each['what']}: `{each['said']}`, the advice has: {each['advice']}" for each in problems)

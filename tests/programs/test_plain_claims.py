"""Sentences around a claim: what is denied, hedged, swapped or hidden is refused, and plain faithful words pass."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.assistant.tools import Tools
from advisor.model.rulebase import RuleBase

FACTS: dict[str, Any] = {"relationship": "defined", "change_rapid": "yes", "employees": 120}


@pytest.fixture(scope="module")
def tools(builtin: RuleBase) -> Tools:
    return Tools(builtin)


def check(tools: Tools, text: str, facts: dict[str, Any] = FACTS) -> dict[str, Any]:
    """Check a text with `{verdict}`, `{liaison}` and such for marks."""
    claims = tools._build_claims(tools_company(tools, facts))[1]
    marks = {claim.target.rpartition(":")[2].replace("-", "_"): claim.mark for claim in reversed(claims)}
    marks |= {claim.target.partition(":")[0]: claim.mark for claim in reversed(claims)}
    answer = tools.call("check_claims", {"facts": facts, "text": text.format(**marks)})
    assert answer.data is not None
    return answer.data


def tools_company(tools: Tools, facts: dict[str, Any]) -> Any:
    from advisor.programs.given_facts import read_given_facts

    return read_given_facts(facts, tools.rulebase).company


UNFAITHFUL = [
    # denied
    "You cannot move up one level. {verdict}",
    "You can't move up one level. {verdict}",
    "Never move up one level. {verdict}",
    "Avoid moving up one level. {verdict}",
    "Move up one level is not the advice. {verdict}",
    "Move up one level: this is not what the rules say. {verdict}",
    "Nobody should move up one level. {verdict}",
    "Moving up one level is not recommended. {verdict}",
    "Moving up one level isn't recommended. {verdict}",
    "Moving one level up is not advised. {verdict}",
    "We advise against moving up one level. {verdict}",
    "The rules discourage moving up one level. {verdict}",
    "Neither move up one level nor carry on as you are. {verdict}",
    "Neither leave it as it is nor move up one level. {verdict}",
    "Do not leave it as it is or move up one level. {verdict}",
    "Do not leave it as it is, move up one level. {verdict}",
    "It would be a mistake to move up one level. {verdict}",
    "It would be wrong to move up one level. {verdict}",
    "To move up one level is a bad idea. {verdict}",
    "It is pointless to move up one level. {verdict}",
    "Please ignore this: move up one level. {verdict}",
    "~~Move up one level.~~ {verdict}",
    "<del>Move up one level.</del> {verdict}",
    "Move up one level. This is wrong. {verdict}",
    "Move up one level. {verdict} That is not the advice.",
    "Move up one level. {verdict} That is wrong. Name a contact person in each team. {liaison}",
    # too early, hedged or conditional
    "It is too early to move up one level. {verdict}",
    "It is premature to move up one level. {verdict}",
    "Wait before you move up one level. {verdict}",
    "Postpone moving up one level. {verdict}",
    "You should not, under the present conditions in your market, move up one level. {verdict}",
    "You must never, whatever your board says about your rivals, move up one level. {verdict}",
    "We do not think, all in all and with regret, that you should move up one level. {verdict}",
    "Whether to move up one level is still open. {verdict}",
    "It is unclear that you should move up one level. {verdict}",
    "Should you move up one level? {verdict}",
    "Perhaps move up one level. {verdict}",
    "Move up one level only after you have prepared. {verdict}",
    "Move up one level, but only if the board agrees. {verdict}",
    "Move up one level once you have prepared. {verdict}",
    "Unless sales fall, move up one level. {verdict}",
    # a step for later
    "Put both teams under one executive right away. {not_yet}",
    "Put both teams under one executive. {not_yet}",
    "Not yet: Put both teams under one executive. Start with it immediately. {not_yet}",
    "One person should head both teams at once. {not_yet}",
    "Build one funnel for both teams now. {common_funnel}",
    # other units and words for numbers
    "Name a contact person in each team within a fortnight. {liaison}",
    "Name a contact person in each team within a month. {liaison}",
    "Name a contact person in each team, twice a week. {liaison}",
    "Name a contact person in each team every week. {liaison}",
    "Name a contact person in each team within a dozen weeks. {liaison}",
    "Name a contact person in each team in half the time. {liaison}",
    "Name a contact person in each team within 6 days. {liaison}",
    "Name a contact person in each team within 6 months, for 19 euros. {liaison}",
    "Name a contact person in each team for €19. {liaison}",
    "Name a contact person in each team in hours 6 to 19. {liaison}",
    "Name a contact person in each team, at least in weeks 6 to 19. {liaison}",
    "Name a contact person in each team in 6 to 19 months. {liaison}",
    "Name a contact person in each team in the sixth week. {liaison}",
    "Name a contact person in each team by Friday. {liaison}",
    "Name a contact person in each team in June. {liaison}",
    "Name a contact person in each team in Q3. {liaison}",
    # parts of a range
    "Name a contact person in each team, from week 19 on. {liaison}",
    "Name a contact person in each team, from week 6 on. {liaison}",
    "Name a contact person in each team, until week 19. {liaison}",
    "Name a contact person in each team in weeks 6 and then from 19 on. {liaison}",
    "Make customer feedback easy to pass on, until week 12. {field_feedback}",
    # owners
    "Name a contact person in each team. The chief executive owns this. {liaison}",
    "Name a contact person in each team. Owner: the chief executive. {liaison}",
    "Name a contact person in each team. The head of Sales is responsible. {liaison}",
    "The CEO should name a contact person in each team. {liaison}",
    "Name a contact person in each team. Both heads do not own this. {liaison}",
    "Move up one level. {verdict}\n\nThe chief executive should name a contact person in each team.",
    # what hides
    "Move up one level. {verdict}\n\nLeave it as\u200bit is.",
    "Move up one level. {verdict}\n\nLeave it as\u00a0it is.",
    "Move up one level. {verdict}\n\nLeave it as\u2060it is.",
    "Move up one level. {verdict}\n\nLe\u00adave it as it is.",
    "Move up one level. {verdict}\n\nLeave it &#8203;as it&nbsp;is.",
    "Move up one level. {verdict}\n\nLeave it <b>as</b> it is.",
    "Move up one level. {verdict}\n\nLe\u0430ve it as it is.",  # a Cyrillic letter
    "Move up one level. {verdict}\n\n\uff2ceave it as it is.",
    # levels without a mark
    "Move up one level. {verdict}\n\nYour teams are already integrated.",
    "Move up one level. {verdict}\n\nYou are fully aligned today.",
    "Move up one level. {verdict}\n\nYours is an undefined relationship.",
    "Move up one level. {verdict}\n\nThe teams are not defined.",
    "Move up one level. {verdict}\n\nYour level is not defined.",
    "Your level today is defined, the third of the four levels. {state}",
    "Your level today is defined, the highest of the four levels. {state}",
    # numbers that only look known
    "Move up one level in 120 weeks. {verdict}",
    "You do not have 120 employees. Move up one level. {verdict}",
    "Move up three levels of the four levels. {verdict}",
    "Your three teams should move up one level. {verdict}",
    "You should take the first ninety steps. Move up one level. {verdict}",
    "Left out: practices (9000). Move up one level. {verdict}",
    "Move up one level. {verdict}\n\nLeft out: practices (9000).",
    "| Name a contact person in each team {liaison} | Weeks 7 to 19 | both heads |",
    "| Name a contact person in each team {liaison} | Weeks 6 to 19 | Owner: the chief executive |",
    "| Put both teams under one executive {not_yet} | right away |",
]


@pytest.mark.parametrize("text", UNFAITHFUL)
def test_what_may_be_false_is_refused(tools: Tools, text: str) -> None:
    assert not check(tools, text)["agrees"]


FAITHFUL = [
    "Move up one level rather than leave it as it is. {verdict}",
    "Move up one level instead of carrying on as you are. {verdict}",
    "Move up one level, and do not leave it as it is. {verdict}",
    "Don't leave it as it is. {verdict}",
    "Do not leave it as it is: move up one level. {verdict}",
    "Don\u2019t carry on as you are, but move up one level. {verdict}",
    "Without doubt, move up one level. {verdict}",
    "There is no doubt: move up one level. {verdict}",
    "Undoubtedly you should move up one level. {verdict}",
    "There is no reason not to move up one level. {verdict}",
    "You should be moving up one level. {verdict}",
    "I would not put both teams under one executive yet. {not_yet}",
    "Do not yet put both teams under one executive. {not_yet}",
    "Do not put both teams under one executive now. {not_yet}".replace(" now", ""),
    "Not yet: put both teams under one executive. {not_yet}",
    "You have 120 employees. Move up one level. {verdict}",
    "With 120 employees, you should move up one level. {verdict}",
    "Your company has 120 employees, so move up one level. {verdict}",
    "Your two teams should move up one level. {verdict}",
    "Two things speak for it. Move up one level. {verdict}",
    "Your level today is defined, the second of the four levels. {state}",
    "Move up one level. {verdict}\n\nYour first two steps:\n\n- Name a contact person in each team. {liaison}",
    "Name a contact person in each team, in weeks 6 to 19. {liaison}",
    "Name a contact person in each team. This takes from week 6 until week 19. {liaison}",
    "Name a contact person in each team. Both heads own this. {liaison}",
    "Both heads should name a contact person in each team. {liaison}",
    "Seat marketers and salespeople close together. The chief executive is responsible. {colocation}",
    "Make customer feedback easy to pass on, starting in week 12. {field_feedback}",
    "Hold regular meetings with an agenda **from the start**. {disciplined_communication}",
    "Your next level is aligned. {move_to}",
    "Move up one level. {verdict}\n\nYour teams are defined today, and should become aligned.",
    "| Step | When | Owner |\n|---|---|---|\n"
    "| Name a contact person in each team {liaison} | Weeks 6 to 19 | both heads |",
    "|Step|When|\n|:--|--:|\n|Name a contact person in each team {liaison}|Weeks 6 to 19|\n"
    "|Seat marketers and salespeople close together {colocation}|Weeks 10 to 20|",
    "| **Move up one level** {verdict} |",
]


@pytest.mark.parametrize("text", FAITHFUL)
def test_a_plain_faithful_sentence_passes(tools: Tools, text: str) -> None:
    data = check(tools, text)
    assert data["agrees"], (data["differing"], data["uncited"])


def test_an_open_verdict_cannot_be_denied(tools: Tools) -> None:
    facts = {"relationship": "aligned", "effort_duplicated": "yes"}
    assert check(tools, "Answer the open questions first. {verdict}", facts)["agrees"]
    assert not check(tools, "Answer the open questions first, and do not move up one level. {verdict}", facts)["agrees"]


@pytest.mark.parametrize(
    "facts", [FACTS, {}, {"relationship": "aligned", "effort_duplicated": "yes"}, {"relationship": "integrated"}]
)
def test_the_answer_of_advise_agrees_as_it_is(tools: Tools, facts: dict[str, Any]) -> None:
    text = tools.call("advise", {"facts": facts}).text
    data = tools.call("check_claims", {"facts": facts, "text": text}).data
    assert data is not None
    assert data["agrees"], (data["differing"], data["uncited"])


def test_what_is_not_certain_says_what_to_do(tools: Tools) -> None:
    data = check(tools, "Whether to move up one level is open. {verdict}")
    assert data["differing"][0]["problems"][0]["advice"] == "not certain: write it plainly"


def test_the_message_of_success_says_what_was_checked(tools: Tools) -> None:
    advice = tools.call("advise", {"facts": FACTS}).text
    text = tools.call("check_claims", {"facts": FACTS, "text": advice}).text
    assert "Names, numbers and marks agree with the advice. Whether other words mean the same was not checked." in text

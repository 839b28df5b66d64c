"""What keys do to a menu, without a terminal: no tick is lost."""

from __future__ import annotations

from advisor.cli.interview.menu import Menu, MenuState

TOPICS = ("prices", "leads", "credit")


def match_topic(text: str) -> frozenset[int]:
    return frozenset(TOPICS.index(part) for each in text.split(",") if (part := each.strip()) in TOPICS)


MENU = Menu(TOPICS, several=True, match=match_topic)


def tick_first(menu: Menu) -> MenuState:
    state = MenuState(menu)
    state.move(1)
    state.tick()
    return state


def test_typed_answers_are_added_to_the_ticked_ones() -> None:
    assert tick_first(MENU).add_ticked("credit") == "1, credit"


def test_a_command_stays_a_command() -> None:
    assert tick_first(MENU).add_ticked("help") == "help"


def test_a_typed_answer_replaces_an_earlier_one() -> None:
    assert MenuState(MENU._replace(chosen=frozenset({0}))).add_ticked("credit") == "credit"


def test_ticks_stay_when_the_question_is_shown_again() -> None:
    state = MenuState(MENU._replace(ticked=frozenset({0, 1})))
    assert state.choose() == "1, 2"
    assert state.add_ticked("credit") == "1, 2, credit"

"""The addresses of questions: each question has its own, so that the way back in a browser leads to the same question.

What a person chose and did not save yet can be a part of the address. So a page with reasons, with an error or with two
answers to choose from is one that a browser can load again, and no form is sent twice.
"""

from __future__ import annotations

from urllib.parse import urlencode

from advisor.interview.planner import Depth
from advisor.model.vocabulary import Fact
from advisor.web.app.visit import MAX_QUERY_VALUE
from advisor.web.consultations.answering import SentAnswer
from advisor.web.consultations.open_consultation import OpenConsultation
from advisor.web.pages.question_page import list_asked
from advisor.web.security.forms import Form

ORIGINS = ("back", "answers", "report")
"""The pages from which a person can come to a question, other than the question before."""
THOROUGH = "thorough"


def read_depth(text: str) -> Depth:
    """Return how far to ask, as an address or a form says it."""
    return Depth.THOROUGH if text == THOROUGH else Depth.USUAL


def read_origin(text: str) -> str:
    """Return the page from which a person came, as an address or a form says it; "" if it is none of ORIGINS."""
    return text if text in ORIGINS else ""


def read_sent_answer(form: Form, fact: Fact) -> SentAnswer:
    """Return the answer to a question that a form or an address sends."""
    values, typed = tuple(form.get_all("value")), form.get("typed")[:MAX_QUERY_VALUE]
    return SentAnswer(fact, values, typed, form.get("go") == "unsure", form.get("revision"), form.get("overrules"))


def build_sent_address(home: str, page: str, sent: SentAnswer, form: Form, **more: str) -> str:
    """Build the address of a page about an answer that is not saved: `question`, or `answer` for a doubt about it."""
    fields = {"fact": sent.fact.name, "from": read_origin(form.get("from")), "depth": _name_depth(form), **more}
    given = [(name, value) for name, value in fields.items() if value]
    chosen = [("value", value[:MAX_QUERY_VALUE]) for value in sent.values[: len(sent.fact.values) + 1]]
    typed = [("typed", sent.text)] if sent.text else []
    return f"{home}/{page}?{urlencode([*given, *chosen, *typed])}"


def find_present_address(opened: OpenConsultation, form: Form) -> str:
    """Return the address of the present question; that of the report if no question is left."""
    question, home = opened.dialogue.question, f"/c/{opened.name}"
    if question is None:
        return f"{home}/report"
    fields = {"fact": question.fact, "depth": _name_depth(form)}
    return f"{home}/question?{urlencode({name: value for name, value in fields.items() if value})}"


def find_next_address(opened: OpenConsultation, fact: Fact, form: Form, *, is_saved: bool = True) -> str:
    """Return the address of the page after an answer, which was saved or given up."""
    home, origin = f"/c/{opened.name}", read_origin(form.get("from"))
    if origin in ("answers", "report"):
        return f"{home}/{origin}" + ("?saved=yes" if origin == "answers" and is_saved else "")
    asked = list_asked(opened.dialogue)
    later = asked[asked.index(fact.name) + 1 :] if origin == "back" and fact.name in asked else []
    return f"{home}/question?fact={later[0]}&from=back" if later else find_present_address(opened, form)


def _name_depth(form: Form) -> str:
    return THOROUGH if read_depth(form.get("depth")) is Depth.THOROUGH else ""

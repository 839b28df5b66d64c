"""Whether a sentence says something, denies it, or leaves it unsure: by negations, hedges and conditions around it.

English is not parsed. A denial must be next to what it denies; every other word that can turn a sentence makes it
unsure, because without parsing nobody knows what the word belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

Span = tuple[int, int]
_FILLER = "\u00a7"


class Polarity(StrEnum):
    """How a sentence takes something that it names."""

    SAID = "said"
    DENIED = "denied"
    UNSURE = "unsure"


_NEUTRAL = re.compile(
    r"\b(?:without (?:a |any )?(?:doubt|question)|no doubt|beyond (?:any )?doubt|undoubtedly|"
    r"(?:there is |there's |i see |we see |you have )?no (?:good )?reason not to)\b|"
    r"(?<=\d) (?:until|till) (?=(?:weeks? )?\d)"
)
_DENIAL = re.compile(
    r"(?:\b(?:(?:do|does|did|would|should|must|can|could|will|shall|is|are|was|were|has|have)\s+)?(?:not|never)|"
    r"\b(?:do|does|did|would|should|must|ca|could|wo|sha|is|are|was|were|has|have|need)n't|\bcannot|\brather than|"
    r"\binstead of|\bavoid|\bneither|\bwithout|\bno need)(?:\s+(?:yet|now|just|simply|to|be|been|already|at))*\s*$"
)
_CUES = re.compile(
    r"~~|n't\b|\b(?:"
    r"not|no|never|none|nor|neither|nobody|nothing|cannot|without|instead|rather|against|contrary|"
    r"opposite|unless|until|till|except|provided|whether|if|when|once|before|after|only|otherwise|open|"
    r"unclear|unsure|uncertain|unknown|undecided|unlikely|may|might|could|maybe|perhaps|possibly|probably|"
    r"supposed(?:ly)?|allegedly|doubt\w*|question\w*|option\w*|alternative\w*|consider\w*|debat\w*|"
    r"mistake\w*|mistaken|error\w*|wrong\w*|false\w*|untrue|incorrect\w*|unwise\w*|bad|worse|worst|"
    r"foolish|premature\w*|too|risk\w*|danger\w*|harm\w*|pointless|useless|unnecessar\w*|needless\w*|"
    r"impossible|unable|forbid\w*|forbidden|prohibit\w*|illegal|refus\w*|reject\w*|oppos\w*|avoid\w*|"
    r"resist\w*|refrain\w*|stop\w*|skip\w*|postpon\w*|delay\w*|defer\w*|wait\w*|later|someday|eventually|"
    r"fail\w*|lack\w*|drop\w*|cancel\w*|abandon\w*|ignor\w*|forget\w*|discourag\w*|den(?:y|ies|ied|ying)|"
    r"dismiss\w*|exclud\w*|rules? out|ruled out|far from|anything but|beware|hardly|barely|scarcely|"
    r"seldom|rarely|least|less|myth|nonsense|unlike|undo\w*|revers\w*|retract\w*|withdr\w*|mislead\w*|"
    r"misled|unjustified|unwarranted|overdo\w*|inadvisable|disagree\w*|disput\w*|contradict\w*|hold off|"
    r"held off|beside the point|used to|formerly|no longer|pretend\w*|hypothetical\w*|suppose|imagine|"
    r"assum\w*"
    r")\b"
)
_JOINED = re.compile(r"\s*(?:,\s*)?(?:(or|nor)\s+)?(?:and\s+)?(?:even\s+|to\s+|then\s+)*\s*")
_ADVISES = re.compile(r"\b(?:advis\w*|advice|recommend\w*|suggest\w*|verdict|should|must|ought)\b")
_TAKES_BACK = re.compile(
    r"(?:(?:but|however|yet|still|and|actually|in fact|in truth)\W+)*"
    r"(?:this|that|it|these|those|such|none|no|not|never|false|wrong|nonsense|do not|don't|ignore|forget|only|if|"
    r"unless|the (?:advice|opposite|reverse|contrary|above)|we|i)\b"
)


def judge(sentence: str, spans: Sequence[Span], is_question: bool = False) -> list[Polarity]:
    """Judge what a sentence does with each of its parts.

    Args:
        sentence: the sentence in lower case, with single spaces.
        spans: the parts in order; their own words turn nothing.
        is_question: a question says nothing.
    """
    rest = _blank(sentence.replace(_FILLER, " "), spans)
    rest = _NEUTRAL.sub(lambda match: _FILLER * len(match[0]), rest)
    found: list[Polarity] = []
    for number, (start, _) in enumerate(spans):
        denial = _DENIAL.search(rest[:start])
        if denial is not None:
            rest = _blank(rest, [denial.span()])
            found.append(Polarity.DENIED)
        else:
            before = spans[number - 1][1] if number else 0
            found.append(_judge_next(found, rest[before:start]))
            if number and found[-1] is Polarity.DENIED:
                rest = _blank(rest, [(before, start)])
    if is_question or has_cue(rest):
        return [Polarity.UNSURE for _ in spans]
    return found


def _judge_next(found: Sequence[Polarity], between: str) -> Polarity:
    """Judge a part after others: in "not A or B", B is denied like A; in "not A, B" nobody knows."""
    if not found or found[-1] is Polarity.SAID:
        return Polarity.SAID
    joined = _JOINED.fullmatch(between)
    if joined is None:
        return Polarity.SAID
    return Polarity.DENIED if joined[1] and found[-1] is Polarity.DENIED else Polarity.UNSURE


def has_cue(words: str) -> bool:
    """Return whether words can deny, hedge or condition what is near them."""
    return _CUES.search(_NEUTRAL.sub(" ", words)) is not None


def speaks_of_advice(sentence: str) -> bool:
    """Return whether a sentence says what is advised, whatever it names."""
    return _ADVISES.search(sentence) is not None


def takes_back(sentence: str) -> bool:
    """Return whether a sentence can take back the one before: it begins with "this" or such, and turns something."""
    return _TAKES_BACK.match(sentence.lstrip(" .,;:-–—>*#|")) is not None and has_cue(sentence)


def _blank(text: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{_FILLER * (end - start)}{text[end:]}"
    return text

"""What a check is, and those that loading makes: whether files can be read, and whether what they say fits together."""

from __future__ import annotations

from typing import NamedTuple

ERROR, WARNING, NOTE = "error", "warning", "note"


class Check(NamedTuple):
    """One kind of finding: how bad it is, what it is called, why it matters and how to mend it.

    Errors and warnings make the command end with 1; notes do not. `fixed` checks are mended by `--fix`.
    """

    severity: str
    title: str
    why: str
    fix: str
    is_fixable: bool = False


LOADING_CHECKS: dict[str, Check] = {
    "ADV001": Check(
        ERROR,
        "A file cannot be read",
        "Nothing in it counts while it is not valid YAML, is too large, is empty, or leads out of its pack.",
        "Mend it at the place told. A text with `: ` or ` #` in it needs quotes or `>-`.",
    ),
    "ADV002": Check(
        ERROR,
        "Something does not have the shape that its place asks for",
        "A list where a text belongs, or a word where a number belongs, has no meaning there.",
        "Write it as docs/rule-base.md shows it.",
    ),
    "ADV003": Check(
        ERROR,
        "Something required is missing",
        "Each entry is used in several places, and every part of it is shown in one of them.",
        "Add the key that the finding names.",
    ),
    "ADV004": Check(
        ERROR,
        "There is no such key or section",
        "A key that nobody reads is most often a misspelt one, and what it says would be lost without a word.",
        "Correct its spelling, or take it out.",
    ),
    "ADV005": Check(
        ERROR,
        "A key stands twice",
        "Only one of the two could count, and which one would be an accident.",
        "Join the two, or take one out.",
    ),
    "ADV101": Check(
        ERROR,
        "A name is neither a fact nor a conclusion",
        "A condition on something that nobody can know or conclude never holds.",
        "Correct the name, or add the fact to `knowledge/` with its question and its values.",
    ),
    "ADV102": Check(
        ERROR,
        "A value is none of those allowed",
        "A condition on a value that no answer can have never holds.",
        "Take one of the values that the finding lists, or add it where the fact or the conclusion is defined.",
    ),
    "ADV103": Check(
        ERROR,
        "A rule concludes what it cannot",
        "Only declared conclusions mean something to the report, and each belongs to one stage.",
        "Correct the name, or move the rule to a file of the stage of that conclusion.",
    ),
    "ADV104": Check(
        ERROR,
        "A step, practice, variant or entry does not exist",
        "The report would have nothing to print where the rule fires.",
        "Correct the id, or add what it stands for to `knowledge/`.",
    ),
    "ADV105": Check(
        ERROR,
        "A rule reads what is concluded too late",
        "Stages run in order; a rule cannot wait for a later one, nor for the absence of something in its own.",
        "Move the rule to a later stage, or read what the conclusion rests on.",
    ),
    "ADV106": Check(
        ERROR,
        "A placeholder of `because` cannot be filled in",
        "The sentence would have a hole wherever the rule fires without that fact.",
        "Name a fact that the condition requires, or write `{grounds}`.",
    ),
    "ADV107": Check(
        ERROR,
        "An id is there already",
        "By its id an entry is cited, tested and overridden, so there can be one only.",
        "Give this one its own id; to replace the other, say `overrides` with a `reason`.",
    ),
    "ADV108": Check(
        ERROR,
        "An override does not say enough, or names nothing that is there, or leaves out what others use",
        "What one pack changes of another must be told to whoever reads the advice, and leave other rules whole.",
        "Name one id of an earlier pack, give the reason, and keep what rules of other packs use.",
    ),
    "ADV109": Check(
        ERROR,
        "A template cannot be filled",
        "Whoever asks for that form of the report would get this sentence in place of it.",
        "Correct it at the place told. The built-in templates show the tags and filters that there are.",
    ),
    "ADV201": Check(
        ERROR,
        "A source is missing",
        "Every sentence of a report leads to its source. What has none cannot be checked.",
        "Give the locator in the article, or `policy/…` where it is our own judgement.",
    ),
    "ADV202": Check(
        ERROR,
        "A source belongs to no work",
        "The report could not say which work the sentence rests on.",
        "Begin the locator with a `prefix` of one of the `sources`, or add the work there.",
    ),
    "ADV203": Check(
        ERROR,
        "A source leads to no place of its work",
        "The work lists its places for readers, and what is not one of them would be cited as if it were.",
        "Begin the locator with one of the `places` of the work, or add the place there.",
    ),
}

"""What `advisor rules check` can find: one table of checks, each with its code; docs/checks.md is made from it.

A code never changes its meaning; a check that goes away leaves its code behind unused.
"""

from __future__ import annotations

from advisor.authoring.check.loading_catalogue import ERROR, LOADING_CHECKS, NOTE, WARNING, Check

__all__ = ["CHECKS", "ERROR", "NOTE", "WARNING", "Check"]

CHECKS: dict[str, Check] = {
    **LOADING_CHECKS,
    "ADV301": Check(
        WARNING,
        "A rule fires in no case",
        "Nobody has ever seen what it does, and a later change can break it unnoticed.",
        "Add a case beside the rule, with facts for which it fires.",
    ),
    "ADV302": Check(
        NOTE,
        "A rule has no near miss",
        "Cases in which a rule fires do not show where it ends; one that nearly fires does.",
        "Add a case that misses one part of the condition, and name the rule under `silent`.",
    ),
    "ADV303": Check(
        ERROR,
        "A case cannot be used",
        "A case that names unknown facts, rules or steps tests nothing.",
        "Mend the case at the place told.",
    ),
    "ADV304": Check(
        WARNING,
        "An experimental rule is named by no case",
        "What is not settled yet needs most of all a case that says what was meant.",
        "Name the rule under `fires` or `silent` of a case.",
    ),
    "ADV401": Check(
        ERROR,
        "A rule can never fire",
        "Its condition contradicts itself, or needs conclusions that never come together.",
        "Mend the condition, or take the rule out.",
    ),
    "ADV402": Check(
        ERROR,
        "The guard of the file excludes the condition of a rule",
        "The guard is joined to every condition of the file, so this rule can never fire.",
        "Move the rule to a file with another guard, or mend its condition.",
    ),
    "ADV403": Check(
        WARNING,
        "Two rules mean the same",
        "They fire together and conclude the same, so one reason is told twice, and a change to one misses the other.",
        "Keep one of them; put both sources into what it says.",
    ),
    "ADV404": Check(
        NOTE,
        "A rule is contained in another",
        "Wherever it fires, the other one fires too and concludes as much.",
        "Keep it if it tells a reason of its own; otherwise take it out.",
    ),
    "ADV405": Check(
        ERROR,
        "Two rules can conclude different values where only one can be",
        "A company to which both apply gets a refusal in place of advice.",
        "Part their conditions, so that never both hold.",
    ),
    "ADV406": Check(
        WARNING,
        "A verdict is never reached",
        "No company can get it, so that whatever rests on it never comes to pass.",
        "Add a rule that concludes it, or take the verdict out.",
    ),
    "ADV407": Check(
        WARNING,
        "A rule reads how the relationship is stated, and not what it is",
        "Where scores or signs tell the relationship nobody has stated it, and the rule never fires.",
        "Read `state`, which holds however the relationship is known. Only rules of stage `classify` read the other.",
    ),
    "ADV408": Check(
        WARNING,
        "A state never gets a verdict",
        "A company of that state would be told that too little is known, whatever it answers.",
        "Add a rule of the stage `decide` that concludes a verdict for it.",
    ),
    "ADV501": Check(
        WARNING,
        "No rule reads a fact",
        "It would never be asked, and stating it changes nothing.",
        "Write the rule that needs it, or take the fact out.",
    ),
    "ADV502": Check(
        WARNING,
        "No rule advises a step",
        "It is written for nobody.",
        "Write a plan rule that concludes it, or take the step out.",
    ),
    "ADV503": Check(
        WARNING,
        "A threshold stands in a rule",
        "A number has a source and a date of its own, and several rules may rest on it.",
        "Give a choice fact bands (`filled_from`) in `knowledge/`, and ask for its values in the rule.",
    ),
    "ADV504": Check(
        WARNING,
        "The id of a rule does not begin with the name of its pack",
        "Packs are used together, and the name keeps their rules apart in every report.",
        "Write `pack-name/…`, in cases too.",
    ),
    "ADV601": Check(
        WARNING,
        "`because` names no fact, though the condition reads some",
        "Readers ask which of their answers stand behind a reason.",
        "Put `{grounds}`, or the fact's name in braces, where the answers belong.",
    ),
    "ADV602": Check(
        WARNING,
        "The wording blames a function",
        "Advice that sides with one function is of no use to the other, and both have to carry it out.",
        "Say what happens between the two, and leave out who is at fault.",
    ),
    "ADV603": Check(
        WARNING,
        "A title does not read like one",
        "Titles stand in lists and headings: they begin with a capital letter and have no final period.",
        "Write it as the others are: `Conflicts are frequent`.",
    ),
    "ADV604": Check(
        NOTE,
        "A text begins or ends with a blank",
        "The blank is left out when the text is read; whoever compares the files stumbles over it.",
        "Take it out.",
        is_fixable=True,
    ),
    "ADV605": Check(
        NOTE,
        "A text is long",
        "Reports are read quickly; a long sentence hides its point.",
        "Say less, or divide it.",
    ),
    "ADV606": Check(
        NOTE,
        "A line ends with blanks, or the file without a line break",
        "Such places show up as changes that nobody made.",
        "Take the blanks out, and end the file with a line break.",
        is_fixable=True,
    ),
    "ADV607": Check(
        NOTE,
        "Yes or no is written as `true` or `false`",
        "Both are understood; the rules are easier to read when they all say `yes` and `no`.",
        "Write `yes` or `no`.",
        is_fixable=True,
    ),
    "ADV608": Check(
        WARNING,
        "A clause begins or ends like a sentence",
        "Clauses complete “You report that …”, where a capital letter or a period breaks the sentence.",
        "Begin it in lower case, and end it without a period.",
    ),
    "ADV609": Check(
        WARNING,
        "A label, a short title or an owner begins or ends like a sentence",
        "They stand in lists and brackets, within the line of something else.",
        "Begin it in lower case, and end it without a period.",
    ),
    "ADV610": Check(
        WARNING,
        "A question does not read like one",
        "It is asked as it is written, in the interview and in questionnaires.",
        "Begin it with a capital letter, and end it with a question mark.",
    ),
    "ADV611": Check(
        WARNING,
        "`because` is no whole sentence",
        "It is printed as it is written, beside the sentences of other rules.",
        "Begin it with a capital letter, and end it with a period.",
    ),
    "ADV612": Check(
        WARNING,
        "A placeholder stands where no clause can",
        "What is put in is a clause, `conflicts are frequent`; `{grounds}` goes on with `and that …`.",
        "Put it behind “that”: `You report that {grounds}`.",
    ),
    "ADV613": Check(
        WARNING,
        "A stub was left in place",
        "`advisor rules new` begins facts, steps and works with stubs, which would be asked and printed as they are.",
        "Put your own words in its place.",
    ),
    "ADV701": Check(
        WARNING,
        "An exemption has no reason",
        "An exemption is a judgement that the next author must be able to weigh. Without a reason it does not count.",
        "Write `exempt: {CODE: the reason, in a sentence}`.",
    ),
    "ADV702": Check(
        WARNING,
        "An exemption is not needed",
        "The check finds nothing here, so that the exemption would only hide what comes later.",
        "Take it out.",
    ),
    "ADV703": Check(
        WARNING,
        "An exemption names no check that it could be for",
        "A misspelt code exempts from nothing. Errors, and exemptions themselves, cannot be exempted.",
        "Take a code of a warning or a note from docs/checks.md.",
    ),
}

"""The checks of a rule base: each finds something in one small changed pack, and nothing in the unchanged one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.authoring.check import case_checks as cases
from advisor.authoring.check import rule_checks as logic
from advisor.authoring.check import run_checks as running
from advisor.authoring.check.catalogue import ERROR, NOTE, PROOF_CODES, WARNING, load_checks
from advisor.errors import Finding
from advisor.loading import finding_codes
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import ANOTHER, CORE, DECIDES, MINE, add_rule, change_file, write_pack

CHECKS = load_checks()
OWN, RULES, CASES = "knowledge/own.yaml", "rules/own.yaml", "rules/own.cases.yaml"
SOURCE_OF_RULE = "status: experimental\n    source: mine/meetings"
TITLE = "title: The two functions do not meet"
WHEN = "when: {meetings: no, crew: small}"
THEN = "then: {step: sit-together}"
BECAUSE = "because: You report that {grounds}; a date helps."
ASKED = "question: Do the two functions meet?"
WORK = "mine: {title: Our own notes, prefix: [mine]}"
PLACES = ", places: {mine/meetings: on meetings, mine/people: on people, mine/later: on what came later}}"
UNUSED_FACT = """\
facts:
  weather: {kind: yes_no, question: Rain?, label: rain, values: {yes: it rains, no: it is dry}, source: mine/w}
"""
STEP = MINE[OWN][MINE[OWN].index("  sit-together") : MINE[OWN].index("sources:")]

SHOWN = {
    "ADV001": change_file(RULES, "stage: plan\n", "stage: [plan\n"),
    "ADV002": change_file(RULES, THEN, "then: {step: {sit-together: yes}}"),
    "ADV003": change_file(RULES, f"    {BECAUSE}\n", ""),
    "ADV004": change_file(RULES, TITLE, f"{TITLE}\n    titel: again"),
    "ADV005": change_file(RULES, TITLE, f"{TITLE}\n    {TITLE}"),
    "ADV101": change_file(RULES, WHEN, "when: {meeting: no, crew: small}"),
    "ADV102": change_file(RULES, WHEN, "when: {meetings: no, crew: tiny}"),
    "ADV103": change_file(RULES, THEN, "then: {stepp: sit-together}"),
    "ADV104": change_file(RULES, THEN, "then: {step: sit-apart}"),
    "ADV105": change_file(RULES, WHEN, "when: {meetings: no, caution: watch-out}"),
    "ADV106": change_file(RULES, BECAUSE, "because: You report that {sales_cycle}."),
    "ADV107": add_rule(ANOTHER.replace("mine/another", "mine/no-meetings")),
    "ADV108": change_file(
        RULES, "id: mine/no-meetings", "id: mine/no-meetings\n    overrides: mine/nothing\n    reason: r"
    ),
    "ADV109": {**MINE, "templates/own.txt.j2": "{{ advice.company }}\n{% if %}"},
    "ADV110": change_file(OWN, "large: {at_least: 10}", "large: {at_least: 5}"),
    "ADV111": {**MINE, "templates/summary.txt.j2": "A note."},
    "ADV201": change_file(RULES, SOURCE_OF_RULE, "status: experimental\n    source: ''"),
    "ADV202": change_file(RULES, SOURCE_OF_RULE, "status: experimental\n    source: mien/meetings"),
    "ADV203": {
        **change_file(RULES, SOURCE_OF_RULE, "status: experimental\n    source: mine/meetimgs/2"),
        OWN: MINE[OWN].replace(WORK, WORK.replace("}", PLACES)),
    },
    "ADV301": change_file(
        CASES, "meetings: no, crew: small}\n    expect: {fires: [", "crew: small}\n    expect: {silent: ["
    ),
    "ADV302": change_file(CASES, MINE[CASES][MINE[CASES].index("  - name: Who meets") :], ""),
    "ADV303": change_file(CASES, "expect: {fires: [mine/no-meetings]}", "expect: {fires: [mine/nothing]}"),
    "ADV304": {
        **MINE,
        CASES: MINE[CASES]
        .replace("expect: {fires: [mine/no-meetings]}", "expect: {verdict: tighten}")
        .replace("expect: {silent: [mine/no-meetings]}", "expect: {verdict: tighten}"),
    },
    "ADV401": change_file(RULES, WHEN, "when: {all: [{meetings: no}, {meetings: yes}], crew: small}"),
    "ADV402": change_file(RULES, WHEN, "when: {state: defined, meetings: no, crew: small}"),
    "ADV403": add_rule(ANOTHER),
    "ADV404": add_rule(ANOTHER.replace("crew: small, ", "crew: small, sales_cycle: long, ")),
    "ADV405": {**MINE, "rules/decide.yaml": DECIDES},
    "ADV406": {
        "pack.yaml": "name: mine\nversion: 0.1.0\n",
        "knowledge/own.yaml": "conclusions:\n  verdict: {overrides: verdict, reason: r, stage: decide, single: true, "
        "values: [stay, tighten, wait], source: policy/v}\n"
        "verdicts:\n  wait: {title: Wait., text: Wait for it., review: Look again., source: policy/v}\n",
    },
    "ADV407": change_file(RULES, WHEN, "when: {relationship: undefined, meetings: no, crew: small}"),
    "ADV408": {
        "pack.yaml": "name: mine\nversion: 0.1.0\n",
        "knowledge/own.yaml": "conclusions:\n  state: {overrides: state, reason: r, stage: classify, single: true, "
        "values: [undefined, defined, merged], source: policy/s}\n",
    },
    "ADV409": {
        **change_file(RULES, "guard: {state: undefined}\n", ""),
        CASES: MINE[CASES].replace("relationship: undefined, ", ""),
    },
    "ADV501": change_file(OWN, "facts:\n", UNUSED_FACT),
    "ADV502": change_file(OWN, "sources:\n", STEP.replace("sit-together", "sit-apart") + "sources:\n"),
    "ADV503": change_file(RULES, WHEN, "when: {meetings: no, crew: small, people: {at_most: 4}}"),
    "ADV504": {
        **MINE,
        RULES: MINE[RULES].replace("mine/no-meetings", "plan/no-meetings"),
        CASES: MINE[CASES].replace("mine/no-meetings", "plan/no-meetings"),
    },
    "ADV505": change_file(OWN, "large: {at_least: 10}", "large: {at_least: 15}"),
    "ADV506": change_file(OWN, "{small: {at_most: 9}, large: {at_least: 10}}", "{small: {at_least: 0}}"),
    "ADV601": change_file(RULES, BECAUSE, "because: A date helps."),
    "ADV602": change_file(RULES, BECAUSE, "because: You report that {grounds}; Marketing is to blame."),
    "ADV603": change_file(RULES, TITLE, "title: the two functions do not meet."),
    "ADV604": change_file(RULES, TITLE, "title: 'The two functions do not meet '"),
    "ADV605": change_file(RULES, TITLE, f"title: The two functions do not {'ever ' * 30}meet"),
    "ADV606": change_file(RULES, TITLE, f"{TITLE}  "),
    "ADV607": change_file(RULES, WHEN, "when: {meetings: false, crew: small}"),
    "ADV608": change_file(OWN, "no: the two functions do not meet}", "no: The two functions do not meet.}"),
    "ADV609": change_file(OWN, "owner: both heads", "owner: Both heads."),
    "ADV610": change_file(OWN, ASKED, "question: do the two functions meet"),
    "ADV611": change_file(RULES, BECAUSE, "because: you report that {grounds}"),
    "ADV612": change_file(RULES, BECAUSE, "because: You report {grounds}; a date helps."),
    "ADV613": change_file(OWN, ASKED, "question: Would you say yes to meetings?"),
    "ADV614": change_file(RULES, TITLE, "title: The two functions do not meet ({{grounds}})"),
    "ADV615": {
        "pack.yaml": "name: mine\nversion: 0.1.0\n",
        "knowledge/own.yaml": "verdicts:\n  stay: {overrides: stay, reason: r, title: Leave it, text: Leave it., "
        "review: Look again in a year., source: policy/v}\n",
    },
    "ADV701": change_file(RULES, BECAUSE, "because: A date helps.\n    exempt: {ADV601: ''}"),
    "ADV702": change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: {{ADV601: it is short}}"),
    "ADV703": change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: {{ADV101: why not}}"),
}
"""For each code, a pack with such a finding. The pack that they are changed from has no findings."""
TOGETHER = {
    "ADV401": {"ADV401", "ADV301"},
    "ADV402": {"ADV402", "ADV301"},
    "ADV404": {"ADV404", "ADV301"},
    "ADV405": {"ADV405", "ADV302"},
    "ADV503": {"ADV503", "ADV301"},
    "ADV701": {"ADV701", "ADV601"},
}
"""Codes that come with others, because one mistake leads to several findings."""


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the built-in pack by a small core."""
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def find_quoted(text: str) -> list[str]:
    """Return the words in backticks."""
    return re.findall("`([^`]*)`", text)


def check_files(tmp_path: Path, files: dict[str, str]) -> list[Finding]:
    """Check a pack with these files; the findings have places without its folder."""
    pack = write_pack(tmp_path / "mine", files)
    return [
        each._replace(place=each.place._replace(file=each.place.file.replace(f"{pack}/", "")))
        for each in running.check_packs([str(pack)])
    ]


def test_a_sound_pack_has_no_findings(tmp_path: Path) -> None:
    assert check_files(tmp_path, MINE) == []


def test_every_check_is_shown() -> None:
    quick = {code for code in CHECKS if not code.startswith(PROOF_CODES)}  # proofs have tests of their own
    assert set(SHOWN) == {code for code in quick if CHECKS[code].where != "advisor.toml"}


@pytest.mark.parametrize("code", SHOWN)
def test_each_check_finds_its_own_example(code: str, tmp_path: Path) -> None:
    found = check_files(tmp_path, SHOWN[code])
    shown = {each.code for each in found}
    assert code in shown
    assert shown <= TOGETHER.get(code, {code}), found
    assert {each.severity for each in found if each.code == code} == {CHECKS[code].severity}
    assert all(each.fix and not each.fix.endswith(".") for each in found)


@pytest.mark.parametrize("code", [code for code in SHOWN if code != "ADV303"])
def test_each_finding_has_a_place_within_the_pack(code: str, tmp_path: Path) -> None:
    for each in check_files(tmp_path, SHOWN[code]):
        text = SHOWN[code][each.place.file]
        assert each.place.line is not None
        assert each.place.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("code", "files", "place"),
    [
        ("ADV101", SHOWN["ADV101"], (RULES, 9, 12)),
        ("ADV202", SHOWN["ADV202"], (RULES, 8, 13)),
        ("ADV402", SHOWN["ADV402"], (RULES, 9, 11)),
        ("ADV403", SHOWN["ADV403"], (RULES, 12, 9)),
        ("ADV606", SHOWN["ADV606"], (RULES, 6, 41)),
        ("ADV607", SHOWN["ADV607"], (RULES, 9, 22)),
    ],
)
def test_a_finding_points_at_the_word_it_is_about(
    code: str, files: dict[str, str], place: tuple[str, int, int], tmp_path: Path
) -> None:
    assert tuple(next(each.place for each in check_files(tmp_path, files) if each.code == code)) == place


@pytest.mark.parametrize(
    "code",
    [
        "ADV301",
        "ADV302",
        "ADV304",
        "ADV403",
        "ADV503",
        "ADV504",
        "ADV601",
        "ADV602",
        "ADV607",
        "ADV407",
        "ADV611",
        "ADV612",
    ],
)
def test_an_exemption_with_a_reason_covers_its_finding_alone(code: str, tmp_path: Path) -> None:
    files = dict(SHOWN[code])
    status = "    status: test\n" if code == "ADV403" else "    status: experimental\n"
    files[RULES] = files[RULES].replace(status, f"{status}    exempt: {{{code}: we know}}\n", 1)
    left = {each.code for each in check_files(tmp_path, files)}
    assert left == TOGETHER.get(code, {code}) - {code}


def test_facts_and_steps_can_have_exemptions(tmp_path: Path) -> None:
    files = dict(SHOWN["ADV501"])
    files[OWN] = files[OWN].replace("source: mine/w}", "source: mine/w, exempt: {ADV501: asked for the record}}")
    assert check_files(tmp_path, files) == []
    files = dict(SHOWN["ADV502"])
    files[OWN] = files[OWN].replace(
        "  sit-apart:\n", "  sit-apart:\n    exempt: {ADV502: a later release advises it}\n"
    )
    assert check_files(tmp_path / "steps", files) == []


def test_checks_valid_entries_next_to_broken_ones(tmp_path: Path) -> None:
    files = {**SHOWN["ADV101"]}
    files[RULES] += ANOTHER.replace("title: The", "title: the")
    assert {each.code for each in check_files(tmp_path, files)} == {"ADV101", "ADV603"}


def test_checks_the_texts_of_a_rule_that_does_not_load(tmp_path: Path) -> None:
    files = {**SHOWN["ADV101"]}
    files[RULES] = files[RULES].replace(TITLE, "title: the two functions do not meet")
    assert {each.code for each in check_files(tmp_path, files)} == {"ADV101", "ADV603"}


def test_an_exemption_is_not_reported_as_idle_while_its_check_cannot_run(tmp_path: Path) -> None:
    files = dict(SHOWN["ADV301"])
    files[RULES] = files[RULES].replace(
        "    status: experimental\n", "    status: experimental\n    exempt: {ADV301: r}\n"
    )
    files["rules/broken.yaml"] = "stage: [plan\n"
    assert {each.code for each in check_files(tmp_path, files)} == {"ADV001"}


@pytest.mark.parametrize("bound", ["{at_most: 2}", "{at_least: 4}", "3"])
def test_levels_of_statements_are_no_thresholds(bound: str, tmp_path: Path) -> None:
    files = change_file(RULES, WHEN, f"when: {{meetings: no, crew: small, level: {bound}}}")
    files[OWN] = files[OWN].replace(
        "facts:\n",
        "facts:\n  level: {kind: count, computed: true, label: l, clause: 'it is {value}', source: mine/l}\n",
    )
    files[CASES] = files[CASES].replace("crew: small}", f"crew: small, level: {bound.strip('{}').split()[-1]}}}")
    assert check_files(tmp_path, files) == []


@pytest.mark.parametrize(
    "words",
    [
        "Sales fails to follow up",
        "this is Marketing's fault",
        "salespeople are to blame",
        "the marketing team neglects it",
        "nobody likes lazy people",
        "the laziness of marketers",
        "leads are bad because of Marketing",
        "leads are bad because of the sales team, we hear",
        "Marketing produces junk",
        "Marketing hands over mostly useless leads",
        "Sales should finally do its job",
        "Sales has to do its job",
        "Marketing must stop producing useless material",
        "marketers live in an ivory tower",
        "Sales never follows up",
    ],
)
def test_finds_wording_that_blames(words: str, tmp_path: Path) -> None:
    files = change_file(RULES, BECAUSE, f"because: You report that {{grounds}}; {words}.")
    assert {each.code for each in check_files(tmp_path, files)} == {"ADV602"}


@pytest.mark.parametrize(
    "words",
    [
        "Sales and Marketing disagree",
        "a launch fails",
        "nobody is at fault",
        "Marketing gives a date to Sales",
        "leads wait because of Marketing's calendar",
        "leads wait because of Sales and Marketing planning apart",
        "Marketing should do its work close to customers",
        "Sales should first agree on the hand-over",
        "Marketing produces material that Sales helped to plan",
        "Sales never hears of it",
    ],
)
def test_accepts_wording_that_blames_nobody(words: str, tmp_path: Path) -> None:
    files = change_file(RULES, BECAUSE, f"because: You report that {{grounds}}; {words}.")
    assert check_files(tmp_path, files) == []


def test_a_rule_that_needs_incompatible_conclusions_is_unreachable(tmp_path: Path) -> None:
    files = change_file(RULES, WHEN, "when: {verdict: stay, meetings: no, crew: small}")
    found = {each.code: each.sentence for each in check_files(tmp_path, files)}
    assert find_quoted(found["ADV401"]) == ["mine/no-meetings"]


def test_equal_rules_of_two_packs_are_reported_in_the_later_pack(tmp_path: Path) -> None:
    theirs = write_pack(tmp_path / "theirs", {**MINE, "pack.yaml": "name: mine\nversion: 0.1.0\n"})
    ours = {
        "pack.yaml": "name: ours\nversion: 0.1.0\n",
        RULES: "stage: plan\nguard: {state: undefined}\nrules:\n" + ANOTHER.replace("mine/another", "ours/another"),
        CASES: MINE[CASES].replace("mine/no-meetings", "ours/another"),
    }
    found = running.check_packs([str(theirs), str(write_pack(tmp_path / "ours", ours))])
    assert [(each.code, find_quoted(each.sentence)) for each in found] == [
        ("ADV403", ["ours/another", "mine/no-meetings"])
    ]


def test_a_rule_next_to_a_general_one_is_not_redundant(tmp_path: Path) -> None:
    general = ANOTHER.replace("{crew: small, meetings: no}", "{state: undefined}").replace(
        "You report that {grounds}; it", "It"
    )
    files = add_rule(general)
    assert not {"ADV403", "ADV404"} & {each.code for each in check_files(tmp_path, files)}
    files[RULES] = files[RULES].replace("when: {state: undefined}", "when: {crew: small}")
    assert "ADV404" in {each.code for each in check_files(tmp_path / "facts", files)}


def test_every_pack_code_of_the_loader_is_an_error_of_the_catalogue() -> None:
    codes = {value for value in vars(finding_codes).values() if isinstance(value, str) and value.startswith("ADV")}
    assert {CHECKS[code].severity for code in codes} == {ERROR}
    assert len(codes) > 10


def test_reports_if_there_is_too_much_to_compare_or_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logic, "MAX_PAIRS", 0)
    monkeypatch.setattr(cases, "MAX_EVALUATIONS", 0)
    found = [(each.place.file, each.code, each.severity) for each in check_files(tmp_path, SHOWN["ADV403"])]
    assert found == [("pack.yaml", "ADV404", NOTE), ("pack.yaml", "ADV302", NOTE)]


def test_only_notes_are_fixable() -> None:
    assert {check.severity for check in CHECKS.values()} == {ERROR, WARNING, NOTE}
    assert all(CHECKS[code].severity == NOTE for code in CHECKS if CHECKS[code].is_fixable)


@pytest.mark.parametrize(
    ("code", "quoted"),
    [
        ("ADV003", ["because: …"]),
        ("ADV004", ["title"]),
        ("ADV101", ["meetings"]),
        ("ADV106", ["{grounds}"]),
        ("ADV202", ["mine/meetings", "sources", "prefix: [mien]", "policy/…"]),
        ("ADV203", ["mine/meetings/2"]),
        ("ADV301", ["fires: [mine/no-meetings]"]),
        ("ADV302", ["silent: [mine/no-meetings]"]),
        ("ADV407", ["state"]),
        ("ADV504", ["mine/no-meetings"]),
        ("ADV608", ["the two functions do not meet"]),
        ("ADV609", ["both heads"]),
        ("ADV612", ["… that {grounds} …"]),
    ],
)
def test_a_fix_quotes_what_to_write(code: str, quoted: list[str], tmp_path: Path) -> None:
    assert quoted in [find_quoted(each.fix) for each in check_files(tmp_path, SHOWN[code]) if each.code == code]


@pytest.mark.parametrize("code", ["ADV102", "ADV403", "ADV605"])
def test_a_finding_without_a_fix_of_its_own_has_that_of_the_catalogue(code: str, tmp_path: Path) -> None:
    fixes = {each.fix for each in check_files(tmp_path, SHOWN[code]) if each.code == code}
    assert fixes == {CHECKS[code].short_fix}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("no: the two functions do not meet}", "no: Marketing and Sales do not meet}"),
        ("no: the two functions do not meet}", "no: Marketing’s people do not meet those of Sales}"),
        ("no: the two functions do not meet}", "no: RevOps does not meet}"),
        ("no: the two functions do not meet}", "no: 3 of 10 meet by phone etc.}"),
        ("label: meetings", "label: Sales-led meetings"),
        ("owner: both heads", "owner: CEO"),
        (ASKED, "question: '“Do the two functions meet?”'"),
        ("title: Meet once a month", "title: Take the step sit apart"),
        ("label: meetings", "label: sit together"),
    ],
)
def test_accepts_names_abbreviations_and_quotes(old: str, new: str, tmp_path: Path) -> None:
    assert check_files(tmp_path, change_file(OWN, old, new)) == []


@pytest.mark.parametrize(
    "stub",
    [
        ("no: the two functions do not meet}", "no: you say no to meetings}"),
        ("clause: both functions have {value} people", "clause: the number for people is {value}"),
        ("title: Meet once a month", "title: Take the step sit together"),
        ("first: Fix a date.", "first: Name one person from each function who will begin with sit together."),
        ("title: Our own notes", "title: The work behind mine"),
    ],
)
def test_finds_stubs_that_were_never_replaced(stub: tuple[str, str], tmp_path: Path) -> None:
    assert {each.code for each in check_files(tmp_path, change_file(OWN, *stub))} == {"ADV613"}


@pytest.mark.parametrize(
    "because",
    [
        "You report that {meetings} and {crew}.",
        "That matters because {meetings}.",
        "One thing stands out: {meetings}.",
        "You say that {grounds}!",
    ],
)
def test_accepts_placeholders_after_words_that_take_a_clause(because: str, tmp_path: Path) -> None:
    assert check_files(tmp_path, change_file(RULES, BECAUSE, f"because: '{because}'")) == []


@pytest.mark.parametrize("because", ["{grounds}.", "It hurts because {grounds}.", "You report {meetings}."])
def test_finds_placeholders_in_other_places(because: str, tmp_path: Path) -> None:
    assert {each.code for each in check_files(tmp_path, change_file(RULES, BECAUSE, f"because: '{because}'"))} == {
        "ADV612"
    }


def test_a_listed_place_covers_the_places_below_it(tmp_path: Path) -> None:
    files = dict(SHOWN["ADV203"])
    files[RULES] = files[RULES].replace("mine/meetimgs/2", "mine/meetings/2/a")
    assert check_files(tmp_path, files) == []


@pytest.mark.parametrize(
    ("title", "quoted"), [("the two functions do not meet", []), ("The two functions do not meet.", ["."])]
)
def test_a_finding_about_a_title_quotes_it(title: str, quoted: list[str], tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(RULES, TITLE, f"title: {title}"))
    assert find_quoted(found.sentence) == [title, *quoted]


@pytest.mark.parametrize(
    ("exempt", "names"),
    [
        ("[ADV601]", ["exempt", "mine/no-meetings"]),
        ("ADV601", ["exempt", "mine/no-meetings"]),
        ("{ADV101: r}", ["ADV101"]),
        ("{ADV702: r}", ["ADV702"]),
        ("{ADV699: r}", ["ADV699", "ADV609"]),
    ],
)
def test_an_exemption_that_can_cover_nothing_is_a_finding(exempt: str, names: list[str], tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: {exempt}"))
    assert found.code == "ADV703"
    assert all(name in found.sentence for name in names)


def test_a_pack_whose_header_cannot_be_read_has_no_findings_about_its_name(tmp_path: Path) -> None:
    assert [each.code for each in check_files(tmp_path, {**MINE, "pack.yaml": "name: it: is\n"})] == ["ADV001"]


def test_reports_only_load_errors_of_the_other_packs(tmp_path: Path) -> None:
    mine = str(write_pack(tmp_path / "mine", MINE))
    theirs = {
        "pack.yaml": "name: theirs\nversion: 0.1.0\n",
        "knowledge/own.yaml": UNUSED_FACT.replace("mine/", "policy/"),
    }
    folder = str(write_pack(tmp_path / "theirs", theirs))
    assert {each.code for each in running.check_packs([folder])} == {"ADV501"}
    assert running.check_packs([mine], [folder]) == ()
    write_pack(tmp_path / "theirs", {"rules/own.yaml": "stage: [plan\n"})
    assert {(each.code, each.place.file) for each in running.check_packs([mine], [folder])} == {
        ("ADV001", f"{folder}/rules/own.yaml")
    }


@pytest.mark.parametrize(
    ("text", "names"),
    {
        "{% for a in b %}": [],
        "a\n{{ b | wraped }}": ["`wraped`", "`wrapped`"],
        "{{ b is defned }}": ["`defned`", "`defined`"],
        "{% include 'own.tex.j2' %}": ["`own.tex.j2`", "`own.txt.j2`"],
        "{{ " + "(" * 5_000: [],
        f"{{{{ {'+'.join(['1'] * 5_000)} }}}}": [],
        '{{ "\\u202e" }}': ["U+202E"],
    }.items(),
)
def test_reports_a_template_that_cannot_be_filled_in(text: str, names: list[str], tmp_path: Path) -> None:
    findings = check_files(tmp_path, {**MINE, "templates/own.txt.j2": text})
    (found,) = [each for each in findings if each.code == "ADV109"]
    assert all(name in found.sentence for name in names)
    assert found.place.line == text.count("\n") + 1


@pytest.mark.parametrize(
    ("template", "line", "word"),
    [
        ("fine\n{{ " + "9" * 5_000 + " }}\n{% if %}", 2, "digits"),
        ("\n\n{{ [" + "1_" * 5_000 + "1] }}", 3, "digits"),
        ("fine\n{% if %}", 2, "not valid"),
        ("{{ " + "(" * 5_000, 1, "deep"),
    ],
    ids=["a long number", "a long number with underscores", "broken", "deep"],
)
def test_a_template_that_cannot_be_parsed_is_a_finding(template: str, line: int, word: str, tmp_path: Path) -> None:
    (found,) = check_files(tmp_path, {**MINE, "templates/own.txt.j2": template})
    assert (found.code, found.place.file, found.place.line) == ("ADV109", "templates/own.txt.j2", line)
    assert word in found.sentence

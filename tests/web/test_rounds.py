"""Rounds: one link for each person, nothing of anybody else before the end, and nothing lost by a restart."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from advisor.assessment.privacy import find_shown_groups
from advisor.errors import OutputError
from advisor.loading.facts.facts_file import read_facts
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.model.rulebase import RuleBase
from advisor.web.pages.round_words import count_teams, describe_small_groups
from advisor.web.rounds.round import (
    CLOSED,
    NOT_OPEN,
    OTHER_BROWSER,
    SAVED,
    UNKNOWN_LINK,
    Invitation,
    Round,
    build_respondents,
    list_people,
    may_show_heads,
)
from advisor.web.rounds.store import RoundStore
from tests.web.running import TOKEN, RunningSite, Visitor, open_client, read_text, run_site

_LINK = re.compile(r"<code>(http://[^<]*/r/[a-z2-7]{26})</code>")
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Guest:
    """A person who has a link and nothing else."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.client = open_client()
        self.page = self.client.get(link)

    def send(self, *ratings: str, **fields: str) -> httpx.Response:
        """Send ratings of the first statements; the others stay open."""
        found = re.search(r'name="form_token" value="([^"]*)"', self.page.text)
        given = {f"statement_{number}": rating for number, rating in enumerate(ratings, 1)}
        token = {"form_token": found[1]} if found else {}
        self.page = self.client.post(self.link, data={**token, **given, **fields})
        return self.page

    def list_checked(self) -> list[str]:
        """List the ratings that the page shows as chosen."""
        return re.findall(r'id="s\d+-[1-5]" value="([1-5])" checked', self.page.text)


def begin_round(visitor: Visitor, sales: int = 0, marketing: int = 0, min_group: int = 5) -> tuple[str, list[str]]:
    """Begin a round about a new consultation; return its address and the links: Sales first, heads first."""
    home = visitor.send_facts("company: Acme\nrelationship: defined\nmarket_customizing: yes\n")
    visitor.go(f"{home}/round")
    visitor.post(f"{home}/round", {"staff_sales": sales, "staff_marketing": marketing, "min_group": min_group})
    return home, _LINK.findall(visitor.page.text)


def close_round(visitor: Visitor, home: str) -> httpx.Response:
    visitor.go(f"{home}/round/close")
    visitor.post(f"{home}/round/close", visitor.read_hidden())
    return visitor.page


def find_file(running: RunningSite, home: str) -> Path:
    return running.data / f"{home.removeprefix('/c/')}.yaml"


def test_two_heads_and_staff(builtin: RuleBase, running: RunningSite, visitor: Visitor) -> None:
    """Everybody answers by a link of their own; the answers are in the consultation after the end, and not before."""
    home, links = begin_round(visitor, sales=2, marketing=1, min_group=3)
    assert len(set(links)) == 5
    before = find_file(running, home).read_bytes()
    for number, link in enumerate(links):
        guest = Guest(link)
        page = guest.send(*[str(number % 5 + 1)] * 20)
        assert page.status_code == 200
        assert 'class="settled" role="status"' in page.text
    assert find_file(running, home).read_bytes() == before
    assert visitor.go(f"{home}/round").text.count("1 of 1 answered") == 3
    assert close_round(visitor, home).url.path == f"{home}/round/closed"
    company = read_facts(find_file(running, home), builtin)
    assert sorted((each.function, each.role) for each in company.assessed if isinstance(each, Respondent)) == [
        ("marketing", "head"),
        ("marketing", "staff"),
        ("sales", "head"),
        ("sales", "staff"),
        ("sales", "staff"),
    ]
    assert company.stated == {"relationship": "defined", "market_customizing": "yes"}
    assert company.name == "Acme"
    assert company.showing == PrivacyLimits(3)


def test_guest_sees_nothing_of_others(running: RunningSite, visitor: Visitor) -> None:
    """The link opens one page. The token, other links, answers of others and the consultation stay out of reach."""
    home, (first, second) = begin_round(visitor)
    Guest(first).send(*["5"] * 20)
    guest = Guest(second)
    assert guest.list_checked() == []
    for secret in (first.rpartition("/")[2], home.removeprefix("/c/"), "Move up"):
        assert secret not in guest.page.text
    for path in ("/", home, f"{home}/round", f"{home}/report", f"{home}/facts.yaml", "/facts"):
        assert guest.client.get(f"{running.url}{path}").status_code == 401
    assert 'href="/"' not in guest.page.text


def test_only_the_same_browser_sees_and_changes_its_answers(running: RunningSite, visitor: Visitor) -> None:
    _, (link, _) = begin_round(visitor)
    guest = Guest(link)
    guest.send(*["4"] * 20)
    assert guest.list_checked() == ["4"] * 20
    other = Guest(link)
    assert other.list_checked() == []
    assert "form_token" not in other.page.text
    stranger = Guest(link.replace("/r/", "/r/"))
    token = running.site.guests.build_form_token(next(iter(stranger.client.cookies.values())))
    assert stranger.client.post(link, data={"form_token": token, "statement_1": "1"}).status_code == 409
    guest.page = guest.client.get(link)
    assert guest.list_checked() == ["4"] * 20
    guest.send(*["2"] * 20)
    assert guest.list_checked() == ["2"] * 20


def test_statements_can_be_left_out_but_not_all(running: RunningSite, visitor: Visitor, builtin: RuleBase) -> None:
    home, (link, _) = begin_round(visitor)
    guest = Guest(link)
    page = guest.send(shows_head="yes")
    assert page.status_code == 422
    assert 'id="shows_head" value="yes" checked' in page.text
    guest.send("3")
    assert guest.list_checked() == ["3"]
    close_round(visitor, home)
    (person,) = read_facts(find_file(running, home), builtin).assessed
    assert isinstance(person, Respondent)
    assert person.answers == (3, *[None] * 19)


@pytest.mark.parametrize(("consents", "shown"), [(("yes", "yes"), True), (("yes", ""), False), (("", ""), False)])
def test_heads_are_shown_only_if_each_agrees(
    consents: tuple[str, str], shown: bool, running: RunningSite, visitor: Visitor, builtin: RuleBase
) -> None:
    home, links = begin_round(visitor)
    for link, consent in zip(links, consents, strict=True):
        Guest(link).send(*["4"] * 20, **({"shows_head": consent} if consent else {}))
    close_round(visitor, home)
    assert read_facts(find_file(running, home), builtin).showing == PrivacyLimits(5, shown)


def test_small_groups_stay_hidden(running: RunningSite, visitor: Visitor) -> None:
    """The same rule as for a survey: with two heads and no consent, the report has no figures of a team."""
    home, links = begin_round(visitor)
    Guest(links[0]).send(*["5"] * 20)
    Guest(links[1]).send(*["1"] * 20)
    close_round(visitor, home)
    report = read_text(visitor.go(f"{home}/report"))
    assert "100 points" not in report
    assert "20 points" not in report


@pytest.mark.parametrize("staff", ["", "-1", "many", "1.5", "201", "99999999999"])
def test_number_of_people_is_checked(staff: str, visitor: Visitor) -> None:
    home = visitor.send_facts("relationship: defined\n")
    visitor.go(f"{home}/round")
    page = visitor.post(f"{home}/round", {"staff_sales": staff, "staff_marketing": "x", "min_group": "1"})
    assert page.status_code == 422
    assert f'value="{staff}"' in page.text
    assert _LINK.findall(visitor.go(f"{home}/round").text) == []


def test_closed_round_takes_no_answers(running: RunningSite, visitor: Visitor, builtin: RuleBase) -> None:
    home, (first, second) = begin_round(visitor)
    late = Guest(second)
    Guest(first).send(*["4"] * 20)
    fields = visitor.go(f"{home}/round/close") and visitor.read_hidden()
    close_round(visitor, home)
    saved = find_file(running, home).read_bytes()
    assert late.send(*["1"] * 20).status_code == 409
    assert "form_token" not in Guest(first).page.text
    assert visitor.post(f"{home}/round/close", fields).status_code == 409
    assert find_file(running, home).read_bytes() == saved


def test_nobody_answered(visitor: Visitor) -> None:
    home, _ = begin_round(visitor)
    page = visitor.go(f"{home}/round")
    assert "/round/close" not in page.text


@pytest.mark.parametrize(
    "path", ["/r/", "/r/x", f"/r/{'a' * 26}", f"/r/{'a' * 500}", "/r/..%2f..%2fetc", "/r/' OR 1=1 --"]
)
def test_forged_link_is_unknown(path: str, running: RunningSite, visitor: Visitor) -> None:
    begin_round(visitor)
    with httpx.Client(base_url=running.url) as client:
        page = client.get(path)
    assert page.status_code == 404
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("rating", ["6", "0", "-", "4; DROP TABLE advisor_rounds", "x"])
def test_other_ratings_are_refused(rating: str, visitor: Visitor) -> None:
    _, (link, _) = begin_round(visitor)
    guest = Guest(link)
    assert guest.send(rating, "4").status_code == 400
    assert Guest(link).list_checked() == []


def test_form_of_a_guest_needs_its_cookie_and_token(visitor: Visitor, running: RunningSite) -> None:
    _, (link, other) = begin_round(visitor)
    data = {"statement_1": "4"}
    guest = Guest(link)
    assert guest.client.post(link, data=data).status_code == 403
    assert guest.client.post(link, data={**data, "form_token": visitor.form_token}).status_code == 403
    assert httpx.post(link, data=data).status_code == 403
    assert httpx.post(link, data=data, headers={"Authorization": f"Bearer {'x' * 20}"}).status_code == 403
    assert guest.send("4", form_token="").status_code == 403
    assert other != link


def test_facts_file_of_a_closed_round_hides_single_answers(
    running: RunningSite, visitor: Visitor, builtin: RuleBase, tmp_path: Path
) -> None:
    home, (first, second) = begin_round(visitor)
    before = visitor.client.get(f"{home}/facts.yaml").text
    assert before == find_file(running, home).read_text(encoding="utf-8")
    Guest(first).send(*["4"] * 20)
    Guest(second).send(*["2"] * 20)
    close_round(visitor, home)
    assert "[2, 2" in find_file(running, home).read_text(encoding="utf-8")
    sent = visitor.client.get(f"{home}/facts.yaml").text
    assert sent.startswith("# What 2 people answered")
    assert "2, 2" not in sent
    assert "4, 4" not in sent
    with run_site(builtin, running.data, database=f"sqlite:///{tmp_path / 'other.sqlite'}") as elsewhere:
        assert Visitor(elsewhere).client.get(f"{home}/facts.yaml").text == sent  # whatever its database knows
    (tmp_path / "sent.yaml").write_text(sent, encoding="utf-8")
    stored, read = read_facts(find_file(running, home), builtin), read_facts(tmp_path / "sent.yaml", builtin)
    assert read == stored._replace(assessed=(), showing=read.showing)


def advise_from_download(visitor: Visitor, home: str) -> tuple[str, str, str]:
    """Send the facts file of a consultation as a new one; return it, and the levels of both."""
    text = visitor.client.get(f"{home}/facts.yaml").text
    other = visitor.send_facts(text)
    levels = [visitor.client.get(f"{each}/report.json").json()["relationship"]["state"] for each in (home, other)]
    return text, levels[0], levels[1]


@pytest.mark.parametrize("begin", ["facts", "interview", "scores"])
@pytest.mark.parametrize("rating", [1, 2, 3, 5])
def test_facts_file_of_a_closed_round_gives_the_same_level(begin: str, rating: int, visitor: Visitor) -> None:
    """Two heads are too few to show scores, so the level itself is in the file, whatever was answered before."""
    home = visitor.begin("Acme") if begin != "facts" else visitor.send_facts("relationship: defined\n")
    if begin == "interview":
        visitor.answer("aligned")
    elif begin == "scores":
        for answer in ("scores", "sales", "head", *["4"] * 20):
            visitor.answer(answer)
    visitor.go(f"{home}/round")
    visitor.post(f"{home}/round", {"staff_sales": 0, "staff_marketing": 0, "min_group": 5})
    for link in _LINK.findall(visitor.page.text):
        Guest(link).send(*[str(rating)] * 20)
    close_round(visitor, home)
    text, before, after = advise_from_download(visitor, home)
    assert before == after
    assert ("comes from the 20 statements" in text) == (begin == "scores")
    assert "totals:" not in text


def test_facts_file_of_a_large_round_has_the_scores(visitor: Visitor) -> None:
    home, links = begin_round(visitor, sales=5, marketing=5)
    for number, link in enumerate(links):
        Guest(link).send(*[str((number + each) % 4 + 1) for each in range(20)])
    close_round(visitor, home)
    text, before, after = advise_from_download(visitor, home)
    assert before == after
    assert "    sales: 50." in text or "    sales: 49." in text
    assert "The scores of the teams are here" in text
    assert "respondents" not in text


def test_facts_file_of_a_round_that_leaves_the_level_open(visitor: Visitor) -> None:
    home = visitor.begin("Acme")
    visitor.go(f"{home}/round")
    visitor.post(f"{home}/round", {"staff_sales": 0, "staff_marketing": 0, "min_group": 5})
    Guest(_LINK.findall(visitor.page.text)[0]).send("5")
    close_round(visitor, home)
    text = visitor.client.get(f"{home}/facts.yaml").text
    assert "They leave open which level it is." in text
    assert "\nrelationship:" not in text


def test_deleting_a_consultation_deletes_its_round(running: RunningSite, visitor: Visitor) -> None:
    home, (link, _) = begin_round(visitor)
    Guest(link).send(*["4"] * 20)
    visitor.go(f"{home}/delete")
    visitor.post(f"{home}/delete", {})
    assert Guest(link).page.status_code == 404
    assert running.site.rounds.find_present_round(home.removeprefix("/c/")) is None


def test_restart_and_own_ratings(builtin: RuleBase, tmp_path: Path) -> None:
    """A server that is stopped and started again has every answer; ratings in the interview do not count twice."""
    with run_site(builtin, tmp_path / "data") as running:
        visitor = Visitor(running)
        home = visitor.begin("Acme")
        for answer in ("scores", "sales", "head", *["5"] * 20):
            visitor.answer(answer)
        visitor.go(f"{home}/question?fact=market_customizing&from=report")
        visitor.answer("yes")
        visitor.go(f"{home}/round")
        visitor.post(f"{home}/round", {"staff_sales": 0, "staff_marketing": 0, "min_group": 5})
        first, second = _LINK.findall(visitor.page.text)
        Guest(first).send(*["4"] * 20)
        database = running.data / "rounds.sqlite"
        assert stat.S_IMODE(database.stat().st_mode) == 0o600
    with run_site(builtin, tmp_path / "data") as running:
        visitor = Visitor(running)
        Guest(f"{running.url}/r/{second.rpartition('/')[2]}").send(*["2"] * 20)
        close_round(visitor, home)
        company = read_facts(find_file(running, home), builtin)
        assert [each.answers[0] for each in company.assessed if isinstance(each, Respondent)] == [2, 4]
        assert company.stated["market_customizing"] == "yes"
        assert b"44444" not in (running.data / "rounds.sqlite").read_bytes()


def test_killed_while_closing(
    builtin: RuleBase, running: RunningSite, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that ends between the two steps of closing: nobody can answer, and the same button ends it."""
    home, (first, second) = begin_round(visitor)
    Guest(first).send(*["4"] * 20)
    with monkeypatch.context() as patched:
        patched.setattr("advisor.web.app.round_routes.add_round_answers", _crash)
        assert close_round(visitor, home).status_code == 500
    assert Guest(second).send(*["1"] * 20).status_code in (403, 409)
    close_round(visitor, home)
    assert len(read_facts(find_file(running, home), builtin).assessed) == 1


def _crash(*_: object) -> None:
    raise RuntimeError


def test_page_names_the_company_as_text(builtin: RuleBase, visitor: Visitor) -> None:
    home = visitor.begin("<b>{{ 7*7 }}")
    visitor.go(f"{home}/round")
    visitor.post(f"{home}/round", {"staff_sales": 0, "staff_marketing": 0, "min_group": 5})
    page = Guest(_LINK.findall(visitor.page.text)[0]).page
    assert "<b>" not in page.text
    assert "<b>{{ 7*7 }}" in unescape(page.text)


def test_without_the_library_the_page_says_what_to_install(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    home = visitor.send_facts("relationship: defined\n")
    running_site = "advisor.web.app.site.find_spec"
    monkeypatch.setattr(running_site, lambda name: None)
    from advisor.web.app.site import Site

    monkeypatch.setattr(Site, "rounds", property(Site.__dict__["rounds"].func))
    page = visitor.go(f"{home}/round")
    assert page.status_code == 422
    assert "alignment-advisor[rounds]" in read_text(page)


@pytest.mark.parametrize(
    "url", ["nonsense", "nothing://a/b", "postgresql://user:secret-word@127.0.0.1:1/x", "sqlite:////nowhere/at/all.db"]
)
def test_unusable_database_is_an_error_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        RoundStore(url, tmp_path)
    assert "secret-word" not in str(caught.value)


def test_links_of_this_computer_only_are_a_warning(running: RunningSite, visitor: Visitor, builtin: RuleBase) -> None:
    home, _ = begin_round(visitor)
    for page in (visitor.go(f"{home}/round"), visitor.go(f"{visitor.begin()}/round")):
        assert "Other people cannot open the links" in page.text
        assert "<code>--public-url</code>" in page.text
    with run_site(builtin, running.data, public_url="https://advisor.example.org") as public:
        headers = {"Authorization": f"Bearer {TOKEN}"}  # as its cookies travel through https only
        page = open_client(public.url).get(f"{home}/round", headers=headers)
    assert "cannot open the links" not in page.text
    assert "https://advisor.example.org/r/" in page.text


def test_people_have_the_same_names_on_all_pages(visitor: Visitor) -> None:
    home, links = begin_round(visitor, sales=1)
    text = read_text(visitor.go(f"{home}/round"))
    for name in ("Head of Sales: 0 of 1 answered", "Sales staff: 0 of 1 answered", "Sales staff 1"):
        assert name in text
    assert [read_text(Guest(link).page).partition("Your link is for: ")[2][:11] for link in links] == [
        "Head of Sal",
        "Head of Mar",
        "Sales staff",
    ]


def test_all_numbers_that_are_wrong_are_reported(visitor: Visitor) -> None:
    home = visitor.begin()
    visitor.go(f"{home}/round")
    visitor.post(f"{home}/round", {"staff_sales": "abc", "staff_marketing": "-1", "min_group": "2"})
    text = read_text(visitor.page)
    assert "People of Sales, besides the head: write" in text
    assert "People of Marketing, besides the head: write" in text
    assert "Hide the scores of groups: write" in text


def test_the_page_of_the_statements_promises_only_what_is_true(visitor: Visitor, builtin: RuleBase) -> None:
    """Not what is true on paper: there, the collector sees each sheet, and heads are shown if somebody asks."""
    _, links = begin_round(visitor, sales=1, min_group=4)
    head, staff = (read_text(Guest(links[each]).page) for each in (0, 2))
    for name in ("questionnaire-groups", "questionnaire-heads"):
        assert builtin.wording[name].format(min_group=4) not in head
    assert "sees what you enter here" not in head
    assert "only if somebody asks" not in head
    assert "how many people answered, but not what you answer" in staff
    assert "no group of fewer than 4 people" in staff
    assert "It does so only if each head who answers agrees." in head
    assert "head who answers agrees" not in staff


def test_statements_that_are_left_out_are_listed(visitor: Visitor) -> None:
    _, (link, _) = begin_round(visitor)
    guest = Guest(link)
    assert guest.page.text.count('href="#statement-7"') == 1  # before: a list that the style keeps up to date
    page = guest.send(*["4"] * 6, "", *["3"] * 12)
    listed = page.text.partition("You left out:")[2].partition("</ul>")[0]
    assert re.findall(r'href="#(statement-\d+)"', listed) == ["statement-7", "statement-20"]
    assert "You left out" not in guest.send(*["4"] * 20).text


def test_refused_answers_say_why_and_lead_nowhere(running: RunningSite, visitor: Visitor) -> None:
    home, (first, second) = begin_round(visitor)
    late, taken = Guest(second), Guest(first)
    Guest(first).send(*["4"] * 20)
    page = taken.send(*["1"] * 20)
    assert "Another browser has sent answers by this link" in page.text
    close_round(visitor, home)
    closed = late.send(*["1"] * 20)
    assert "The round is closed. These answers are not saved." in closed.text
    for each in (page, closed, Guest(f"{running.url}/r/{'a' * 26}").page):
        assert "start page" not in each.text
        assert 'href="/"' not in each.text


def test_a_person_can_be_added(running: RunningSite, visitor: Visitor) -> None:
    home, links = begin_round(visitor)
    fields = {**visitor.read_hidden(), "function": "marketing"}
    page = visitor.post(f"{home}/round/add", fields)
    assert "One more person is invited" in page.text
    (new,) = set(_LINK.findall(page.text)) - set(links)
    assert "Marketing staff" in Guest(new).page.text
    for fields in ({"function": "hr"}, {"round": "x", "function": "sales"}):
        hidden = visitor.go(f"{home}/round") and visitor.read_hidden()
        assert visitor.post(f"{home}/round/add", {**hidden, **fields}).status_code == 409
    assert len(_LINK.findall(visitor.go(f"{home}/round").text)) == 3


def test_a_link_can_be_replaced_and_its_answer_counts(
    running: RunningSite, visitor: Visitor, builtin: RuleBase
) -> None:
    home, (link, other) = begin_round(visitor)
    Guest(link).send(*["4"] * 20)
    fields = {**visitor.read_hidden(), "person": link.rpartition("/")[2]}
    page = visitor.post(f"{home}/round/replace", fields)
    new = next(each for each in _LINK.findall(page.text) if each != other)
    assert Guest(link).page.status_code == 404
    assert Guest(new).list_checked() == []  # another browser sees nothing of the answer
    assert visitor.post(f"{home}/round/replace", fields).status_code == 409
    close_round(visitor, home)
    assert len(read_facts(find_file(running, home), builtin).assessed) == 1


def test_a_round_can_be_cancelled_after_a_question(running: RunningSite, visitor: Visitor) -> None:
    home, (link, _) = begin_round(visitor)
    Guest(link).send(*["4", "1"] * 10)
    saved = find_file(running, home).read_bytes()
    page = visitor.go(f"{home}/round/cancel")
    assert "The answers of 1 person are deleted for good." in read_text(page)
    assert Guest(link).page.status_code == 200
    page = visitor.post(f"{home}/round/cancel", visitor.read_hidden())
    assert "The round is cancelled." in page.text
    assert "Make the links" in page.text
    assert Guest(link).page.status_code == 404
    assert find_file(running, home).read_bytes() == saved
    assert b"414141" not in (running.data / "rounds.sqlite").read_bytes()


def test_closing_asks_first_and_names_small_groups(running: RunningSite, visitor: Visitor, builtin: RuleBase) -> None:
    home, links = begin_round(visitor, sales=4, marketing=4)
    for number, link in enumerate([*links[:6], links[6]]):
        Guest(link).send(*[str(number % 5 + 1), "2", "3", "4"] * 5)
    before = read_text(visitor.go(f"{home}/round/close"))
    assert "Marketing is too small to be shown: 2 people answered, and 3 more are needed." in before
    assert "does not show the scores of Sales either" in before
    assert "Marketing staff: 1 of 4 answered" in before
    assert read_facts(find_file(running, home), builtin).assessed == ()
    visitor.post(f"{home}/round/close", visitor.read_hidden())
    after = read_text(visitor.page)
    assert "Marketing is too small to be shown" in after
    assert "7 people answered the 20 statements" in after
    assert "does not show the heads' scores" in after


@pytest.mark.parametrize(("sales", "marketing"), [(a, b) for a in (0, 2, 4, 5, 7) for b in (0, 3, 5, 9)])
def test_words_about_small_groups_fit_what_a_report_shows(sales: int, marketing: int, builtin: RuleBase) -> None:
    counts = count_teams([("sales", sales), ("marketing", marketing)])
    if not any(counts.values()):
        return
    people = [
        Respondent(team, "staff" if number else "head", tuple((number + each) % 5 + 1 for each in range(20)))
        for team, count in counts.items()
        for number in range(count)
    ]
    shown = find_shown_groups(people, PrivacyLimits())
    said = " ".join(describe_small_groups(counts, 5, build_instrument(builtin)))
    for team, count in counts.items():
        is_hidden = any(
            each in said for each in (f"{team.capitalize()} is too small", f"scores of {team.capitalize()} either")
        )
        is_hidden = is_hidden or "shows no scores" in said or not count
        assert (team not in shown) == is_hidden


# the same store on SQLite and on a real server of PostgreSQL


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a server of Debian's package, in a folder of its own, as a user without rights."""
    if not POSTGRES:
        assert not os.environ.get("ADVISOR_NEEDS_POSTGRES"), "there is no server of PostgreSQL here"
        pytest.skip("there is no server of PostgreSQL here")
    with TemporaryDirectory(prefix="advisor-postgres-") as folder:
        yield from run_postgres(POSTGRES[-1].parent, Path(folder))


def run_postgres(programs: Path, folder: Path) -> Iterator[str]:
    """Run a server until its address is no longer needed."""
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = folder / "data"
    init = [programs / "initdb", "-D", data, "-U", "advisor", "--auth=trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(init, check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
    try:
        yield f"postgresql://advisor@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_store(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue("postgres") if kind == "postgres" else ""
    store = RoundStore(url, tmp_path)
    round_ = Round("r1", "c1", 4)
    people = [
        Invitation(f"s{place}", "r1", *person) for place, person in enumerate(list_people({"sales": 2, "marketing": 1}))
    ]
    store.begin(round_, people)
    store.close()
    store = RoundStore(url, tmp_path)
    assert store.find_present_round("c1") == round_
    assert sorted(store.list_invitations("r1")) == sorted(people)
    assert store.find_invitation("s0") == (round_, people[0])
    assert store.find_invitation("s0' OR 'a'='a") is None
    assert store.save_answers("s0", "4" * 20, "mine", shows_head=True) == SAVED
    assert store.save_answers("s0", "5" * 20, "mine", shows_head=True) == SAVED
    assert store.save_answers("s0", "1" * 20, "other", shows_head=True) == OTHER_BROWSER
    assert store.save_answers("nobody", "1" * 20, "mine", shows_head=True) == UNKNOWN_LINK
    assert store.invite("r1", "s9", "sales")
    assert (store.find_invitation("s9") or people)[1] == Invitation("s9", "r1", "sales", "staff", 3)
    assert store.replace_link("r1", "s0", "s8")
    assert not store.replace_link("r1", "s0", "s7")
    assert store.find_invitation("s0") is None
    assert store.replace_link("r1", "s8", "s0")
    found = store.list_invitations("r1")
    assert build_respondents(found) == (Respondent("sales", "head", (5,) * 20),)
    assert may_show_heads(found)
    store.begin_closing("r1")
    assert store.save_answers("s1", "1" * 20, "mine", shows_head=True) == NOT_OPEN
    assert not store.invite("r1", "s7", "sales")
    assert not store.replace_link("r1", "s0", "s7")
    assert not store.cancel("r1")
    assert store.find_present_round("c1") is not None
    store.finish_closing("r1")
    assert store.find_present_round("c1") is None
    assert [each.answers for each in store.list_invitations("r1")] == [""] * 6
    assert (store.find_invitation("s0") or (round_,))[0].state == CLOSED
    store.delete_rounds("c1")
    assert store.find_invitation("s0") is None
    store.begin(round_, people)
    store.save_answers("s0", "4" * 20, "mine", shows_head=True)
    assert store.cancel("r1")
    assert store.find_present_round("c1") is None
    assert store.find_invitation("s0") is None
    store.close()


def test_round_on_postgres(postgres: str, builtin: RuleBase, tmp_path: Path) -> None:
    """A whole round through the page, with its answers on a server of PostgreSQL."""
    with run_site(builtin, tmp_path / "data", database=postgres) as running:
        visitor = Visitor(running)
        home, links = begin_round(visitor)
        for link in links:
            assert Guest(link).send(*["4"] * 20).status_code == 200
        assert close_round(visitor, home).status_code == 200
        assert len(read_facts(find_file(running, home), builtin).assessed) == 2
        assert not (running.data / "rounds.sqlite").exists()

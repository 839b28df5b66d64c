"""Pictures: nothing overlaps or is cut off, no colour tells anything alone, no page is disturbed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import MissingExtraError
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.canvas import measure_width, wrap_words
from advisor.reporting.pictures.data_tables import build_picture_table, describe_picture
from advisor.reporting.pictures.draw import build_figure, draw
from advisor.reporting.pictures.picture_models import (
    Balance,
    Checklist,
    Dumbbell,
    DumbbellRow,
    FunnelMap,
    FunnelSellingStep,
    FunnelStage,
    Ladder,
    Picture,
    Task,
    TaskGroup,
    Timeline,
    TimelineRow,
)
from advisor.reporting.pictures.style import (
    ACCENT,
    COLOURS,
    INK,
    MARKETING,
    MUTED,
    PAPER,
    SALES,
    SOFT,
    apply_svg_theme,
    use_drawing_settings,
)
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup
from tests.profiles import examples

np = pytest.importorskip("numpy")
image = pytest.importorskip("PIL.Image")

LEVELS = ("Undefined", "Defined", "Aligned", "Integrated")
BANDS = (20.0, 40.0, 60.0, 80.0, 100.0)
LEADERS = ("marketing", "sales", "both", "nobody", None)
STATUSES = ("done", "under_way", "not", None)
FULL: dict[str, Picture] = {
    "ladder": Ladder(LEVELS, (1,), 2, (52.4, 52.4), BANDS),
    "dumbbell": Dumbbell(
        (
            DumbbellRow(6, "Feedback is given gladly", (4.8, 4.8), (1.0, 1.0)),
            DumbbellRow(12, "Shared metrics", (2.0, 3.5), (3.0, 3.0)),
            DumbbellRow(3, "Marketers meet customers", None, (4.0, 4.0)),
        )
    ),
    "balance": Balance(("Work is done twice", "Conflicts are frequent"), ("The company is small",), ("A cycle",)),
    "timeline": Timeline((TimelineRow(1, "Agree the rules", 0, 4), TimelineRow(2, "Meet regularly", 2, None)), 26),
    "funnel": FunnelMap(
        (FunnelStage("Awareness", "sales", "marketing"), FunnelStage("Purchase", None, "sales")),
        (FunnelSellingStep("Prospecting", True), FunnelSellingStep("Negotiating", None)),
    ),
    "checklist": Checklist((TaskGroup("Culture", tuple(Task(f"Task {each}", each) for each in STATUSES)),)),
}  # fmt: skip
EMPTY: dict[str, Picture] = {
    "ladder": Ladder(LEVELS, (), None, None, BANDS),
    "dumbbell": Dumbbell(()),
    "balance": Balance((), (), ()),
    "timeline": Timeline((), 13),
    "funnel": FunnelMap((), ()),
    "checklist": Checklist(()),
}

# Any length up to 60, short words and long ones, and what markup or formulas could trip over.
titles = st.one_of(
    st.text("abcdeWMil é$_\\^{}<>&%#'\"-", min_size=1, max_size=60).filter(str.strip),
    st.text("mwWM", min_size=30, max_size=60),
)
means = st.tuples(st.floats(1, 5), st.floats(1, 5)).map(lambda pair: (min(pair), max(pair)))
exact = st.floats(1, 5).map(lambda mean: (mean, mean))
scores = st.tuples(st.floats(20, 100), st.floats(20, 100)).map(lambda pair: (min(pair), max(pair)))


def some(parts: st.SearchStrategy[Any], most: int, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(parts, min_size=least, max_size=most).map(tuple)


ladders = st.builds(
    Ladder,
    some(titles, 4, 4),
    st.sets(st.integers(0, 3)).map(lambda places: tuple(sorted(places))),
    st.none() | st.integers(0, 3),
    st.none() | scores,
    st.just(BANDS),
)
answers = st.none() | means | exact
dumbbells = st.builds(Dumbbell, some(st.builds(DumbbellRow, st.integers(1, 20), titles, answers, answers), 6))
balances = st.builds(Balance, some(titles, 8), some(titles, 8), some(titles, 3))
steps = st.builds(
    lambda number, title, start, lasting: TimelineRow(number, title, start, lasting and start + lasting),
    *(st.integers(1, 20), titles, st.integers(0, 60), st.none() | st.integers(1, 60)),
)
timelines = st.builds(Timeline, some(steps, 5), st.integers(1, 104))
stages = st.builds(FunnelStage, titles, st.sampled_from(LEADERS), st.sampled_from(("marketing", "sales")))
funnels = st.builds(
    FunnelMap, some(stages, 8), some(st.builds(FunnelSellingStep, titles, st.none() | st.booleans()), 5)
)
tasks = st.builds(Task, titles, st.sampled_from(STATUSES))
checklists = st.builds(Checklist, some(st.builds(TaskGroup, titles, some(tasks, 4)), 3))
pictures: st.SearchStrategy[Picture] = st.one_of(ladders, dumbbells, balances, timelines, funnels, checklists)


@pytest.fixture(scope="module")
def say(builtin: RuleBase) -> WordingLookup:
    return build_wording_lookup(builtin)


def grey(picture: Picture, say: WordingLookup) -> Any:
    """A picture without its colours: how bright each dot is, from 0 to 255."""
    return np.asarray(image.open(BytesIO(draw(picture, "png", say))).convert("L"), dtype=int)


def boxes(picture: Picture, say: WordingLookup) -> tuple[Any, list[tuple[str, Any]], list[Any]]:
    """The edges of a picture, each text of it with its box, and the boxes of its circles, in dots."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with use_drawing_settings():
        figure = build_figure(picture, say)
        renderer = FigureCanvasAgg(figure).get_renderer()
        axes = figure.axes[0]
        texts = [(each.get_text(), each.get_window_extent(renderer)) for each in axes.texts]
        circles = [each.get_window_extent() for each in axes.patches if type(each).__name__ == "Circle"]
        return figure.bbox, texts, circles


def meet(one: Any, other: Any) -> bool:
    """Whether two boxes share more than a hair (a dot is 0.72 points)."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(across > 0.3 and down > 0.3)


@pytest.mark.parametrize("kind", [ladders, dumbbells, balances, timelines, funnels, checklists], ids=list(FULL))
def test_texts_stay_inside_and_apart_from_each_other_and_from_marks(
    kind: st.SearchStrategy[Picture], say: WordingLookup
) -> None:
    @examples(15)
    @given(kind)
    def holds(picture: Picture) -> None:
        edges, texts, circles = boxes(picture, say)
        assert texts or isinstance(picture, Checklist)
        cut = [words for words, box in texts if min(box.x0, box.y0) < 0 or box.x1 > edges.x1 or box.y1 > edges.y1]
        assert cut == []
        assert [(one, other) for (one, a), (other, b) in combinations(texts, 2) if meet(a, b)] == []
        if not isinstance(picture, Ladder | Balance):
            assert [words for words, box in texts for circle in circles if meet(box, circle)] == []

    holds()


@examples(40)
@given(titles, st.floats(30, 330))
def test_wrapped_lines_fit_and_lose_no_letter(title: str, width: float) -> None:
    with use_drawing_settings():
        lines = wrap_words(title, width)
        assert "".join("".join(lines).split()) == "".join(title.split())
        assert [line for line in lines if measure_width(line) > width and len(line) > 1] == []


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("kind", FULL)
def test_the_same_picture_gives_the_same_bytes_also_from_several_threads(
    kind: str, form: Any, say: WordingLookup
) -> None:
    first = draw(FULL[kind], form, say)
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(lambda _: draw(FULL[kind], form, say), range(3))) == {first}


@pytest.mark.parametrize("kind", FULL)
def test_a_picture_of_nothing_known_is_drawn_and_is_another_one(kind: str, say: WordingLookup) -> None:
    assert draw(EMPTY[kind], "svg", say) != draw(FULL[kind], "svg", say)
    size = image.open(BytesIO(draw(EMPTY[kind], "png", say))).size
    assert size[0] == 920
    assert size[1] >= 20


# What is told by marks must be told without words and without colour: the words are all the same here.
MARKED: dict[str, Callable[[Any], Picture]] = {
    "task": lambda status: Checklist((TaskGroup("Group", (Task("Task", status),)),)),
    "leader": lambda leader: FunnelMap((FunnelStage("Stage", leader, "sales"),), ()),
    "usual leader": lambda usual: FunnelMap((FunnelStage("Stage", None, usual),), ()),
    "part in selling": lambda part: FunnelMap((), (FunnelSellingStep("Step", part),)),
    "place": lambda now: Ladder(LEVELS, now, None, None, BANDS),
    "goal": lambda goal: Ladder(LEVELS, (1,), goal, None, BANDS),
    "sides": lambda means: Dumbbell((DumbbellRow(1, "Title", *((each, each) if each else None for each in means)),)),
    "reasons": lambda counts: Balance(*(("Reason",) * count for count in counts)),
    "end of a step": lambda end: Timeline((TimelineRow(1, "Step", 0, end),), 26),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "task": STATUSES,
    "leader": LEADERS,
    "usual leader": ("marketing", "sales"),
    "part in selling": (True, False, None),
    "place": ((), (0,), (1,), (0, 1), (0, 1, 2)),
    "goal": (None, 2, 3),
    "sides": ((2, 4), (4, 2), (None, 4), (2, None), (None, None)),
    "reasons": ((1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0), (1, 1, 0)),
    "end of a step": (4, 8, 26, None),
}


@pytest.mark.parametrize("what", MARKED)
def test_marks_differ_in_grey_and_without_their_words(what: str) -> None:
    def dumb(name: str, **words: object) -> str:
        return "word"

    drawn = [grey(MARKED[what](value), dumb) for value in VALUES[what]]
    for one, other in combinations(drawn, 2):
        assert one.shape != other.shape or (abs(one - other) > 60).sum() > 100


def linear(colour: str) -> Any:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_texts_and_marks_stand_out_from_what_they_lie_on() -> None:
    assert min(contrast(text, ground) for text in (INK, MUTED) for ground in (PAPER, SOFT)) >= 4.5
    assert contrast(ACCENT, PAPER) >= 4.5
    assert min(contrast(mark, ground) for mark in (SALES, MARKETING, ACCENT) for ground in (PAPER, SOFT)) >= 3


def test_blue_and_vermilion_stay_apart_for_who_sees_no_green() -> None:
    # Machado, Oliveira and Fernandes (2009), deuteranopia, on linear light
    seen = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]])
    sales, marketing = (np.clip(seen @ linear(each), 0, 1) for each in (SALES, MARKETING))
    assert np.linalg.norm(sales - marketing) > 0.4


def elements(svg: str) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(svg).iter()


@examples(15)
@given(pictures)
def test_an_svg_holds_our_colours_and_shapes_and_nothing_else(builtin: RuleBase, picture: Picture) -> None:
    svg = draw(picture, "svg", build_wording_lookup(builtin)).decode()
    assert svg.startswith("<svg ")
    assert {each.tag.split("}")[1] for each in elements(svg)} <= {"svg", "g", "path", "use", "defs"}
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= set(COLOURS.values())
    assert not re.search(r"\b(?:black|white|rgb\(|url\()|<!--|xlink|\bon\w+=", svg)
    links = [each.get("href") for each in elements(svg) if each.get("href")]
    ids = [each.get("id") for each in elements(svg) if each.get("id")]
    assert {link.removeprefix("#") for link in links if link} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", FULL)
def test_a_themed_svg_leaves_its_colours_and_its_width_to_the_page(kind: str, say: WordingLookup) -> None:
    svg = draw(FULL[kind], "svg", say).decode()
    page = apply_svg_theme(svg)
    root = ElementTree.fromstring(page)
    assert (root.get("width"), root.get("height")) == ("100%", None)
    assert root.get("viewBox") == ElementTree.fromstring(svg).get("viewBox")
    names = {f"var(--{name}, {value})" for name, value in COLOURS.items()}
    assert set(re.findall(r"var\([^)]*\)", page)) <= names
    assert "#" not in re.sub(r"var\([^)]*\)|href=\"#", "", page)
    # With the fallbacks alone it is the picture that was drawn.
    plain = re.sub(r"var\(--\w+, (#\w+)\)", r"\1", page)
    assert re.findall(r" (?:d|transform|style)=\"[^\"]*\"", plain) == re.findall(
        r" (?:d|transform|style)=\"[^\"]*\"", svg
    )


def test_several_pictures_in_one_page_share_no_ids(say: WordingLookup) -> None:
    seen: list[str | None] = []
    for picture in (*FULL.values(), *EMPTY.values()):
        page = apply_svg_theme(draw(picture, "svg", say).decode())
        ids = [each.get("id") for each in elements(page) if each.get("id")]
        assert {str(each.get("href"))[1:] for each in elements(page) if each.get("href")} <= set(ids)
        seen += ids
    assert len(seen) == len(set(seen))
    twice = [apply_svg_theme(draw(FULL["ladder"], "svg", say).decode(), prefix) for prefix in ("one", "two")]
    assert all(f' id="{name}-' in page for name, page in zip(("one", "two"), twice, strict=True))


def cells_and_facts(picture: Picture) -> tuple[set[str], int]:
    """The titles that a table must hold, and in how many rows something is not known."""
    match picture:
        case Ladder():
            return set(picture.levels), (0 if picture.possible_levels else len(picture.levels)) + (
                not (picture.score and picture.possible_levels)
            )
        case Dumbbell():
            return {row.title for row in picture.rows}, sum(None in (row.sales, row.marketing) for row in picture.rows)
        case Balance():
            return {*picture.fors, *picture.againsts, *picture.open}, len(picture.open)
        case Timeline():
            return {row.title for row in picture.rows}, 0
        case FunnelMap():
            open_ = [each.leader for each in picture.stages] + [each.marketing for each in picture.selling]
            return {each.title for each in (*picture.stages, *picture.selling)}, open_.count(None)
        case Checklist():
            listed = [task for group in picture.groups for task in group.tasks]
            return {task.title for task in listed}, sum(task.status is None for task in listed)


@given(pictures)
def test_a_table_tells_every_title_and_everything_not_known(builtin: RuleBase, picture: Picture) -> None:
    told = build_picture_table(picture, build_wording_lookup(builtin))
    assert {len(row) for row in told.rows} <= {len(told.headers)}
    assert all(cell for row in (told.headers, *told.rows) for cell in row)
    shown, unknown = cells_and_facts(picture)
    assert shown <= {cell for row in told.rows for cell in row}
    assert sum(any(re.search("not known", cell, re.IGNORECASE) for cell in row) for row in told.rows) == unknown


def test_levels_without_bands_are_shown_without_a_scale(say: WordingLookup) -> None:
    bare = Ladder(LEVELS, (1,), 2, None, ())
    assert len(boxes(bare, say)[1]) == len(boxes(bare._replace(bands=BANDS), say)[1]) - len(BANDS) - 1
    assert [row[1] for row in build_picture_table(bare, say).rows] == ["not known"] * 5


def test_a_table_of_means_has_them_and_their_gaps_as_they_are_shown(say: WordingLookup) -> None:
    assert build_picture_table(FULL["dumbbell"], say).rows == (
        ("6", "Feedback is given gladly", "4.8", "1.0", "3.8"),
        ("12", "Shared metrics", "2.0 to 3.5", "3.0", "0.0 to 1.0"),
        ("3", "Marketers meet customers", *(["not known (too few answers)", "4.0", "not known (too few answers)"]),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ladder", "The relationship is now at the level Defined. The goal is Aligned; the score is 52.4 of 100."),
        (
            "dumbbell",
            "The largest differences between Sales and Marketing: Feedback is given gladly (Sales 4.8, Marketing 1.0); "
            "Shared metrics (Sales 2.0 to 3.5, Marketing 3.0). "
            "Statements not compared, as there are too few answers: 1.",
        ),
        (
            "funnel",
            "Of 2 stages, Marketing leads 0, Sales 1, both lead 0, nobody leads 0, and for 1 it is not known; "
            "led otherwise than is usual: Awareness. "
            "Of 2 steps that belong to Sales, Marketing takes part in 1, not in 0, and for 1 it is not known.",
        ),
        ("checklist", "Of 4 tasks, 1 are done, 1 under way, 1 not done, and for 1 it is not known."),
    ],
)
def test_a_picture_is_told_in_words(kind: str, said: str, say: WordingLookup) -> None:
    assert describe_picture(FULL[kind], say) == said


@given(pictures)
def test_a_picture_is_told_in_two_sentences_at_most(builtin: RuleBase, picture: Picture) -> None:
    def told(name: str, **words: object) -> str:
        plain = {key: value if key in ("now", "score") else "x" for key, value in words.items()}
        return build_wording_lookup(builtin)(name, **plain)

    assert 1 <= len(re.findall(r"\.(?: |$)", describe_picture(picture, told))) <= 2


def test_every_wording_of_the_pictures_is_used(builtin: RuleBase) -> None:
    used: set[str] = set()

    def noting(name: str, **words: object) -> str:
        used.add(name)
        return build_wording_lookup(builtin)(name, **words)

    ladders = (Ladder(LEVELS, (1, 2), 2, (50, 70), BANDS), Ladder(LEVELS, (3,), None, None, BANDS))
    plan = Timeline(
        (TimelineRow(1, "Later", 20, 24), TimelineRow(2, "At once", 0, 0), TimelineRow(3, "Next", 3, 9)), 26
    )
    marked = [mark(value) for name, mark in MARKED.items() for value in VALUES[name]]
    for picture in (*FULL.values(), *EMPTY.values(), *marked, *ladders, plan):
        with use_drawing_settings():
            build_figure(picture, noting)
        build_picture_table(picture, noting)
        describe_picture(picture, noting)
    file = Path(__file__).parents[3] / "knowledge" / "pictures.yaml"
    names = set(re.findall(r"^  (picture-[a-z_-]+):", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(names) > 50
    assert names - used == set()


def test_the_drawing_library_is_loaded_only_to_draw_and_missed_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, advisor.reporting.pictures.draw, advisor.reporting.pictures.data_tables;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"alignment-advisor\[report\]"):
        draw(FULL["ladder"], "svg", str)


def test_the_settings_of_the_library_are_left_alone_and_do_not_change_a_picture(say: WordingLookup) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    before = draw(FULL["dumbbell"], "svg", say)
    mine = {"font.family": ["serif"], "lines.linewidth": 7.0, "svg.hashsalt": "mine", "figure.dpi": 30.0}
    with matplotlib.rc_context(mine):
        assert draw(FULL["dumbbell"], "svg", say) == before
        assert {name: matplotlib.rcParams[name] for name in mine} == mine


def test_nothing_is_printed_where_the_library_cannot_keep_its_caches_or_lacks_a_letter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    (tmp_path / "matplotlibrc").write_text("no colon\nfont.family: Nowhere\nsvg.fonttype: nonsense\n", encoding="utf-8")
    code = (
        "from advisor.reporting.pictures.picture_models import *; from advisor.reporting.pictures.draw import draw;"
        "picture = Balance(('\\u5408\\u4f5c', '\\U0001f600', 'x'), (), ());"
        "[draw(picture, form, lambda name, **words: name) for form in ('svg', 'png')]"
    )
    environment = {
        **os.environ,
        "MPLCONFIGDIR": str(blocked / "below"),
        "TMPDIR": str(tmp_path),
        "PYTHONWARNINGS": "default",
    }
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "matplotlibrc"]

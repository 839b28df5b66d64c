"""Pictures: nothing overlaps or is cut off, no fact is shown only by colour, and pages stay intact."""

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
from advisor.reporting.pictures.balance import Balance
from advisor.reporting.pictures.bars import Bar, BarGroup, Bars
from advisor.reporting.pictures.canvas import measure_width, wrap_words
from advisor.reporting.pictures.checklist import Checklist, Task, TaskGroup
from advisor.reporting.pictures.draw import Picture, draw
from advisor.reporting.pictures.dumbbell import Dumbbell, DumbbellRow
from advisor.reporting.pictures.funnel import FunnelMap, FunnelSellingStep, FunnelStage
from advisor.reporting.pictures.ladder import Ladder
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
from advisor.reporting.pictures.timeline import Timeline, TimelineRow
from advisor.reporting.pictures.tree import Tree, TreeLine
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup
from tests.profiles import examples

np = pytest.importorskip("numpy")
image = pytest.importorskip("PIL.Image")

LEVELS = ("Undefined", "Defined", "Aligned", "Integrated")
BANDS = (20.0, 40.0, 60.0, 80.0, 100.0)
LEADERS = ("marketing", "sales", "both", "nobody", None)
STATUSES = ("done", "concluded", "under_way", "not", None)
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
    "bars": Bars(
        "Each bar is a number.",
        ("What", "Companies"),
        (BarGroup("Level", (Bar("Stay", "40", 0.4), Bar("Move", "held back", None), Bar("Open", "5; 20", 0.05, 0.2))),),
    ),
}  # fmt: skip
EMPTY: dict[str, Picture] = {
    "ladder": Ladder(LEVELS, (), None, None, BANDS),
    "dumbbell": Dumbbell(()),
    "balance": Balance((), (), ()),
    "timeline": Timeline((), 13),
    "funnel": FunnelMap((), ()),
    "checklist": Checklist(()),
    "bars": Bars("", ("", ""), ()),
}

# Any length up to 60, short words and long ones, and what markup or formulas could trip over.
titles = st.one_of(
    st.text("abcdeWMil é$_\\^{}<>&%#'\"-", min_size=1, max_size=60).filter(str.strip),
    st.text("mwWM", min_size=30, max_size=60),
)
means = st.tuples(st.floats(1, 5), st.floats(1, 5)).map(lambda pair: (min(pair), max(pair)))
exact = st.floats(1, 5).map(lambda mean: (mean, mean))
scores = st.tuples(st.floats(20, 100), st.floats(20, 100)).map(lambda pair: (min(pair), max(pair)))


def draw_tuples(parts: st.SearchStrategy[Any], most: int, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(parts, min_size=least, max_size=most).map(tuple)


ladders = st.builds(
    Ladder,
    draw_tuples(titles, 4, 4),
    st.sets(st.integers(0, 3)).map(lambda places: tuple(sorted(places))),
    st.none() | st.integers(0, 3),
    st.none() | scores,
    st.just(BANDS),
)
answers = st.none() | means | exact
dumbbells = st.builds(Dumbbell, draw_tuples(st.builds(DumbbellRow, st.integers(1, 20), titles, answers, answers), 6))
balances = st.builds(Balance, draw_tuples(titles, 8), draw_tuples(titles, 8), draw_tuples(titles, 3))
steps = st.builds(
    lambda number, title, start, lasting: TimelineRow(number, title, start, lasting and start + lasting),
    *(st.integers(1, 20), titles, st.integers(0, 60), st.none() | st.integers(1, 60)),
)
timelines = st.builds(Timeline, draw_tuples(steps, 5), st.integers(1, 104))
stages = st.builds(FunnelStage, titles, st.sampled_from(LEADERS), st.sampled_from(("marketing", "sales")))
funnels = st.builds(
    FunnelMap, draw_tuples(stages, 8), draw_tuples(st.builds(FunnelSellingStep, titles, st.none() | st.booleans()), 5)
)
tasks = st.builds(Task, titles, st.sampled_from(STATUSES))
checklists = st.builds(Checklist, draw_tuples(st.builds(TaskGroup, titles, draw_tuples(tasks, 4)), 3))
shares = st.none() | st.floats(0, 1)
bars = st.builds(
    Bars,
    st.just("Says."),
    st.just(("What", "Companies")),
    draw_tuples(
        st.builds(BarGroup, st.just("") | titles, draw_tuples(st.builds(Bar, titles, titles, shares, shares), 4)), 3
    ),
)
pictures: st.SearchStrategy[Picture] = st.one_of(ladders, dumbbells, balances, timelines, funnels, checklists)


@pytest.fixture(scope="module")
def wording(builtin: RuleBase) -> WordingLookup:
    return build_wording_lookup(builtin)


def echo(name: str, **values: object) -> str:
    """Return the id of a wording with its values instead of the words: `timeline-week(start=3)`."""
    text = name.removeprefix("picture-")
    return f"{text}({', '.join(f'{key}={value}' for key, value in values.items())})" if values else text


def draw_grey(picture: Picture, wording: WordingLookup) -> Any:
    """Draw a picture without its colours: the brightness of each dot, from 0 to 255."""
    return np.asarray(image.open(BytesIO(draw(picture, "png", wording))).convert("L"), dtype=int)


def measure_boxes(picture: Picture, wording: WordingLookup) -> tuple[Any, list[tuple[str, Any]], list[Any]]:
    """Measure a picture in dots: its edges, each text with its box, and the boxes of its circles."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with use_drawing_settings():
        figure = picture.build_figure(wording)
        renderer = FigureCanvasAgg(figure).get_renderer()
        drawn = figure.get_children()
        texts = [(each.get_text(), each.get_window_extent(renderer)) for each in drawn if type(each).__name__ == "Text"]
        circles = [each.get_window_extent() for each in drawn if type(each).__name__ == "Circle"]
        return figure.bbox, texts, circles


def overlap(one: Any, other: Any) -> bool:
    """Check whether two boxes overlap noticeably (a dot is 0.36 points)."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(across > 0.3 and down > 0.3)


@pytest.mark.parametrize("kind", [ladders, dumbbells, balances, timelines, funnels, checklists, bars], ids=list(FULL))
def test_texts_fit_the_sheet_and_overlap_nothing(kind: st.SearchStrategy[Picture], wording: WordingLookup) -> None:
    @examples(15)
    @given(kind)
    def check_layout(picture: Picture) -> None:
        edges, texts, circles = measure_boxes(picture, wording)
        assert texts or isinstance(picture, Checklist)
        cut = [words for words, box in texts if min(box.x0, box.y0) < 0 or box.x1 > edges.x1 or box.y1 > edges.y1]
        assert cut == []
        assert [(one, other) for (one, a), (other, b) in combinations(texts, 2) if overlap(a, b)] == []
        if not isinstance(picture, Ladder | Balance):
            assert [words for words, box in texts for circle in circles if overlap(box, circle)] == []

    check_layout()


@examples(40)
@given(titles, st.floats(30, 330))
def test_wrapped_lines_fit_and_keep_every_letter(title: str, width: float) -> None:
    with use_drawing_settings():
        lines = wrap_words(title, width)
        assert "".join("".join(lines).split()) == "".join(title.split())
        assert [line for line in lines if measure_width(line) > width and len(line) > 1] == []


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("kind", FULL)
def test_draws_the_same_bytes_in_several_threads(kind: str, form: Any, wording: WordingLookup) -> None:
    first = draw(FULL[kind], form, wording)
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(lambda _: draw(FULL[kind], form, wording), range(3))) == {first}


@pytest.mark.parametrize("kind", FULL)
def test_draws_an_empty_picture_differently(kind: str, wording: WordingLookup) -> None:
    assert draw(EMPTY[kind], "svg", wording) != draw(FULL[kind], "svg", wording)
    size = image.open(BytesIO(draw(EMPTY[kind], "png", wording))).size
    assert 919 <= size[0] <= 920  # releases of matplotlib round differently
    assert size[1] >= 20


# Marks must differ without words and colour: all words are the same here.
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
def test_marks_differ_without_colour_and_words(what: str) -> None:
    images = [draw_grey(MARKED[what](value), lambda name, **values: "word") for value in VALUES[what]]
    for one, other in combinations(images, 2):
        assert one.shape != other.shape or (abs(one - other) > 60).sum() > 100


def linearize(colour: str) -> Any:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def compute_contrast(one: str, other: str) -> float:
    low, high = sorted(float(linearize(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_texts_and_marks_have_enough_contrast() -> None:
    assert min(compute_contrast(text, ground) for text in (INK, MUTED) for ground in (PAPER, SOFT)) >= 4.5
    assert compute_contrast(ACCENT, PAPER) >= 4.5
    assert min(compute_contrast(mark, ground) for mark in (SALES, MARKETING, ACCENT) for ground in (PAPER, SOFT)) >= 3


def test_colours_of_the_sides_differ_for_colour_blind_readers() -> None:
    # Machado, Oliveira and Fernandes (2009), deuteranopia, on linear light
    deuteranopia = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    )
    sales, marketing = (np.clip(deuteranopia @ linearize(each), 0, 1) for each in (SALES, MARKETING))
    assert np.linalg.norm(sales - marketing) > 0.4


def iter_elements(svg: str) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(svg).iter()


@examples(15)
@given(pictures)
def test_an_svg_has_only_our_colours_and_shapes(builtin: RuleBase, picture: Picture) -> None:
    svg = draw(picture, "svg", build_wording_lookup(builtin)).decode()
    assert svg.startswith("<svg ")
    assert {each.tag.split("}")[1] for each in iter_elements(svg)} <= {"svg", "g", "path", "use", "defs"}
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= set(COLOURS.values())
    assert not re.search(r"\b(?:black|white|rgb\(|url\()|<!--|xlink|\bon\w+=", svg)
    links = [each.get("href") for each in iter_elements(svg) if each.get("href")]
    ids = [each.get("id") for each in iter_elements(svg) if each.get("id")]
    assert {link.removeprefix("#") for link in links if link} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", FULL)
def test_a_themed_svg_takes_colours_and_width_from_the_page(kind: str, wording: WordingLookup) -> None:
    svg = draw(FULL[kind], "svg", wording).decode()
    page = apply_svg_theme(svg)
    root = ElementTree.fromstring(page)
    assert (root.get("width"), root.get("height")) == ("100%", None)
    assert root.get("viewBox") == ElementTree.fromstring(svg).get("viewBox")
    names = {f"var(--{name}, {value})" for name, value in COLOURS.items()}
    assert set(re.findall(r"var\([^)]*\)", page)) <= names
    assert "#" not in re.sub(r"var\([^)]*\)|href=\"#", "", page)
    # With only the fallbacks it is the picture that was drawn.
    plain = re.sub(r"var\(--\w+, (#\w+)\)", r"\1", page)
    assert re.findall(r" (?:d|transform|style)=\"[^\"]*\"", plain) == re.findall(
        r" (?:d|transform|style)=\"[^\"]*\"", svg
    )


def test_pictures_in_one_page_share_no_ids(wording: WordingLookup) -> None:
    all_ids: list[str | None] = []
    for picture in (*FULL.values(), *EMPTY.values()):
        page = apply_svg_theme(draw(picture, "svg", wording).decode())
        ids = [each.get("id") for each in iter_elements(page) if each.get("id")]
        assert {str(each.get("href"))[1:] for each in iter_elements(page) if each.get("href")} <= set(ids)
        all_ids += ids
    assert len(all_ids) == len(set(all_ids))
    pages = [apply_svg_theme(draw(FULL["ladder"], "svg", wording).decode(), prefix) for prefix in ("one", "two")]
    assert all(f' id="{name}-' in page for name, page in zip(("one", "two"), pages, strict=True))


def find_titles_and_unknowns(picture: Picture) -> tuple[set[str], int]:
    """Find the titles that a table must have, and the number of rows with something unknown."""
    match picture:
        case Ladder():
            unknown_levels = 0 if picture.possible_levels else len(picture.levels)
            return set(picture.levels), unknown_levels + (not (picture.score and picture.possible_levels))
        case Dumbbell():
            return {row.title for row in picture.rows}, sum(None in (row.sales, row.marketing) for row in picture.rows)
        case Balance():
            return {*picture.fors, *picture.againsts, *picture.open}, len(picture.open)
        case Timeline():
            return {row.title for row in picture.rows}, 0
        case FunnelMap():
            values = [stage.leader for stage in picture.stages] + [step.marketing for step in picture.selling]
            return {row.title for row in (*picture.stages, *picture.selling)}, values.count(None)
        case Checklist():
            tasks = [task for group in picture.groups for task in group.tasks]
            return {task.title for task in tasks}, sum(task.status is None for task in tasks)


@given(pictures)
def test_a_table_has_every_title_and_every_unknown(picture: Picture) -> None:
    table = picture.build_table(echo)
    assert {len(row) for row in table.rows} <= {len(table.headers)}
    assert all(cell for row in (table.headers, *table.rows) for cell in row)
    titles, unknown = find_titles_and_unknowns(picture)
    assert titles <= {cell for row in table.rows for cell in row}
    assert sum(any(re.search("unknown|hidden|balance-open", cell) for cell in row) for row in table.rows) == unknown


@given(pictures)
def test_a_table_says_that_something_is_unknown(builtin: RuleBase, picture: Picture) -> None:
    table = picture.build_table(build_wording_lookup(builtin))
    _, unknown = find_titles_and_unknowns(picture)
    assert sum(any(re.search("not known", cell, re.IGNORECASE) for cell in row) for row in table.rows) == unknown


def test_levels_without_bands_have_no_scale() -> None:
    bare = Ladder(LEVELS, (1,), 2, None, ())
    assert len(measure_boxes(bare, echo)[1]) == len(measure_boxes(bare._replace(bands=BANDS), echo)[1]) - len(BANDS) - 1
    assert [row[1] for row in bare.build_table(echo).rows] == ["unknown"] * 5


def test_a_table_of_means_has_means_and_gaps() -> None:
    hidden = "dumbbell-table-hidden"
    assert FULL["dumbbell"].build_table(echo).rows == (
        ("6", "Feedback is given gladly", "4.8", "1.0", "3.8"),
        ("12", "Shared metrics", "between(low=2.0, high=3.5)", "3.0", "between(low=−1.0, high=0.5)"),
        ("3", "Marketers meet customers", hidden, "4.0", hidden),
    )


def test_an_interval_with_equal_printed_ends_is_one_figure() -> None:
    (row,) = Dumbbell((DumbbellRow(1, "Title", (2.01, 2.04), (3.0, 3.0)),)).build_table(echo).rows
    assert row[2:4] == ("2.0", "3.0")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "ladder",
            "ladder-alt-move(now=ladder-alt-now(level=Defined), goal=Aligned, "
            "score=ladder-alt-score(low=52.4, high=52.4, top=100))",
        ),
        (
            "dumbbell",
            "dumbbell-alt(gaps=dumbbell-alt-gap(title=Feedback is given gladly, sales=4.8, marketing=1.0); "
            "dumbbell-alt-gap(title=Shared metrics, sales=between(low=2.0, high=3.5), marketing=3.0)) "
            "dumbbell-alt-hidden(count=1)",
        ),
        ("balance", "balance-alt(fors=2, againsts=1, open=1)"),
        ("timeline", "timeline-alt(soon=2, later=0, ongoing=1)"),
        (
            "funnel",
            "funnel-alt-stages(total=2, parts=funnel-alt-leads-sales(count=1) and funnel-alt-leads-unknown(count=1)) "
            "funnel-alt-other(titles=Awareness, unnamed=) "
            "funnel-alt-selling(total=2, parts=funnel-alt-part-yes(count=1) and funnel-alt-part-unknown(count=1))",
        ),
        (
            "checklist",
            "checklist-alt(total=5, done=1, under_way=1, not_done=1, concluded=checklist-alt-concluded(count=1), "
            "unknown=alt-unknown(count=1))",
        ),
    ],
)
def test_describes_a_picture_by_its_numbers(kind: str, expected: str) -> None:
    assert FULL[kind].describe(echo) == expected


@given(pictures)
def test_describes_a_picture_in_three_short_sentences_at_most(builtin: RuleBase, picture: Picture) -> None:
    def look_up(name: str, **values: object) -> str:
        plain = {key: value if key in ("now", "score") else "x" for key, value in values.items()}
        return build_wording_lookup(builtin)(name, **plain)

    assert 1 <= len(re.findall(r"\.(?: |$)", picture.describe(look_up))) <= 3


def test_a_funnel_leaves_out_counts_of_zero_and_names_the_stages_without_a_team(wording: WordingLookup) -> None:
    stages = (FunnelStage("Purchase", "sales", "sales"), FunnelStage("Loyalty", "nobody", "sales"))
    steps = (FunnelSellingStep("Needs", False), FunnelSellingStep("Solution", None))
    assert FunnelMap(stages, steps).describe(wording) == (
        "Of 2 stages, Sales leads 1 and you name no team for 1. No team named: Loyalty. "
        "Of 2 selling steps, Marketing is not involved in 1 and we do not know 1."
    )


def test_every_wording_of_the_pictures_is_used(builtin: RuleBase) -> None:
    used: set[str] = set()

    def record(name: str, **values: object) -> str:
        used.add(name)
        return build_wording_lookup(builtin)(name, **values)

    ladders = (Ladder(LEVELS, (1, 2), 2, (50, 70), BANDS), Ladder(LEVELS, (3,), None, None, BANDS))
    alike = Dumbbell((DumbbellRow(1, "Alike", (3, 3), (3, 3)),))
    plan = Timeline(
        (TimelineRow(1, "Later", 20, 24), TimelineRow(2, "At once", 0, 0), TimelineRow(3, "Next", 3, 9)), 26
    )
    marked = [mark(value) for name, mark in MARKED.items() for value in VALUES[name]]
    tree = Tree("Why", (TreeLine(0, "A rule", "policy/rule", False), TreeLine(1, "An answer", "policy/answer", True)))
    gap, odd = FunnelStage("Loyalty", "nobody", "sales"), FunnelStage("Awareness", "sales", "marketing")
    funnels = (FunnelMap((gap, odd), (FunnelSellingStep("Needs", False),)), FunnelMap((gap,), ()))
    for picture in (*FULL.values(), *EMPTY.values(), *marked, *ladders, *funnels, alike, plan, tree):
        with use_drawing_settings():
            picture.build_figure(record)
        picture.build_table(record)
        picture.describe(record)
    file = Path(__file__).parents[3] / "knowledge" / "pictures.yaml"
    names = set(re.findall(r"^  (picture-[a-z_-]+):", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(names) > 50
    assert names - used == set()


def test_loads_the_drawing_library_only_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, advisor.reporting.pictures.draw, advisor.reporting.pictures.selection;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"\[report\]"):
        draw(FULL["ladder"], "svg", str)


def test_ignores_and_keeps_the_settings_of_the_library(wording: WordingLookup) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    before = draw(FULL["dumbbell"], "svg", wording)
    settings = {"font.family": ["serif"], "lines.linewidth": 7.0, "svg.hashsalt": "mine", "figure.dpi": 30.0}
    with matplotlib.rc_context(settings):
        assert draw(FULL["dumbbell"], "svg", wording) == before
        assert {name: matplotlib.rcParams[name] for name in settings} == settings


def test_prints_no_warning_without_a_cache_or_for_a_missing_letter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    (tmp_path / "matplotlibrc").write_text("no colon\nfont.family: Nowhere\nsvg.fonttype: nonsense\n", encoding="utf-8")
    code = (
        "from advisor.reporting.pictures.balance import Balance; from advisor.reporting.pictures.draw import draw;"
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


ROOT = Path(__file__).resolve().parents[3]
BAD_SETTINGS = b"\0\xff\x7f junk: [\n"


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
@pytest.mark.parametrize("place", ["folder", "file", "home", "backend", "unreadable"])
def test_the_users_settings_of_the_library_play_no_part(form: str, place: str, tmp_path: Path) -> None:
    folder, home = tmp_path / "work", tmp_path / "home"
    (home / "matplotlib").mkdir(parents=True)
    folder.mkdir()
    environment = {**os.environ, "XDG_CONFIG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    if place == "backend":
        environment["MPLBACKEND"] = "no-such-backend"
    elif place == "unreadable":
        (folder / "matplotlibrc").symlink_to("/proc/self/mem")
    else:
        file = {"folder": folder / "matplotlibrc", "file": tmp_path / "mine", "home": home / "matplotlib/matplotlibrc"}
        file[place].write_bytes(BAD_SETTINGS)
        environment["MATPLOTLIBRC"] = str(tmp_path / "mine")
    code = "import sys; from advisor.cli.main import main; main()"
    arguments = ["advise", str(ROOT / "examples" / "maintain-integrated.yaml"), "-o", f"report.{form}"]
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment,
    )
    assert run.returncode == 0
    assert [line.partition(":")[0] for line in run.stderr.splitlines()] == [f"report.{form}", "next"]
    assert (folder / f"report.{form}").stat().st_size > 10_000

"""A menu on a terminal: options that arrow keys choose, and a line to type in, drawn with prompt_toolkit.

Imported only for a terminal, so that no other command waits for prompt_toolkit. The terminal is never asked where its
cursor is (CPR): a slow line would deliver the reply as if the user had typed it.
"""

from __future__ import annotations

import os
import sys
import textwrap
from shutil import get_terminal_size
from typing import NamedTuple

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point, Size
from prompt_toolkit.filters import Condition, is_done
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import get_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.key_binding.bindings.basic import load_basic_bindings
from prompt_toolkit.key_binding.bindings.emacs import load_emacs_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.styles import Style

from advisor.cli.interview.menu import Menu, MenuState, complete
from advisor.cli.terminal_page import get_terminal_width
from advisor.errors import show_hidden_characters

CHOICE_HINT = "Arrow keys and Enter, or type an answer. `help` lists what else you can type."
SEVERAL_HINT = "Arrow keys, Space to tick, Enter when done; or type answers, such as `1-3`."
NOTHING_CHOSEN = "Nothing is chosen yet. Choose with the arrow keys, or type an answer."
NOTHING_TICKED = "Tick answers with Space, or choose one of the last two without any tick."
_STYLE = Style.from_dict({"highlighted": "bold", "hint": "dim", "matched": "bold"})


MAX_WIDTH = 79


class Typed(NamedTuple):
    """What the user entered, as if typed; the further lines of a paste; and its last line, which has no end yet.

    `ticked` are the positions of the ticked options, which stay ticked if the question is asked again.
    """

    text: str
    rest: tuple[str, ...] = ()
    unfinished: str = ""
    ticked: frozenset[int] = frozenset()


class MenuPrompt:
    """Asks with menus on the terminal of this process."""

    def __init__(self, *, coloured: bool) -> None:
        self._style = _STYLE if coloured else Style([])
        self._depth = None if coloured else ColorDepth.DEPTH_1_BIT
        self._input = _create_input()
        self._output = _create_output()

    def ask(self, menu: Menu, prompt: str, text: str = "") -> Typed | None:
        """Show a menu until the user enters something; None if the input ends. Raises KeyboardInterrupt.

        Args:
            menu: the options.
            prompt: what comes before the line that the user types.
            text: what is in that line at first.
        """
        application = _MenuApplication(menu, prompt, text).build(self._input, self._output, self._style, self._depth)
        try:
            return application.run()
        except EOFError:
            return None

    def drop_typeahead(self) -> bool:
        """Drop what was typed or pasted and not read yet; return whether there was anything."""
        return bool(get_typeahead(self._input))


class _MenuApplication:
    """One menu: the keys, and how it looks."""

    def __init__(self, menu: Menu, prompt: str, text: str) -> None:
        self.menu = menu
        self.state = MenuState(menu)
        self.prompt = prompt
        self.buffer = Buffer(multiline=False)
        self.buffer.text = text
        self.buffer.cursor_position = len(text)
        self.usual_hint = (SEVERAL_HINT if menu.several else CHOICE_HINT) if menu.options else ""
        self.hint = self.usual_hint

    def build(self, input_: Input, output: Output, style: Style, depth: ColorDepth | None) -> Application[Typed | None]:
        """Build the application that runs until the user enters something."""
        options = FormattedTextControl(self._format_options, get_cursor_position=self._locate_highlight)
        line = BufferControl(self.buffer, input_processors=[BeforeInput(self.prompt)])
        rows = len(_split_lines(self._format_options()))
        layout = HSplit(
            [
                ConditionalContainer(
                    Window(options, height=Dimension(min=1, preferred=rows, max=rows), dont_extend_height=True),
                    Condition(lambda: bool(self.menu.options)),
                ),
                Window(line, height=Dimension(min=1, max=4), wrap_lines=True, dont_extend_height=True),
                ConditionalContainer(
                    Window(
                        FormattedTextControl(lambda: [("class:hint", self.hint)]), wrap_lines=True,
                        height=Dimension(min=1, max=3), dont_extend_height=True,
                    ),
                    Condition(lambda: bool(self.hint)) & ~is_done,
                ),
            ]
        )  # fmt: skip
        keys = merge_key_bindings([load_basic_bindings(), load_emacs_bindings(), self._build_keys()])
        return Application(
            Layout(layout, focused_element=self.buffer), key_bindings=keys, style=style, color_depth=depth,
            input=input_, output=output, erase_when_done=True, include_default_pygments_style=False,
        )  # fmt: skip

    def _build_keys(self) -> KeyBindings:
        keys = KeyBindings()
        is_empty = Condition(lambda: not self.buffer.text)

        @keys.add("down", filter=is_empty)
        @keys.add("c-n", filter=is_empty)
        def move_down(event: KeyPressEvent) -> None:
            self.state.move(1)

        @keys.add("up", filter=is_empty)
        @keys.add("c-p", filter=is_empty)
        def move_up(event: KeyPressEvent) -> None:
            self.state.move(-1)

        @keys.add("up", filter=~is_empty)
        @keys.add("down", filter=~is_empty)
        @keys.add("left", filter=is_empty)
        @keys.add("right", filter=is_empty)
        def ignore(event: KeyPressEvent) -> None:
            return

        @keys.add(" ", filter=is_empty)
        def tick(event: KeyPressEvent) -> None:
            self.state.tick()
            self.hint = self.usual_hint

        @keys.add("enter")
        def enter(event: KeyPressEvent) -> None:
            text = self.state.add_ticked(self.buffer.text.strip()) or self.state.choose()
            if text or not self.menu.options:
                event.app.exit(result=Typed(text, ticked=frozenset(self.state.ticked)))
            else:
                self.hint = NOTHING_TICKED if self.menu.several else NOTHING_CHOSEN

        @keys.add("tab")
        def complete_text(event: KeyPressEvent) -> None:
            text, found = complete(self.buffer.text, self.menu.words)
            self.buffer.text = text
            self.buffer.cursor_position = len(text)
            self.hint = ", ".join(found[:8]) or self.usual_hint

        @keys.add(Keys.BracketedPaste)
        def paste(event: KeyPressEvent) -> None:
            first, *rest = event.data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.buffer.insert_text(first)
            if rest:
                *whole, unfinished = rest
                event.app.exit(result=Typed(self.buffer.text, tuple(whole), unfinished))

        @keys.add("c-c")
        @keys.add("<sigint>")
        def interrupt(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt())

        @keys.add("c-d", filter=is_empty)
        def end(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

        return keys

    def _format_options(self) -> StyleAndTextTuples:
        menu, typed = self.menu, self.buffer.text.strip()
        matched = menu.match(typed) if typed else frozenset()
        width = max(20, min(get_terminal_width() - 1, MAX_WIDTH))
        digits = len(str(len(menu.options)))
        parts: StyleAndTextTuples = []
        for position, text in enumerate((*menu.options, *(text for text, _ in menu.others))):
            highlighted = position in matched if typed else position == self.state.highlighted
            is_option = position < len(menu.options)
            box = f"[{'x' if position in self.state.ticked else ' '}] " if menu.several and is_option else ""
            number = f"{position + 1:>{digits}}" if is_option else " " * digits
            first = f"{'> ' if highlighted else '  '}{box}{number}  "
            lines = textwrap.wrap(
                show_hidden_characters(text),
                width,
                initial_indent=first,
                subsequent_indent=" " * len(first),
                break_on_hyphens=False,
            )
            parts.append(("class:highlighted" if highlighted else "", "\n".join(lines)))
            parts.append(("", "\n"))
        return parts[:-1]

    def _locate_highlight(self) -> Point:
        parts = self._format_options()
        before = "".join(part[1] for part in parts[: 2 * (self.state.highlighted or 0)])
        return Point(0, before.count("\n"))


def _split_lines(parts: StyleAndTextTuples) -> list[str]:
    return "".join(part[1] for part in parts).split("\n")


def _create_output() -> Output:
    if sys.platform == "win32":
        return create_output(sys.stdout)
    from prompt_toolkit.output.vt100 import Vt100_Output

    return Vt100_Output(sys.stdout, _get_size, term=os.environ.get("TERM"), enable_bell=False, enable_cpr=False)


def _get_size() -> Size:
    return Size(rows=get_terminal_size((80, 24)).lines, columns=get_terminal_width())


def _create_input() -> Input:
    return create_input(sys.stdin)

"""The completion of click in bash, zsh and fish, extended for words with `=`: `--state=defined`, `employees=120`.

bash takes `=` for the end of a word; zsh and fish replace the whole word. bash and zsh put a blank after what they
complete. Here the part before `=` always stays, and after `employees=` the cursor stays where the value begins. If a
later click writes its scripts in another way, the changes to them have no effect, and the blank is there again.
"""

from __future__ import annotations

from typing import ClassVar

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_SIGN = "="
_PLAIN_REPLY = "COMPREPLY+=($value)"
_ZSH_DESCRIBE = "_describe -V unsorted completions_with_descriptions -U"


def register_shells() -> None:
    """Use these classes for the three shells."""
    for shell in (_BashCompletion, _ZshCompletion, _FishCompletion):
        add_completion_class(shell)


class _OptionCompletion(ShellComplete):
    """A completion that reads `--state=def` as `--state def`; a shell that `keeps_option` replaces only the value."""

    keeps_option: ClassVar[bool] = False

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        option, sign, value = incomplete.partition(_SIGN)
        if not sign or not option.startswith("-"):
            return super().get_completions(args, incomplete)
        start = "" if self.keeps_option else f"{option}{sign}"
        items = super().get_completions([*args, option], value)
        return [CompletionItem(f"{start}{item.value}", item.type, item.help) for item in items]


class _BashCompletion(_OptionCompletion, BashComplete):
    """The completion in bash. `_typed` is what is typed of the current value, as `employees=12`."""

    source_template: ClassVar[str] = BashComplete.source_template.replace(
        _PLAIN_REPLY, f"{_PLAIN_REPLY}\n            if [[ $value == *{_SIGN} ]]; then compopt -o nospace; fi"
    )
    keeps_option: ClassVar[bool] = True
    _typed = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        joined: list[str] = []
        for word in (*args, incomplete):
            if joined and (word == _SIGN or joined[-1].endswith(_SIGN)):
                joined[-1] += word
            else:
                joined.append(word)
        is_option = joined[-1].startswith("-")
        self._typed = joined[-1].partition(_SIGN)[2] if is_option else joined[-1]
        return joined[:-1], joined[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return the value from its last `=` on, because bash replaces only that part of the line."""
        start, sign, _ = self._typed.rpartition(_SIGN)
        return super().format_completion(CompletionItem(item.value.removeprefix(start + sign), item.type, item.help))


class _ZshCompletion(_OptionCompletion, ZshComplete):
    """The completion in zsh."""

    source_template: ClassVar[str] = ZshComplete.source_template.replace(
        _ZSH_DESCRIBE,
        "local -a ending\n"
        f'        [[ "${{completions_with_descriptions[1]}}" == *{_SIGN}:* ]] && ending=(-S "")\n'
        f'        {_ZSH_DESCRIBE} "${{ending[@]}}"',
    )


class _FishCompletion(_OptionCompletion, FishComplete):
    """The completion in fish, which puts no blank after `=` anyway. A value may contain commas."""

    source_template: ClassVar[str] = FishComplete.source_template.replace('split "," ', 'split -m 1 "," ')

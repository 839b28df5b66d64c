"""The templates of pages that are part of the program, such as those of `advisor serve`; no pack can replace them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisor.reporting.render.template_files import find_builtin_templates


class OwnPages:
    """The templates in a folder, each compiled once. They are HTML, so every value that they write is escaped."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def fill(self, name: str, **values: object) -> str:
        """Fill a template with values by name."""
        return self._environment.get_template(name).render(values)


def read_shared_style() -> str:
    """Return the style that all our pages share: colours, light and dark, and fonts."""
    return (find_builtin_templates() / "questionnaire-base.css.j2").read_text(encoding="utf-8")

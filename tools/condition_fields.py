"""Writes the tables of fields into the handbook's pages on conditions: `python -m tools.condition_fields`."""

import os
from pathlib import Path

import django
from django.utils.translation import override

from kogge.conditions.fields import ENTITIES
from kogge.conditions.wording import list_field_help

PAGES = {"de": Path("docs/conditions.de.md"), "en": Path("docs/conditions.en.md")}
BEGIN, END = "<!-- fields: begin -->\n", "<!-- fields: end -->\n"
HEADINGS = {
    "de": ("Feld", "englisch", "enthält", "Bedeutung"),
    "en": ("field", "German", "holds", "meaning"),
}


def write_table(language: str) -> str:
    """Return the tables of all fields in a language, one for each kind of record."""
    with override(language):
        return "\n".join(_write_entity(name, language) for name in ENTITIES)


def _write_entity(name: str, language: str) -> str:
    lines = [f"\n### {ENTITIES[name].show(language).capitalize()}\n"]
    lines += [f"| {' | '.join(HEADINGS[language])} |", "|---|---|---|---|"]
    for each in list_field_help((name,), language):
        values = ", ".join(f"`{value}` ({word})" for value, word in each.values)
        meaning = f"{each.meaning}: {values}" if values else str(each.meaning)
        lines.append(f"| `{each.name}` | `{each.other_name}` | {each.type} | {meaning} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Put the tables between the marks of each page."""
    for language, path in PAGES.items():
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        path.write_text(f"{before}{BEGIN}{write_table(language)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kogge.site.settings")
    django.setup()
    main()

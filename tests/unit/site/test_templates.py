"""Templates keep to the content security policy: no script or style stands in a page."""

import re
from pathlib import Path

import kogge

FORBIDDEN = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?://", re.IGNORECASE)


def test_no_inline_script_or_style_and_nothing_from_elsewhere() -> None:
    templates = list(Path(kogge.__file__).parent.rglob("templates/**/*.html"))
    assert len(templates) > 15
    found = {each.name: FORBIDDEN.findall(each.read_text(encoding="utf-8")) for each in templates}
    assert {name: each for name, each in found.items() if each} == {}

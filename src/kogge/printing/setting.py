"""Sets papers with Typst: PDF/A-3b wherever the fonts of this machine know every character."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kogge.printing.errors import PaperNotSet

if TYPE_CHECKING:
    import typst

ARCHIVABLE = "a-3b"
"""PDF/A-3 (ISO 19005-3), level b: made to be kept, and may carry the invoice as data."""


@dataclass(frozen=True, slots=True)
class Set:
    """A paper as it was set. `is_archivable`: it is PDF/A-3; else a font for some character is missing here."""

    content: bytes
    is_archivable: bool


def load_typst() -> Any:  # noqa: ANN401 - a module
    """Return Typst, loaded with the first paper: most processes never set any, and it takes some megabytes."""
    return import_module("typst")


@cache
def load_fonts() -> "typst.Fonts":
    """Return our own fonts, Typst's and the system's: a name in any script may be on a paper."""
    with as_file(files("kogge.printing").joinpath("fonts")) as folder:
        fonts: typst.Fonts = load_typst().Fonts(font_paths=[str(folder)])
    return fonts


def set_paper(described: Mapping[str, Any], logo: bytes | None, data: bytes | None, at: datetime) -> Set:
    """Return the PDF of a paper that `describe_paper` has worded, with its picture and its data.

    Where no font knows a character, PDF/A forbids the gap: then it is a plain PDF. Raises PaperNotSet.
    """
    sources = {
        "main.typ": files("kogge.printing").joinpath("paper.typ").read_bytes(),
        "paper.json": json.dumps({**described, "data": data is not None}).encode(),
    }
    if data:
        sources["factur-x.xml"] = data
    pictures = {described["logo"]: logo} if logo and described["logo"] else {}
    try:
        return Set(compile_with(sources, pictures, at, [ARCHIVABLE]), is_archivable=True)
    except load_typst().TypstError:
        pass
    try:
        return Set(compile_with(sources, pictures, at, []), is_archivable=False)
    except load_typst().TypstError as error:
        message = f"The paper of {described['number']} could not be set: {str(error).splitlines()[0]}"
        raise PaperNotSet(message) from None


def compile_with(
    sources: Mapping[str, bytes], pictures: Mapping[str, bytes], at: datetime | None, standards: list[str]
) -> bytes:
    """Return what Typst makes of texts by their names, `main.typ` first of all, and of pictures. Raises TypstError.

    Pictures have to be files: of what it is given by name, Typst's package takes text alone.
    """
    with TemporaryDirectory() as folder:
        for name, content in pictures.items():
            Path(folder, name).write_bytes(content)
        made: bytes = load_typst().compile(
            dict(sources),
            root=folder,
            font_paths=load_fonts(),
            pdf_standards=standards,
            timestamp=int(at.timestamp()) if at else None,
        )
    return made

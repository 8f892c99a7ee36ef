"""Looks at a file that is to be a logo: what it is, whether it is safe to keep and to set."""

import re
import struct

from lxml import etree

from kogge.printing.errors import LogoProblem, LogoUnusable
from kogge.printing.models import LogoKind
from kogge.printing.setting import ARCHIVABLE, compile_with, load_typst

MOST_BYTES = 500_000
MOST_PIXELS = 4000
"""A picture of more pixels a side would take gigabytes when it is unpacked, and prints no better."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TOP_OF_SVG = "{http://www.w3.org/2000/svg}svg"
_FORBIDDEN = frozenset({"script", "foreignobject", "iframe", "image", "use", "animate", "set", "handler"})
_OUTWARD = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)


def examine_logo(content: bytes) -> LogoKind:
    """Return what kind of picture a file is, whatever it is called. Raises LogoUnusable.

    What it claims is held against its content: its size is read before anything unpacks it, an SVG may not lead
    outward, and at the end the typesetter has to take it, as PDF/A demands.
    """
    if len(content) > MOST_BYTES:
        message = f"The logo has {len(content) // 1000} kB: more than {MOST_BYTES // 1000} are not taken."
        raise LogoUnusable(LogoProblem.TOO_LARGE, message)
    kind = _find_kind(content)
    try:
        sources = {"main.typ": f'#image("logo.{kind}", width: 40mm)'.encode()}
        compile_with(sources, {f"logo.{kind}": content}, None, [ARCHIVABLE])
    except load_typst().TypstError:
        raise _refuse() from None
    return kind


def _find_kind(content: bytes) -> LogoKind:
    if content.startswith(_PNG):
        _require_pixels(*_measure_png(content))
        return LogoKind.PNG
    if content.startswith(_JPEG):
        _require_pixels(*_measure_jpeg(content))
        return LogoKind.JPEG
    _require_harmless(content)
    return LogoKind.SVG


def _measure_png(content: bytes) -> tuple[int, int]:
    try:
        width, height = struct.unpack(">II", content[16:24])
    except struct.error:
        raise _refuse() from None
    return width, height


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    """Return width and height as the frame's header says: the segments before it are stepped over."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004 - each segment begins so
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker in _SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 2)
    raise _refuse()


def _require_pixels(width: int, height: int) -> None:
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        message = f"The logo has {width} × {height} pixels: each side may have {MOST_PIXELS} at most."
        raise LogoUnusable(LogoProblem.TOO_MANY_PIXELS, message)


def _require_harmless(content: bytes) -> None:
    """Refuse an SVG that declares entities, carries programs or pictures, or leads outward."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        raise _refuse() from None
    if root.getroottree().docinfo.doctype:
        message = "The SVG has a document type declaration: save it as plain SVG."
        raise LogoUnusable(LogoProblem.NOT_PLAIN, message)
    if root.tag != _TOP_OF_SVG:
        raise _refuse()
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname.lower()
        texts = [*map(str, element.attrib.values()), element.text or ""]
        leads = any(str(key).endswith("href") and not str(to).startswith("#") for key, to in element.attrib.items())
        acts = any(etree.QName(key).localname.lower().startswith("on") for key in element.attrib)
        if name in _FORBIDDEN or leads or acts or any(map(_OUTWARD.search, texts)):
            message = f"The SVG holds something that a logo may not have (<{name}>): save it as plain paths."
            raise LogoUnusable(LogoProblem.NOT_PLAIN, message)


def _refuse() -> LogoUnusable:
    message = "The file is no picture that can be used: take a PNG, JPEG or SVG."
    return LogoUnusable(LogoProblem.NO_PICTURE, message)

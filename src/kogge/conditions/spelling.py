"""How conditions are spelled: words and signs of both languages, quotes, and what people write instead."""

import unicodedata

WORDS = {
    "and": "and", "und": "and", "or": "or", "oder": "or", "not": "not", "nicht": "not", "in": "in",
    "true": "true", "wahr": "true", "false": "false", "falsch": "false",
}  # fmt: skip
"""The words of the language, folded, and what they are in English."""
GERMAN_WORDS = {"and": "und", "or": "oder", "not": "nicht", "in": "in", "true": "wahr", "false": "falsch"}

SIGNS = {each: each for each in "== != < > <= >= + - * / ( ) [ ] ,".split()} | {
    "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "×": "*", "÷": "/",
}  # fmt: skip
"""The signs of the language, and what they are in its plain spelling."""
MEANT_SIGNS = {
    "=": "==",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
}
"""What other languages write, and what it is here."""
COMPARING = {"==", "!=", "<", ">", "<=", ">="}

QUOTES = {'"': '"', "'": "'", "„": '“”"', "“": '”“"', "”": '”"', "‚": "‘’'", "‘": "’‘'"}
"""The signs that open a text, each with those that close it."""


def fold(name: str) -> str:
    """Return a name as it is looked up: neither capitals nor the ways to write an umlaut make a difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def quote(content: str) -> str:
    """Return a text in straight quotes; none holds both kinds of them."""
    return f"'{content}'" if '"' in content else f'"{content}"'

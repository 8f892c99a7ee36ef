"""Pure rules of numbering."""


def format_number(prefix: str, number: int, width: int) -> str:
    """Return a number as it is printed: prefix, then the number filled with zeros to `width`; never cut."""
    return f"{prefix}{number:0{width}d}"

"""Text that comes from a file or a person, made safe to show."""

_MARKUP = frozenset("\\`*_{}[]()<>#+!|~$:&")


def plain(text: str) -> str:
    """Words only, for a widget that reads Markdown: no markup, no link, no image, no directive."""
    return "".join(f"\\{character}" if character in _MARKUP else character for character in text)

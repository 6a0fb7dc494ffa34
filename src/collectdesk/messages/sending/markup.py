"""The HTML part of an e-mail, made from its plain paragraphs: every character of theirs is text."""

from __future__ import annotations

import re
from html import escape

from collectdesk.messages.values import RIGHT_TO_LEFT

_BLANK_LINE = re.compile(r"\n[ \t]*\n+")


def html_of(text: str, language: str) -> str:
    """The paragraphs as an HTML page in a language (a Babel locale id)."""
    tag = language_tag(language)
    side = "rtl" if tag.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    paragraphs = "\n".join(
        f"<p>{_lines(part)}</p>" for part in _BLANK_LINE.split(text.strip("\n")) if part.strip()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(tag)}" dir="{side}">\n<head><meta charset="utf-8"></head>\n'
        f"<body>\n{paragraphs}\n</body>\n</html>\n"
    )


def language_tag(language: str) -> str:
    """A Babel locale id as headers and HTML name a language: "pt-BR"."""
    return language.replace("_", "-")


def _lines(paragraph: str) -> str:
    """Each line isolated, so that its direction does not reach into the next."""
    return "<br>\n".join(f'<bdi dir="auto">{escape(line)}</bdi>' for line in paragraph.split("\n"))

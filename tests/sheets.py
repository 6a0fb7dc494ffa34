"""Style sheets are parsed once a process, as nearly every test of a screen starts an application with the same ones."""

from __future__ import annotations

from typing import Any

from textual.css.stylesheet import Stylesheet


def parse_once() -> None:
    """From now on a sheet that was parsed with the same variables is not parsed again."""
    if Stylesheet._parse_rules is not _known_or_parsed:
        Stylesheet._parse_rules = _known_or_parsed  # type: ignore[method-assign]


def _known_or_parsed(self: Stylesheet, *given: Any, **named: Any) -> list[Any]:
    key = (given, tuple(named.items()), tuple(self._variables.items()))
    if key not in _PARSED:
        _PARSED[key] = _PARSE(self, *given, **named)
    return _PARSED[key]


_PARSE = Stylesheet._parse_rules
_PARSED: dict[Any, list[Any]] = {}

"""A box that must be noticed: tinted ground, half-cell bar in its own colour, one bold word and a sentence."""

from __future__ import annotations

from collectdesk.tui.safe_text import Line
from collectdesk.tui.text import Shown, Text


class Notice(Text):
    """A notice of kind warn, stop, ok or info. `head` is bold in its colour, `said` follows on the same line."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Notice { padding: 1 3; margin-top: 1; background: $surface; border-left: outer $accent; }
    Notice.-warn { background: $warning; border-left: outer $warn; }
    Notice.-stop { background: $blocked; border-left: outer $stop; }
    Notice.-ok { border-left: outer $ok; }
    .-narrow Notice { padding: 0 2; }
    """

    def __init__(
        self, head: str = "", said: str | Line = "", *, kind: str = "warn", id: str | None = None
    ) -> None:
        super().__init__(self._put(head, said, kind), id=id, classes=f"-{kind}")

    def tell(self, head: str, said: str | Line, *, kind: str = "warn") -> None:
        """Say something else."""
        for one in ("warn", "stop", "ok", "info"):
            self.set_class(one == kind, f"-{one}")
        self.show(self._put(head, said, kind))

    @staticmethod
    def _put(head: str, said: str | Line, kind: str) -> Shown:
        ink = "accent" if kind == "info" else kind
        line = Line(head, f"{ink} bold")
        if head:
            line.space()
        return line.join(Line(said) if isinstance(said, str) else said)

"""The options that the commands of figures share: of which part of the book, and how the answer leaves."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from collectdesk.cli.output import Json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from collectdesk.desk.portfolio import Part

FORMATS = ("text", "json", "xlsx", "pdf", "html", "csv", "md")

Format = Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")]
Out = Annotated[str | None, typer.Option("-o", "--out", help="The file to write.")]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="Whose formats figures and days of a file have, such as de or pt-BR; yours when left out.",
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was given of them."""

    collector: Annotated[str | None, typer.Option(help="Of one collector.")] = None
    team: Annotated[str | None, typer.Option(help="Of one team.")] = None
    country: Annotated[str | None, typer.Option(help="Of customers of one country, such as DE.")] = None
    currency: Annotated[str | None, typer.Option(help="In one currency.")] = None
    format_: Format = "text"
    out: Out = None
    language: Language = None
    json: Json = False

    def part(self, session: Session) -> Part:
        """The part of the book that is meant. BadInput for a name that nobody has."""
        from collectdesk.desk.portfolio import named_part

        return named_part(
            session, collector=self.collector, team=self.team, country=self.country, currency=self.currency
        )

    @property
    def form(self) -> str:
        """The format, for which --json is another word."""
        return "json" if self.json else self.format_


def of_figures(command: Callable[..., int]) -> Callable[..., int]:
    """The command with the options of `Asked`, which it gets together as its argument `asked`."""
    shared = get_type_hints(Asked, include_extras=True)
    own = inspect.signature(command, eval_str=True).parameters.values()
    taken = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own if one.name != "asked"]
    taken += [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if one.default is MISSING else one.default,
            annotation=shared[one.name],
        )
        for one in fields(Asked)
    ]

    @wraps(command)
    def run(**given: Any) -> int:
        asked = Asked(**{one.name: given.pop(one.name) for one in fields(Asked)})
        return command(**given, asked=asked)

    run.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in taken}
    return run

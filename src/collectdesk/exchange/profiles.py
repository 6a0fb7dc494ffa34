"""The layouts of ledger files that are known: `data/imports/*.toml`, checked when they are loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectdesk.exchange.headings import folded, synonym_table
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.resources import folder

FieldName = Literal[
    "company", "company_name", "number", "name", "document", "item", "fiscal_year", "kind", "reference",
    "document_on", "posted_on", "baseline_on", "due_on", "terms", "currency", "original", "open", "debit",
    "credit", "debit_credit", "cleared_on", "status", "control_area", "country", "region", "city", "postcode",
    "street", "language", "zone", "party_type", "customer_since", "risk_class", "credit_limit",
    "credit_limit_currency", "insurer_deadline", "limitation_date",
]  # fmt: skip
"""What a column of a ledger file can be."""

FIELDS: tuple[str, ...] = FieldName.__args__  # type: ignore[attr-defined]

GENERIC = "generic"
CUSTOMERS = "customers"


class Profile(BaseModel):
    """One layout. `needs` are headings that together tell it; `columns` are its headings by field.

    `terms` gives net days by key of terms, `kinds` the kind of item by the ledger's own code. `settled`
    and `partial` are the values of the status column that say so, `open` those that say it is owed.
    `credits` are the values of the debit/credit column that make an amount negative. `due` says where
    the due date comes from when no column gives it: the base date plus the terms. `company` stands for
    files without a company column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    title: str
    kind: Literal["table", "list", "customers"] = "table"
    needs: tuple[str, ...] = ()
    company: str = "MAIN"
    columns: dict[FieldName, tuple[str, ...]]
    ignore: tuple[str, ...] = ()
    terms: dict[str, int] = Field(default_factory=dict)
    kinds: dict[str, str] = Field(default_factory=dict)
    open: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    debits: tuple[str, ...] = ()

    def synonyms(self) -> dict[str, str]:
        """Folded heading to field."""
        return _synonyms(self.name)

    def fits(self, headings: Iterable[str]) -> bool:
        """Whether these headings are this layout's."""
        present = {folded(heading) for heading in headings}
        return bool(self.needs) and all(folded(need) in present for need in self.needs)


@cache
def profiles() -> dict[str, Profile]:
    """All layouts by name, known ones first and the generic one last. Raises BadInput for a file that is wrong."""
    found: dict[str, Profile] = {}
    for file in sorted(folder("data").joinpath("imports").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            try:
                raw = tomllib.loads(file.read_text(encoding="utf-8"))
                found[name] = Profile.model_validate({**raw, "name": name})
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise BadInput(
                    _("data/imports/{file} cannot be read: {reason}").format(file=file.name, reason=error)
                ) from error
            except ValidationError as error:
                first = error.errors()[0]
                raise BadInput(
                    _("data/imports/{file}: {place}: {reason}").format(
                        file=file.name, place=".".join(map(str, first["loc"])), reason=first["msg"]
                    )
                ) from error
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == GENERIC, pair[0])))


def profile_named(name: str) -> Profile:
    """The layout of that name. BadInput names those there are."""
    known = profiles()
    if name not in known or known[name].kind == "customers":
        raise BadInput(
            _("there is no profile {name}; name one of these with --profile: {names}").format(
                name=name, names=", ".join(key for key, value in known.items() if value.kind != "customers")
            )
        )
    return known[name]


@cache
def _synonyms(name: str) -> dict[str, str]:
    profile = profiles()[name]
    return synonym_table(dict(profile.columns.items()))

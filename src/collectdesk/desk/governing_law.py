"""Whose law gives the interest on an account, and how sure that is.

The law of the contract decides (between countries of the European Union: Rome I). No contract is known to the
book, so the creditor's country is taken between businesses and the customer's for a consumer, and where the
two differ the statement says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectdesk.desk.overdue import WhoOwes
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money.interest_rules import Debtor, Regime, load_interest_rules
from collectdesk.money.no_figure import NoFigure


@dataclass(frozen=True, slots=True)
class Law:
    """The regime that was taken, or why there is none. `country` is None where it cannot be told.

    `cross_border` says that customer and creditor are in different countries; `said` are sentences to show.
    """

    country: str | None
    debtor: Debtor
    case: str
    regime: Regime | NoFigure
    cross_border: bool
    said: tuple[str, ...]


def find_law(who: WhoOwes, named: str | None = None, case: str = "") -> Law:
    """The law of an account; `named` is the country that the contract names. BadInput for what is no country."""
    debtor: Debtor = "b2c" if who.party_type == "consumer" else "b2b"
    both = (who.creditor_country, who.customer_country)
    cross_border = None not in both and both[0] != both[1]
    country = _country(named) or (who.customer_country if debtor == "b2c" else who.creditor_country)
    if country is None:
        return Law(None, debtor, case, NoFigure(_unknown(who, debtor)), cross_border, ())
    return Law(
        country,
        debtor,
        case,
        load_interest_rules().find(country, debtor, case),
        cross_border,
        tuple(_said(who, country, debtor, named, cross_border)),
    )


def _country(named: str | None) -> str | None:
    from babel.core import Locale

    code = (named or "").strip().upper()
    if code and (len(code) != 2 or code not in Locale("en").territories):
        raise BadInput(_("{code} is not a country; use a code such as DE").format(code=named))
    return code or None


def _unknown(who: WhoOwes, debtor: Debtor) -> str:
    if debtor == "b2c":
        return _("the customer's country is not known, so whose law gives interest cannot be told")
    return _(
        "the country of the creditor {code} is not known; say it with `collectdesk creditor {code} NAME --country CC`"
    ).format(code=who.creditor_code)


def _said(who: WhoOwes, country: str, debtor: Debtor, named: str | None, cross_border: bool) -> list[str]:
    said = []
    if named:
        said.append(_("The law of {country} was named for the contract.").format(country=country))
    elif cross_border:
        said.append(
            _(
                "Creditor in {creditor}, customer in {customer}: the law of {country} was taken; "
                "the law of the contract decides, and the contract may say otherwise."
            ).format(creditor=who.creditor_country, customer=who.customer_country, country=country)
        )
    elif who.customer_country is None or who.creditor_country is None:
        said.append(
            _("One side's country is not known: the law of {country} was taken.").format(country=country)
        )
    if who.party_type == "public_body" and debtor == "b2b":
        said.append(_("The rules between businesses were taken for a public body."))
    return said

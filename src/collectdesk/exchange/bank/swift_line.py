"""One entry of MT940: the field :61:, and what its :86: adds.

    :61: value date YYMMDD, entry date MMDD, C D RC RD (EC ED expected), third letter of the currency,
    amount with a decimal comma, transaction type, reference of the owner, // reference of the bank,
    and on a line of its own supplementary details.

RC takes a credit back and so goes out; RD takes a debit back and comes in. `CR300,` is a credit with the R
of EUR, not a reversal.
"""

from __future__ import annotations

import re

from collectdesk.exchange.bank.figures import minor_with_comma, swift_day, swift_day_beside
from collectdesk.exchange.bank.references import account_number, creditor_reference, has_iban_form, meant
from collectdesk.exchange.bank.returns import gvc_return, is_return_type
from collectdesk.exchange.bank.statement import Charge, LineKind, LineStatus, Place, StatementLine
from collectdesk.exchange.bank.swift_details import Details, Wrapping, read_details, unwrapped
from collectdesk.exchange.cells import Unreadable, quoted, text
from collectdesk.i18n import _
from collectdesk.money import Money, is_currency

_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>R?[CD]|E[CD])(?P<letter>[A-Z])?(?P<amount>\d+(?:,\d*)?)"
    r"(?:(?P<code>[NFS])(?P<type>.{0,3})(?P<references>.*))?",
    re.ASCII,
)
_KINDS = {
    "C": (LineKind.CREDIT, 1),
    "D": (LineKind.DEBIT, -1),
    "RC": (LineKind.REVERSAL_OF_CREDIT, -1),
    "RD": (LineKind.REVERSAL_OF_DEBIT, 1),
    "EC": (LineKind.CREDIT, 1),
    "ED": (LineKind.DEBIT, -1),
}
_ORIGINAL = re.compile(r"/OCMT/([A-Z]{3})(\d+(?:,\d*)?)", re.ASCII)
_CHARGE = re.compile(r"/CHGS/([A-Z]{3})(\d+(?:,\d*)?)", re.ASCII)
_LONG_REFERENCE = re.compile(r"\d{16,}", re.ASCII)


def read_line(
    entry: list[str], details: list[list[str]], place: Place, currency: str, wrapping: Wrapping
) -> StatementLine:
    """The line of one :61: with its :86: fields. `wrapping` is where the file cuts its text.

    Raises Unreadable with the reason.
    """
    found = _ENTRY.match(entry[0])
    if found is None or found.end() != len(entry[0]):
        raise Unreadable(
            _("{cell} is not an entry: a date, C or D and an amount are expected").format(
                cell=quoted(entry[0])
            )
        )
    value_on = swift_day(found["value"])
    booked_on = swift_day_beside(found["booked"], value_on) if found["booked"] else value_on
    kind, sign = _KINDS[found["mark"]]
    minor = minor_with_comma(found["amount"], currency)
    owner, bank = _references(found["references"] or "")
    supplement = text(" ".join(entry[1:]))
    told = read_details([unwrapped(lines, wrapping) for lines in details])
    returned = is_return_type((found["type"] or "").strip()) or gvc_return(told.gvc) or told.returned
    if not bank and _LONG_REFERENCE.fullmatch(supplement):
        bank, supplement = supplement, ""
    account = told.counterparty_account
    written = account_number(supplement)
    if not account and (has_iban_form(written) or (told.coded and written == supplement.upper())):
        account, supplement = written, ""
    amounts = f"{supplement} {told.everything}"
    return StatementLine(
        place=place,
        booked_on=booked_on,
        value_on=value_on,
        amount_minor=sign * minor,
        currency=currency,
        kind=kind,
        status=LineStatus.PENDING if found["mark"].startswith("E") else LineStatus.BOOKED,
        returned=returned,
        return_reason=told.return_reason if returned else "",
        bank_reference=bank,
        end_to_end=told.end_to_end,
        owner_reference=owner or told.owner_reference,
        creditor_reference=creditor_reference(*told.structured, told.remittance),
        remittance=told.remittance,
        structured=told.structured,
        booking_text=told.booking_text or ("" if supplement.startswith("/") else supplement),
        counterparty=told.counterparty,
        counterparty_account=account,
        on_behalf_of=told.on_behalf_of,
        original=_original(amounts, told, minor, currency),
        charges=_charges(amounts),
    )


def _references(said: str) -> tuple[str, str]:
    owner, _slashes, bank = said.partition("//")
    return meant(text(owner)), meant(text(bank))


def _original(said: str, told: Details, minor: int, currency: str) -> Money | None:
    found = _ORIGINAL.search(said)
    code, amount = (found[1], found[2]) if found else (currency, told.original)
    if not amount or not is_currency(code):
        return None
    try:
        money = Money(minor_with_comma(amount, code), code)
    except Unreadable:
        return None
    return money if money.minor and money != Money(minor, currency) else None


def _charges(said: str) -> tuple[Charge, ...]:
    charges = []
    for code, amount in _CHARGE.findall(said):
        if is_currency(code):
            try:
                money = Money(minor_with_comma(amount, code), code)
            except Unreadable:
                continue
            if money.minor:
                charges.append(Charge(money))
    return tuple(charges)

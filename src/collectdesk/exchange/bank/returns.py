"""How banks mark a payment that comes back: only marks that are published, no guess from words.

Sub-families of the bank transaction codes of ISO 20022: RRTN (return of a credit transfer), UPDD
(returned or unpaid direct debit). Transaction type RTI of SWIFT (returned item). German business
transaction codes (GVC): 009 and 109 (direct debits), 159 (credit transfers).
"""

from __future__ import annotations

_SUB_FAMILIES = frozenset({"RRTN", "UPDD"})
_GVC = frozenset({"009", "109", "159"})


def is_return_code(sub_family: str) -> bool:
    """Whether a sub-family of ISO 20022 says that a payment comes back."""
    return sub_family in _SUB_FAMILIES


def is_return_type(transaction_type: str) -> bool:
    """Whether the type of a SWIFT statement line (three characters) says so."""
    return transaction_type == "RTI"


def gvc_return(gvc: str, beside: str = "") -> bool:
    """Whether a German code says so, or the SWIFT type that stands beside it as in NRTI+109."""
    return gvc in _GVC or beside.lstrip("N").startswith("RTI")

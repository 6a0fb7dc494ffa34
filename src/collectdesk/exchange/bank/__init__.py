"""Bank statements, read and checked: CAMT, MT940 and MT942, CSV and Excel. Nothing is written anywhere."""

from collectdesk.exchange.bank.options import StatementOptions
from collectdesk.exchange.bank.reading import is_surely_statement, read_statements
from collectdesk.exchange.bank.statement import (
    Charge,
    LineKind,
    LinePart,
    LineStatus,
    Place,
    Rejection,
    Statement,
    StatementFile,
    StatementFormat,
    StatementKind,
    StatementLine,
)

__all__ = [
    "Charge",
    "LineKind",
    "LinePart",
    "LineStatus",
    "Place",
    "Rejection",
    "Statement",
    "StatementFile",
    "StatementFormat",
    "StatementKind",
    "StatementLine",
    "StatementOptions",
    "is_surely_statement",
    "read_statements",
]

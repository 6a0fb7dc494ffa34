"""What a person can say about a bank statement that the file does not say itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class StatementOptions(BaseModel):
    """Settles how a file is read; each is None when not given. CAMT needs none of them.

    `account` and `currency` stand for what the file does not say. `encoding` is for text files. The rest
    is for tables (CSV, Excel): `profile` names a layout of `data/imports/bank`, `mapping` says by heading
    which field a column is ("" for none of them).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str | None = None
    currency: str | None = None
    encoding: str | None = None
    profile: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    mapping: dict[str, str] = Field(default_factory=dict)

"""What a person can say about a ledger file that the file does not say itself."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ReadingOptions(BaseModel):
    """The options of `import receivables` that settle how a file is read; each is None when not given.

    `date_order` and `decimal` settle every column of the file. `currency` and `company` are for files
    without such a column. `customers` is a second file that names the customers, such as KNA1. `mapping`
    says by heading which field a column is ("" for none of them). `terms` gives net days by key of terms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    currency: str | None = None
    company: str | None = None
    customers: Path | None = None
    mapping: dict[str, str] = Field(default_factory=dict)
    terms: dict[str, int] = Field(default_factory=dict)

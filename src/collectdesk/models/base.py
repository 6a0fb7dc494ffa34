"""What every table shares: the base class, the names of constraints, and the type of an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, Date, Dialect, Integer, MetaData, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "never" in instants that must not be NULL, such as `rank.held_until` of a free account."""

NO_DAY = date(9999, 12, 31)
"""Stands for "none" in dates that must not be NULL, such as `rank.oldest_due` with nothing overdue."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, exact to the second: whole seconds on SQLite, timestamptz on PostgreSQL.

    Takes and gives aware datetimes; a naive one raises ValueError, since it would be a guess.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what the engine stores."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=0))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware datetime into what the engine stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        whole = value.astimezone(UTC).replace(microsecond=0)
        return whole if dialect.name == "postgresql" else int(whole.timestamp())

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the engine stored into an aware datetime in UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromtimestamp(value, UTC)


BigInt = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(BigInt, primary_key=True)]
Minor = Annotated[int, mapped_column(BigInteger)]
"""Money in minor units of the currency that stands beside it."""
Small = Annotated[int, mapped_column(SmallInteger)]
Code = Annotated[str, mapped_column(String(40))]
Currency = Annotated[str, mapped_column(String(3))]
"""An ISO 4217 code."""


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), date: Date(), str: Text(), int: BigInt}

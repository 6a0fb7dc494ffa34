"""The rules in force at this desk: all records, house hours and zones, read once and checked."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from collectdesk.faults import BadInput
from collectdesk.resources import folder
from collectdesk.rules.local import tz
from collectdesk.rules.record import Hours, PartyType, Record, parse_week, said_week

RECORDS = "jurisdictions"
CONTENTS = "data/jurisdictions/contents.toml"
HOUSE_HOURS = "data/house_hours.toml"
ZONES = "data/zones.toml"


class _HouseWeek(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    business: tuple[str, ...] | None = None
    consumer: tuple[str, ...] | None = None

    @field_validator("business", "consumer")
    @classmethod
    def _readable(cls, week: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if week is not None:
            parse_week(week)
        return week


class _FullWeek(_HouseWeek):
    business: tuple[str, ...]
    consumer: tuple[str, ...]


class HouseHours(BaseModel):
    """`data/house_hours.toml`: when this desk contacts people where no law sets a clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_on: date
    default: _FullWeek
    country: dict[str, _HouseWeek] = {}

    def week(self, country: str | None, party_type: PartyType | None) -> tuple[str, ...]:
        """The hours for a customer. An unknown kind of customer gets those of a business, which lie within."""
        own = self.country.get(country or "", _HouseWeek())
        if party_type in ("consumer", "sole_trader"):
            return own.consumer or self.default.consumer
        return own.business or self.default.business


@dataclass(frozen=True)
class RuleBook:
    """Everything the gate goes by. `version` changes with any byte of the files."""

    records: Mapping[str, Record]
    house_hours: HouseHours
    zones: Mapping[str, Mapping[str, tuple[str, ...]]]
    version: str

    @property
    def house(self) -> Record:
        """The house's own rules."""
        return self.records["house"]

    def chain(self, country: str | None, regions: tuple[str, ...]) -> tuple[Record, ...]:
        """The records a person stands under, from the country down. Empty where the country has none."""
        codes = [country] if country else []
        for region in regions:
            parts = region.split("-")
            codes += ["-".join(parts[: n + 1]) for n in range(len(parts))]
        found = {code: self.records[code] for code in codes if code in self.records}
        return tuple(sorted(found.values(), key=lambda record: (record.code.count("-"), record.code)))

    def regions_of(self, country: str | None, region: str | None, city: str | None) -> tuple[str, ...]:
        """The codes below the country that an address stands under: its region, and a city with a record of its own.

        An address in the region without a city may lie in that city, so it counts as lying there.
        """
        if not country or not region:
            return ()
        found = [region]
        for code, record in self.records.items():
            named = {name.casefold() for name in record.jurisdiction.cities}
            if code.startswith(f"{region}-") and (not city or city.strip().casefold() in named):
                found.append(code)
        return tuple(found)


def parse_rulebook(texts: Mapping[str, str]) -> RuleBook:
    """The rules from the texts of their files, by name under `data/`. BadInput names file, key and reason."""
    listed = _contents(texts)
    records = {}
    for code in listed:
        name = f"{RECORDS}/{code}.toml"
        if name not in texts:
            raise BadInput(f"data/{name} is missing, though {CONTENTS} lists it; put the file back")
        records[code] = _record(f"data/{name}", texts[name], code)
    for name in texts:
        code = name.removeprefix(f"{RECORDS}/").removesuffix(".toml")
        if name.startswith(f"{RECORDS}/") and code != "contents" and code not in records:
            raise BadInput(f"data/{name} is not listed; add its code to {CONTENTS}, or take the file away")
    for code in records:
        above = code.rpartition("-")[0]
        if above and above not in records:
            raise BadInput(
                f"data/{RECORDS}/{code}.toml: code: there is no record {above} above it; add that one"
            )
    if HOUSE_HOURS.removeprefix("data/") not in texts or ZONES.removeprefix("data/") not in texts:
        raise BadInput(f"{HOUSE_HOURS} or {ZONES} is missing; put the file back")
    hours = _house_hours(texts[HOUSE_HOURS.removeprefix("data/")])
    return RuleBook(records, hours, _zones(texts[ZONES.removeprefix("data/")]), _digest(texts))


@cache
def load_rulebook() -> RuleBook:
    """The rules of this installation. BadInput names file, key and reason when one is missing or broken."""
    data = folder("data")
    texts = {}
    for name in (HOUSE_HOURS, ZONES):
        one = data.joinpath(name.removeprefix("data/"))
        if one.is_file():
            texts[name.removeprefix("data/")] = _text(name, one)
    records = data.joinpath(RECORDS)
    if records.is_dir():
        for one in sorted(records.iterdir(), key=lambda entry: entry.name):
            if one.name.endswith(".toml"):
                texts[f"{RECORDS}/{one.name}"] = _text(f"data/{RECORDS}/{one.name}", one)
    return parse_rulebook(texts)


def _text(name: str, source: Any) -> str:
    try:
        return cast(str, source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{name} cannot be read: {error}; mend the file") from error


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name}: {error}; mend the file") from error


def _mistake(name: str, error: ValidationError, parsed: Mapping[str, Any]) -> BadInput:
    first = error.errors()[0]
    where, here = [], parsed
    for part in first["loc"]:
        here = _step(here, part)
        own = here.get("id") if isinstance(here, Mapping) else None
        where.append(f"{part} ({own})" if own and isinstance(part, int) else str(part))
    told = first["msg"].removeprefix("Value error, ")
    return BadInput(f"{name}: {'.'.join(where) or 'the file'}: {told}; mend the file")


def _step(here: Any, part: Any) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


def _contents(texts: Mapping[str, str]) -> tuple[str, ...]:
    name = CONTENTS.removeprefix("data/")
    if name not in texts:
        raise BadInput(f"{CONTENTS} is missing; put the file back")
    codes = _parsed(CONTENTS, texts[name]).get("records")
    if (
        not isinstance(codes, list)
        or not all(isinstance(code, str) for code in codes)
        or "house" not in codes
    ):
        raise BadInput(
            f"{CONTENTS}: records: it lists the codes of all records, house among them; mend the file"
        )
    return tuple(codes)


def _record(name: str, text: str, code: str) -> Record:
    parsed = _parsed(name, text)
    try:
        record = Record.model_validate(parsed)
    except ValidationError as error:
        raise _mistake(name, error, parsed) from error
    if record.code != code:
        raise BadInput(f"{name}: jurisdiction.code: it says {record.code}; a file is named for its code")
    return record


def _house_hours(text: str) -> HouseHours:
    parsed = _parsed(HOUSE_HOURS, text)
    try:
        return HouseHours.model_validate(parsed)
    except ValidationError as error:
        raise _mistake(HOUSE_HOURS, error, parsed) from error


def _zones(text: str) -> dict[str, dict[str, tuple[str, ...]]]:
    zones: dict[str, dict[str, tuple[str, ...]]] = {}
    for country, regions in _parsed(ZONES, text).items():
        zones[country] = {}
        for region, names in regions.items():
            for name in names:
                try:
                    tz(name)
                except ValueError as error:
                    raise BadInput(f"{ZONES}: {region}: {error}; mend the file") from error
            zones[country][region] = tuple(names)
    return zones


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(f"{name}\0{texts[name]}\0".encode())
    return digest.hexdigest()[:16]


def house_rule(book: RuleBook, country: str | None, party_type: PartyType | None) -> Hours:
    """The house hours of a customer as a rule: closed on public holidays, a lead may go past them.

    Letters go any time.
    """
    who = "consumers" if party_type in ("consumer", "sole_trader") else "businesses"
    week = book.house_hours.week(country, party_type)
    return Hours(
        id="house_hours",
        title=f"House hours for {who}: {said_week(week)}",
        force="house",
        confidence="K",
        read_on=book.house_hours.read_on,
        channels=("call", "sms", "email", "messenger", "visit"),
        override="lead",
        week=week,
        holidays="ban",
    )

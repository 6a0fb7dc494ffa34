"""Commands that show the rules the gate goes by, and check their files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.faults import BadInput
from collectdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from collectdesk.rules.record import Record, Rule
    from collectdesk.rules.rulebook import RuleBook


class RecordLine(Answer):
    """One jurisdiction; `confirmed` counts the rules by confidence, `drafts` are never applied."""

    code: str
    name: str
    read_on: str
    rules: int
    notes: int
    drafts: int
    confirmed: dict[str, int]


class RecordList(Answer):
    """All jurisdictions; `version` changes with any byte of the files."""

    version: str
    jurisdictions: list[RecordLine]


class HouseWeeks(Answer):
    """The house hours of a country: when this desk contacts people where no law sets a clock."""

    consumer: list[str]
    business: list[str]


class RecordShown(Answer):
    """Everything in a record. Each of `rules` holds its kind and the keys of `data/jurisdictions/`."""

    code: str
    name: str
    read_on: str
    sources: list[str]
    note: str
    calendar: str | None
    zones: list[str]
    house_hours: HouseWeeks | None
    rules: list[dict[str, Any]]
    holidays: list[dict[str, Any]]


class CheckLine(Answer):
    """What a check found; `kind` is problem or warning, `where` the file or record."""

    kind: str
    where: str
    text: str


class RulesChecked(Answer):
    """The result of checking all files; `version` is null where they cannot be read."""

    version: str | None
    records: int
    rules: int
    found: list[CheckLine]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="The rules the gate goes by.", rich_markup_mode=None)
    group.command("list")(list_records)
    group.command("show")(show_record)
    group.command("check")(check_records)
    app.add_typer(group, name="rules")


def list_records(json: Json = False) -> int:
    """List the jurisdictions with their rules, and how far these are confirmed.

    Example: collectdesk rules list
    """
    from collectdesk.rules.rulebook import load_rulebook

    book = load_rulebook()
    lines = [_record_line(record) for _code, record in sorted(book.records.items())]
    if json:
        answer(RecordList(version=book.version, jurisdictions=lines))
        return 0
    marks = ("C1", "C2", "K", "U", "unknown", "house")
    table(
        [_("code"), _("name"), _("rules"), *marks, _("draft"), _("notes"), _("read")],
        [
            [
                one.code,
                one.name,
                str(one.rules),
                *(str(one.confirmed.get(mark) or "") for mark in marks),
                str(one.drafts or ""),
                str(one.notes),
                one.read_on,
            ]
            for one in lines
        ],
        right=frozenset(range(2, 11)),
    )
    return 0


def _record_line(record: Record) -> RecordLine:
    deciding = [rule for rule in record.rules() if rule not in record.note and rule.force != "draft"]
    marks = Counter("house" if rule.force == "house" else rule.confidence for rule in deciding)
    return RecordLine(
        code=record.code,
        name=record.jurisdiction.name,
        read_on=record.jurisdiction.read_on.isoformat(),
        rules=len(deciding),
        notes=len(record.note),
        drafts=sum(rule.force == "draft" for rule in record.rules()),
        confirmed=dict(sorted(marks.items())),
    )


def show_record(
    code: Annotated[str, typer.Argument(help="The jurisdiction, such as DE, US-MA or house.")],
    json: Json = False,
) -> int:
    """Show everything in a record: rules, drafts, notes, holidays, and the house hours of the country.

    Example: collectdesk rules show US-MA
    """
    from collectdesk.rules.record import said_week
    from collectdesk.rules.rulebook import load_rulebook

    book = load_rulebook()
    wanted = code if code in book.records else code.upper()
    if wanted not in book.records:
        raise BadInput(_("there is no record {code}; see `collectdesk rules list`").format(code=code))
    record = book.records[wanted]
    shown = record_shown(book, record)
    if json:
        answer(shown)
        return 0
    line(f"{shown.code}  {shown.name}  " + _("read on {day}").format(day=shown.read_on))
    if shown.note:
        line(shown.note)
    if shown.house_hours is not None:
        consumer, business = map(said_week, (shown.house_hours.consumer, shown.house_hours.business))
        line(_("House hours for consumers: {hours}").format(hours=consumer))
        line(_("House hours for businesses: {hours}").format(hours=business))
    for rule in shown.rules:
        _print_rule(rule)
    for holiday in shown.holidays:
        line(_("holiday  {name}  {keys}").format(name=holiday["name"], keys=_keys(holiday, {"name"})))
    line(_("Sources: {sources}").format(sources=", ".join(shown.sources)) if shown.sources else "")
    return 0


def record_shown(book: RuleBook, record: Record) -> RecordShown:
    """Everything in a record, as `rules show --json` answers."""
    country = record.code.split("-")[0]
    hours = None
    if country != "house":
        hours = HouseWeeks(
            consumer=list(book.house_hours.week(country, "consumer")),
            business=list(book.house_hours.week(country, "business")),
        )
    head = record.jurisdiction
    zones = book.zones.get(country, {})
    return RecordShown(
        code=record.code,
        name=head.name,
        read_on=head.read_on.isoformat(),
        sources=list(head.sources),
        note=head.note,
        calendar=head.calendar,
        zones=list(zones.get(record.code) or dict.fromkeys(zone for one in zones.values() for zone in one)),
        house_hours=hours,
        rules=[_rule_keys(record, rule) for rule in record.rules()],
        holidays=[one.model_dump(mode="json", exclude_defaults=True) for one in record.holiday],
    )


def kind_of(record: Record, rule: Rule) -> str:
    """The kind of a rule: the name of its tables in the file, such as hours or cap."""
    names = (name for name in type(record).model_fields if name not in ("jurisdiction", "holiday"))
    return next(name for name in names if any(rule is one for one in getattr(record, name)))


def _rule_keys(record: Record, rule: Rule) -> dict[str, Any]:
    held = rule.model_dump(mode="json", exclude_defaults=True)
    held["read_on"] = (rule.read_on or record.jurisdiction.read_on).isoformat()
    return {"kind": kind_of(record, rule), **held}


def _print_rule(rule: dict[str, Any]) -> None:
    line()
    line(f"{rule['kind']}  {rule['id']}  {rule['title']}")
    line(f"  {rule.get('citation', '')}  {rule['force']} {rule['confidence']}  {rule['read_on']}".rstrip())
    more = _keys(rule, {"kind", "id", "title", "citation", "force", "confidence", "read_on"})
    if more:
        line(f"  {more}")


def _keys(held: dict[str, Any], but: set[str]) -> str:
    return "; ".join(f"{name}: {_value(value)}" for name, value in held.items() if name not in but)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " and ".join(f"{name} {_value(one)}" for name, one in value.items())
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def check_records(
    older_than: Annotated[
        int | None, typer.Option(min=0, help="Warn of records read more than so many days ago.")
    ] = None,
    json: Json = False,
) -> int:
    """Read all files of rules and check them against each other, the calendars and the zones.

    Example: collectdesk rules check --older-than 180
    """
    from collectdesk.rules.rulebook import load_rulebook

    try:
        book = load_rulebook()
    except BadInput as wrong:
        checked = RulesChecked(
            version=None, records=0, rules=0, found=[CheckLine(kind="problem", where="data", text=str(wrong))]
        )
    else:
        checked = RulesChecked(
            version=book.version,
            records=len(book.records),
            rules=sum(len(record.rules()) for record in book.records.values()),
            found=cross_check(book, datetime.now(UTC).date(), older_than),
        )
    problems = sum(one.kind == "problem" for one in checked.found)
    if json:
        answer(checked)
        return 1 if problems else 0
    for one in checked.found:
        line(f"{one.kind}  {one.where}: {one.text}")
    said = ngettext("{records} records with {n} rule", "{records} records with {n} rules", checked.rules)
    line(said.format(records=checked.records, n=checked.rules))
    return 1 if problems else 0


def cross_check(book: RuleBook, today: date, older_than: int | None = None) -> list[CheckLine]:
    """What the files say against each other: problems that make them wrong, and warnings of what they lack."""
    found: list[CheckLine] = []
    for code, record in sorted(book.records.items()):
        found += [CheckLine(kind="problem", where=code, text=text) for text in _problems(book, record)]
        found += [
            CheckLine(kind="warning", where=code, text=text)
            for text in _warnings(book, record, today, older_than)
        ]
    for country in sorted(book.house_hours.country):
        if not _is_country(country):
            text = _("it names {code}, which is no country").format(code=country)
            found.append(CheckLine(kind="problem", where="house_hours", text=text))
    for country, regions in sorted(book.zones.items()):
        strange = [code for code in regions if code.split("-")[0] != country]
        if strange or not _is_country(country):
            text = _("{code} does not stand under its country").format(code=", ".join(strange) or country)
            found.append(CheckLine(kind="problem", where="zones", text=text))
    return found


def _is_country(code: str) -> bool:
    import pytz

    return code in pytz.country_names


def _problems(book: RuleBook, record: Record) -> list[str]:
    """What is wrong in a record: no parent, no such country, versions of a rule that overlap."""
    found = []
    above = record.code.rpartition("-")[0]
    if above and above not in book.records:
        found.append(_("there is no record {code} above it").format(code=above))
    if record.code != "house" and not _is_country(record.code.split("-")[0]):
        found.append(_("{code} is no country").format(code=record.code.split("-")[0]))
    versions: dict[tuple[str, str], list[Rule]] = {}
    for rule in record.rules():
        versions.setdefault((kind_of(record, rule), rule.id.partition(".")[0]), []).append(rule)
    for rules in versions.values():
        dated = sorted(rules, key=lambda rule: rule.effective_from or date.min)
        for n, earlier in enumerate(dated):
            for later in dated[n + 1 :]:
                if (later.effective_from or date.min) <= (earlier.effective_to or date.max):
                    text = _("the versions {one} and {other} hold on the same days")
                    found.append(text.format(one=earlier.id, other=later.id))
    return found


def _warnings(book: RuleBook, record: Record, today: date, older_than: int | None) -> list[str]:
    """What a record lacks: a calendar of public holidays, zones of a region, a fresh look."""
    import pytz

    found = []
    age = (today - record.jurisdiction.read_on).days
    if older_than is not None and age > older_than:
        found.append(ngettext("read {n} day ago", "read {n} days ago", age).format(n=age))
    if record.code == "house":
        return found
    public = any(rule.holidays != "no_effect" and rule.holiday_list != "listed" for rule in record.hours)
    if public or "-" not in record.code:  # house hours close on the public holidays of every country
        found += _calendar_gap(record.jurisdiction.calendar or "-".join(record.code.split("-")[:2]))
    country = record.code.split("-")[0]
    several = len(pytz.country_timezones.get(country, ())) > 1
    region = "-".join(record.code.split("-")[:2])
    if "-" in record.code and several and region not in book.zones.get(country, {}):
        found.append(_("its zones are not in data/zones.toml; all of the country count"))
    return found


def _calendar_gap(name: str) -> list[str]:
    """What is not known of the public holidays there."""
    import holidays

    country, _dash, subdivision = name.partition("-")
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        return [_("no public holidays are known for {code}").format(code=country)]
    if subdivision and known[country] and subdivision not in known[country]:
        return [_("public holidays are known for {code} as a whole only").format(code=country)]
    return []

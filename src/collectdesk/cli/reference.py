"""The page of commands, made from the commands and the models of their answers.

`python -m collectdesk.cli.reference --write docs/commands.md` renews it; a test holds it against the code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from collectdesk.cli.at_work import OnRecord
from collectdesk.cli.books import Copied, Examined, MadeBook, Verified
from collectdesk.cli.check import Checked
from collectdesk.cli.commands import gather
from collectdesk.cli.correspondence import FileAnswer, MessageAnswer, ReceivedAnswer
from collectdesk.cli.disputes import DisputeList
from collectdesk.cli.interest_answers import FxAnswer, InterestAnswer, QuoteAnswer
from collectdesk.cli.kpi_answers import AgeingAnswer, ForecastAnswer, KpiAnswer, StatementAnswer
from collectdesk.cli.lists import Agenda, Found, Queue
from collectdesk.cli.messages import PreviewAnswer, WrittenAnswer
from collectdesk.cli.negotiate import NegotiationShown
from collectdesk.cli.outbox import Inbox, LinkAnswer, Outbox, SendAnswer
from collectdesk.cli.people import Done, UserList
from collectdesk.cli.plan_answers import AbilityList, ApprovalList, PlanList, PlanProposals
from collectdesk.cli.plan_letter import LetterAnswer
from collectdesk.cli.reach import DayPlan
from collectdesk.cli.reports import ShiftAnswer
from collectdesk.cli.rules import RecordList, RecordShown, RulesChecked
from collectdesk.cli.settlements import SettlementShown
from collectdesk.cli.show import Shown


def answers() -> dict[str, type[BaseModel]]:
    """The model of each command's answer with --json."""
    from collectdesk.desk.ledger_import import ReceivablesReport
    from collectdesk.desk.rates_import import RatesReport

    acts = (
        "log call",
        "note",
        "follow-up",
        "promise",
        "dispute open",
        "dispute decide",
        "dispute credited",
        "skip",
        "hold",
        "done",
        "lift",
        "withdraw",
        "undo",
        "assign",
        "user add",
        "creditor",
        "plan make",
        "plan accept",
        "plan drop",
        "plan move",
        "plan attach",
        "ability household",
        "ability forecast",
        "ability ratios",
        "ability score",
        "settlement offer",
        "settlement accept",
        "negotiate trade",
        "approve grant",
        "approve decline",
        "approve withdraw",
        "message queue",
        "message approve",
        "message drop",
        "message settle",
        "message assign",
        "message handle",
    )
    return {
        "import receivables": ReceivablesReport,
        "import rates": RatesReport,
        "interest": InterestAnswer,
        "fx": FxAnswer,
        "quote": QuoteAnswer,
        "plan propose": PlanProposals,
        "plan list": PlanList,
        "plan letter": LetterAnswer,
        "ability show": AbilityList,
        "approve list": ApprovalList,
        "dispute list": DisputeList,
        "settlement show": SettlementShown,
        "negotiate show": NegotiationShown,
        "message preview": PreviewAnswer,
        "message write": WrittenAnswer,
        "message list": Outbox,
        "message send": SendAnswer,
        "message outbox": Outbox,
        "message uncertain": Outbox,
        "message eml": FileAnswer,
        "message show": MessageAnswer,
        "message received": ReceivedAnswer,
        "message attachment": FileAnswer,
        "message link": LinkAnswer,
        "message replies": Inbox,
        "queue": Queue,
        "show": Shown,
        "check": Checked,
        "rules list": RecordList,
        "rules show": RecordShown,
        "rules check": RulesChecked,
        "reach": DayPlan,
        "agenda": Agenda,
        "search": Found,
        "report ageing": AgeingAnswer,
        "report forecast": ForecastAnswer,
        "report kpi": KpiAnswer,
        "statement": StatementAnswer,
        "report shift": ShiftAnswer,
        "shift": OnRecord,
        "learned": OnRecord,
        "user list": UserList,
        "verify": Verified,
        "doctor": Examined,
        "backup": Copied,
        "restore": MadeBook,
        "init": MadeBook,
        **dict.fromkeys(acts, Done),
    }


def commands_markdown() -> str:
    """The whole page."""
    lines = [
        "# Commands",
        "",
        "The shell does what the screens do. `--database PATH` (or `COLLECTDESK_DATABASE`) and `--user NAME` (or",
        "`COLLECTDESK_USER`) go with every command; `--json` answers with the object described, whose keys are added",
        "to but never renamed. Money is a string with the currency's decimals, instants are ISO 8601 with an offset.",
        "",
        "Exit codes: 0 done; 1 done with findings (refused lines, a refusal, a failed check); 2 bad usage or input;",
        "3 the database cannot be used. What is wrong is one sentence on standard error.",
    ]
    models = answers()
    for name, command in _leaves(typer.main.get_command(gather()), ""):
        lines += ["", f"## {name}", "", *_help(command), *_options(command)]
        if name in models:
            lines += ["", "Answer:", "", *_keys(models[name])]
    return "\n".join(lines) + "\n"


def _leaves(group: Any, prefix: str) -> list[tuple[str, Any]]:
    found = []
    for name, command in sorted(group.commands.items()):
        full = f"{prefix} {name}".strip()
        found += _leaves(command, full) if hasattr(command, "commands") else [(full, command)]
    return found


def _help(command: Any) -> list[str]:
    """What a command does, a paragraph each, and its example as code."""
    told = [" ".join(part.split()) for part in (command.help or "").split("\n\n")]
    example = next((one.removeprefix("Example:").strip() for one in told if one.startswith("Example:")), "")
    found = "\n\n".join(one for one in told if one and not one.startswith("Example:")).split("\n")
    return [*found, *(["", "```", example, "```"] if example else [])]


def _options(command: Any) -> list[str]:
    rows = []
    for option in command.params:
        names = (
            ", ".join(f"`{name}`" for name in option.opts)
            if option.opts[0].startswith("-")
            else f"`{option.name}`"
        )
        help_text = getattr(option, "help", None) or ""
        rows.append(f"| {names} | {help_text} |")
    return ["", "| | |", "|---|---|", *rows] if rows else []


def _keys(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema(mode="serialization", by_alias=True)
    shown = [(model.__name__, schema), *sorted(schema.get("$defs", {}).items())]
    lines = []
    for title, part in shown:
        keys = ", ".join(f"`{key}` {_type(value)}" for key, value in part.get("properties", {}).items())
        about = " ".join((part.get("description") or "").split())
        lines.append(f"- **{title}**: {about} {keys}".rstrip())
    return lines


def _type(value: dict[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in value:
        return " or ".join(_type(option) for option in value["anyOf"])
    kind = str(value.get("type", "value"))
    if kind == "array":
        return f"[{_type(value.get('items', {}))}]"
    if kind == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"{{{_type(value['additionalProperties'])}}}"
    return kind


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        Path(sys.argv[2]).write_text(commands_markdown(), encoding="utf-8")
    else:
        print(commands_markdown())

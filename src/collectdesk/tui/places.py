"""Which actions each place offers, in the order of its bottom bar, and what it calls them there.

A place is a screen or a card, named as in its breadcrumb. Its help text is `help_pages/<name>.md`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from collectdesk.i18n import _
from collectdesk.tui.actions import ACTIONS, EVERYWHERE, N_, Offer, keys_page

APP_WIDE = ("report", "agenda", "import", "reach", "payments", "approvals", "drafts", "team", "kpi")
"""What the app itself does wherever a place offers it, or through the palette."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen or card. `offered` are names of actions, main act first; `labels` its own words for some."""

    name: str
    _title: str
    _sentence: str
    offered: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its name in the breadcrumb."""
        return _(self._title)

    @property
    def sentence(self) -> str:
        """What it is for, as the first line of its help."""
        return _(self._sentence)

    def offers(self) -> list[Offer]:
        """Its actions with their labels, in the order of the bar; then those that every place has."""
        names = [*self.offered, *(name for name in EVERYWHERE if name not in self.offered)]
        return [
            Offer(
                ACTIONS[name],
                _(self.labels[name]) if name in self.labels else ACTIONS[name].label,
                in_bar=name in self.offered,
            )
            for name in names
        ]


def _place(name: str, title: str, sentence: str, offered: str, **labels: str) -> tuple[str, Place]:
    return name, Place(name, title, sentence, tuple(offered.split()), labels)


PLACES: dict[str, Place] = dict(
    [
        _place(
            "queue",
            N_("Queue"),
            N_("Who comes next, what they owe, and why they rank where they do."),
            "open call promise follow_up note skip search other callable held message plan dispute gate report "
            "bindings agenda reach payments import transfer approvals drafts copy team kpi",
            held=N_("Show held"),
            other=N_("Order"),
        ),
        _place(
            "account",
            N_("Account"),
            N_("What is owed and since when, what was said and promised, and whom to speak to."),
            "call no note promise follow_up message plan dispute back digit open yes briefing gate interest skip edit "
            "payments bindings copy report transfer",
            no=N_("End this"),
            yes=N_("Apply cash"),
            digit=N_("Tabs"),
            open=N_("Open the plan"),
            edit=N_("Traded"),
        ),
        _place(
            "trade",
            N_("Traded"),
            N_("What was given in a talk and for what, kept as a note and, by its codes, in the journal."),
            "finish back",
            finish=N_("Put on record"),
        ),
        _place(
            "call",
            N_("Call"),
            N_("What to say now, the note, and the result; nothing typed is lost."),
            "finish open yes no digit promise back next_field note plan dispute follow_up other editor copy "
            "bindings gate briefing",
            finish=N_("Save and next"),
            open=N_("Dial"),
            no=N_("Not this one"),
            digit=N_("Answers"),
            other=N_("Other number"),
            back=N_("Back, keeps all"),
        ),
        _place(
            "objections",
            N_("Objections"),
            N_("What customers say against paying, what to ask about it, and the result it leads to."),
            "digit back",
        ),
        _place(
            "notes",
            N_("Notes"),
            N_("Every note on this account; a new one is kept as it is typed."),
            "finish note editor back copy",
            finish=N_("Save note"),
        ),
        _place(
            "promise",
            N_("Promise"),
            N_("An amount, a currency and a date: a promise is kept or broken in its own currency."),
            "finish next_field back",
            finish=N_("Save promise"),
        ),
        _place(
            "message",
            N_("Message"),
            N_("What the customer reads beside what you read, what was found in it, and whether it may go."),
            "finish open next_field edit other digit yes no copy write_file back",
            finish=N_("Send"),
            open=N_("Replace"),
            next_field=N_("Next finding"),
            edit=N_("Add words"),
            other=N_("Other message"),
            digit=N_("Language"),
            yes=N_("It went"),
            no=N_("It did not"),
            back=N_("Back, keeps all"),
        ),
        _place(
            "message_addition",
            N_("Your own words"),
            N_(
                "A paragraph of your own: what you mean, and what the customer reads, confirmed by who reads it."
            ),
            "finish next_field yes no back",
            finish=N_("Put it in"),
            yes=N_("I read it"),
            no=N_("Not confirmed"),
        ),
        _place(
            "message_choose",
            N_("Other message"),
            N_(
                "Every message with what speaks against it now; by digit another channel, person or language."
            ),
            "open digit rows back",
            open=N_("Take it"),
            digit=N_("Channel, person"),
        ),
        _place(
            "message_given",
            N_("What it needs"),
            N_("Values that a message asks for and the book does not know."),
            "finish next_field back",
            finish=N_("Write it"),
        ),
        _place(
            "message_file",
            N_("Write file"),
            N_("The message as a file: an e-mail as .eml, a letter as PDF, all else as text."),
            "finish back",
            finish=N_("Write it"),
        ),
        _place(
            "plan",
            N_("Plan"),
            N_(
                "Three plans beside each other, and your own terms: who may agree to each, and whether it can be paid."
            ),
            "finish open digit other copy ability edit back",
            finish=N_("Offer or ask"),
            open=N_("Take what fits"),
            other=N_("Other currency"),
        ),
        _place(
            "plan_ask",
            N_("Ask for it"),
            N_(
                "A plan beyond your own authority: who decides, by which limits, and why it should be granted."
            ),
            "finish next_field back",
            finish=N_("Ask for it"),
        ),
        _place(
            "plan_ability",
            N_("Ability to pay"),
            N_("Which of the two is known: cash by week, or a household's month."),
            "digit back",
        ),
        _place(
            "plan_forecast",
            N_("Forecast"),
            N_("The customer's cash, week by week, as they told it."),
            "finish next_field back",
            finish=N_("Record it"),
        ),
        _place(
            "plan_household",
            N_("Household"),
            N_("A household's income and expenditure, as they told it."),
            "finish next_field back",
            finish=N_("Record it"),
        ),
        _place(
            "plan_record",
            N_("Plan on record"),
            N_("A plan with its payments: how it stands, what was asked, and what was answered."),
            "yes no write_file rows pages back",
            yes=N_("Accepted"),
            no=N_("Drop it"),
            write_file=N_("Write agreement"),
        ),
        _place(
            "plan_letter",
            N_("Agreement"),
            N_(
                "The agreement of a plan as a letter to sign, in the customer's language, kept with the plan."
            ),
            "finish next_field back",
            finish=N_("Write it"),
        ),
        _place(
            "plan_accept",
            N_("Accepted"),
            N_("The day on which the customer accepted the plan; it runs from then on."),
            "finish back",
            finish=N_("Let it run"),
        ),
        _place(
            "plan_drop",
            N_("Drop the plan"),
            N_("A plan that is given up before it is completed, with the reason on record."),
            "finish back",
            finish=N_("Drop it"),
        ),
        _place(
            "settlement",
            N_("Settlement"),
            N_("Less than all: offers on record, who may decide, and what came of them."),
            "finish yes no next_field back",
            finish=N_("Put on record"),
            yes=N_("Accepted"),
            no=N_("Take back"),
        ),
        _place(
            "follow_up",
            N_("Follow-up"),
            N_("When this account comes up again, and for what."),
            "finish next_field back",
            finish=N_("Save follow-up"),
        ),
        _place(
            "dispute",
            N_("Dispute"),
            N_("What the customer says is wrong, and how much of it; the rest stays due."),
            "finish next_field back",
            finish=N_("Save dispute"),
        ),
        _place(
            "bindings",
            N_("Wishes and stops"),
            N_("What the customer asked for, what stops contact in law, and where the customer is."),
            "digit finish no back",
            finish=N_("Record it"),
            no=N_("End it"),
            digit=N_("Record"),
        ),
        _place(
            "interest",
            N_("Interest"),
            N_(
                "What late payment and exchange rates cost on this account, line by line; nothing is charged."
            ),
            "other rows pages back",
            other=N_("Quote"),
        ),
        _place(
            "quote",
            N_("Quote"),
            N_("What the customer may pay in another currency, at which rate and until when."),
            "finish back",
            finish=N_("Quote it"),
        ),
        _place(
            "skip",
            N_("Skip"),
            N_("Leave this account out until tomorrow, with the reason on record."),
            "finish digit back",
            finish=N_("Skip it"),
            digit=N_("Reasons"),
        ),
        _place(
            "follow_ups",
            N_("Follow-ups"),
            N_("What is due today and in the coming days, in the order of its time."),
            "open call follow_up yes no note skip back copy payments",
            yes=N_("Done"),
            no=N_("Cancel"),
        ),
        _place(
            "search",
            N_("Search"),
            N_("Find an account by name, number, invoice, phone or note, in any script."),
            "open call note follow_up back",
        ),
        _place(
            "held",
            N_("Held back"),
            N_("Accounts that are not to be worked now, with the reason and its end."),
            "open back note gate",
        ),
        _place(
            "payments",
            N_("Payments"),
            N_(
                "What came in and could not be posted by itself: whom it may be from, and what posting would do."
            ),
            "yes other edit no message open later back earlier digit",
            yes=N_("Post"),
            other=N_("On account"),
            edit=N_("Split"),
            no=N_("Not ours"),
            message=N_("Ask"),
            open=N_("Whole"),
            earlier=N_("Pile before"),
            later=N_("Pile"),
            digit=N_("Proposals"),
        ),
        _place(
            "reverse",
            N_("Reverse"),
            N_(
                "A posting or a payment taken back, with the reason on record; items open with their own due dates."
            ),
            "finish digit next_field back",
            finish=N_("Reverse it"),
        ),
        _place(
            "split",
            N_("Split"),
            N_(
                "A payment divided by hand among the items of one account; what no item takes stays unapplied."
            ),
            "finish rows pages back",
            finish=N_("Post it"),
        ),
        _place(
            "on_account",
            N_("On account"),
            N_("A payment put on an account: unapplied, or settled in the order of the law or the house."),
            "open finish digit back",
            open=N_("Post it"),
            finish=N_("Post it"),
        ),
        _place(
            "approvals",
            N_("Approvals"),
            N_(
                "What was asked for beyond somebody's authority: a lead decides it, its author can withdraw it."
            ),
            "yes no open note back copy team",
            yes=N_("Approve"),
            no=N_("Decline, withdraw"),
        ),
        _place(
            "outbox",
            N_("Outbox"),
            N_("Messages that wait or need a person, and what customers wrote back."),
            "yes no other open later earlier copy note back",
            yes=N_("Send it"),
            no=N_("Drop it"),
            other=N_("Send again"),
            later=N_("Inbox"),
            earlier=N_("Outbox"),
            copy=N_("Copy text"),
            open=N_("Account"),
        ),
        _place(
            "decision",
            N_("Decision"),
            N_("A request approved or declined, with the answer on record."),
            "finish back",
            finish=N_("Decide"),
        ),
        _place(
            "drafts",
            N_("Drafts"),
            N_("The messages that were prepared, by batch: looked at, marked, and approved together."),
            "open yes other finish no note back",
            open=N_("Both texts"),
            yes=N_("Mark"),
            other=N_("Mark batch"),
            finish=N_("Approve marked"),
            no=N_("Drop"),
        ),
        _place(
            "draft",
            N_("Draft"),
            N_("A prepared message in full: what the customer reads, and the same in your language."),
            "back",
        ),
        _place(
            "reach",
            N_("Reach"),
            N_("Which countries may be called in which of your hours, day by day."),
            "open earlier later back team",
            open=N_("Countries"),
        ),
        _place(
            "team",
            N_("Team"),
            N_("Who is at work and how far, what waits for you, and hours that nobody covers."),
            "open approvals transfer other reach import back kpi report",
            open=N_("Entries"),
            other=N_("By country"),
            reach=N_("Hours"),
        ),
        _place(
            "transfer",
            N_("Transfer"),
            N_(
                "Accounts for another collector, or shared out evenly; who gets how many stands there before."
            ),
            "finish next_field back",
            finish=N_("Give them"),
        ),
        _place(
            "behind",
            N_("Behind it"),
            N_("The journal entries or the accounts that a figure follows from."),
            "open rows pages back",
        ),
        _place(
            "kpi",
            N_("Key figures"),
            N_(
                "Figures of a period with their definition and charts; what each follows from is one key away."
            ),
            "open earlier later digit other edit write_file copy back team report",
            open=N_("Behind it"),
            earlier=N_("Before"),
            later=N_("After"),
            digit=N_("Charts"),
            other=N_("Period"),
            edit=N_("Filter"),
        ),
        _place(
            "kpi_filter",
            N_("Filter"),
            N_("Whose figures: of a collector, a team, a country or a currency."),
            "finish next_field back",
            finish=N_("Show them"),
        ),
        _place(
            "kpi_file",
            N_("Write file"),
            N_("The figures as a workbook, a page, tables or text, for this period and filter."),
            "finish next_field back",
            finish=N_("Write it"),
        ),
        _place(
            "report",
            N_("Shift report"),
            N_("What was done in this shift, every figure from the journal."),
            "open yes write_file copy back team kpi",
            open=N_("Entries behind it"),
            yes=N_("Verify all"),
        ),
        _place(
            "report_file",
            N_("Write the report"),
            N_("A file of the shift report that proves itself; writing it goes on record."),
            "finish digit back",
            finish=N_("Write it"),
            digit=N_("Format"),
        ),
        _place(
            "import",
            N_("Import"),
            N_(
                "Read a ledger or a bank statement; the control report says what it found before anything is written."
            ),
            "finish next_field open edit no payments back",
            finish=N_("Import"),
            no=N_("Cancel"),
        ),
        _place(
            "refused",
            N_("Refused"),
            N_("Why this may not be done now, under whose rule, and when it may."),
            "open gate copy edit follow_up other skip back",
            open=N_("Take it"),
            follow_up=N_("Follow up"),
            gate=N_("All rules"),
            other=N_("Override"),
            edit=N_("Correct place"),
            skip=N_("Next account"),
        ),
        _place(
            "stated_place",
            N_("Place"),
            N_("Where the customer said to be; it governs the hours from then on."),
            "finish back",
            finish=N_("Save place"),
        ),
        _place(
            "override",
            N_("Override"),
            N_("A lead lets the call pass for half an hour, with the reason on record."),
            "finish back",
            finish=N_("Allow it"),
        ),
        _place(
            "card",
            N_("Choose"),
            N_("A question to answer before going on."),
            "open digit back finish next_field",
        ),
        _place(
            "confirm",
            N_("Confirm"),
            N_("A question to answer before going on."),
            "yes no back",
            yes=N_("Yes"),
        ),
        _place("help", N_("Help"), N_("What this screen says and what its keys do."), "back"),
        _place("opening", N_("Opening"), N_("The book is being opened."), "quit"),
    ]
)
"""Every place by name."""


def place(name: str) -> Place:
    """The place of that name. Raises KeyError for an unknown one."""
    return PLACES[name]


def keys_markdown() -> str:
    """The page of keys of the documentation, as Markdown: what the screens of the program really do."""
    from collectdesk.tui.routes import ROUTES, screen_class

    shown, done = [], {*EVERYWHERE, *APP_WIDE}
    for one in PLACES.values():
        if one.name not in ROUTES:
            continue
        screen = screen_class(one.name)
        offers = [offer for offer in one.offers() if offer.in_bar and _does(screen, offer)]
        done |= {offer.action.name for offer in offers}
        shown.append((one.title, one.sentence, offers))
    return keys_page([one for one in ACTIONS.values() if one.widget or one.name in done], shown)


def _does(screen: type[object], offer: Offer) -> bool:
    name = offer.action.name
    return offer.action.widget or name in (*EVERYWHERE, *APP_WIDE) or hasattr(screen, f"do_{name}")


def main(given: list[str]) -> int:
    """Print the page of keys, or write it with `--write FILE`; the exit code."""
    if given[:1] == ["--write"] and len(given) == 2:
        Path(given[1]).write_text(keys_markdown(), encoding="utf-8", newline="\n")
    elif given:
        print(_("Give nothing to print the page, or --write and a file."), file=sys.stderr)
        return 2
    else:
        print(keys_markdown(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

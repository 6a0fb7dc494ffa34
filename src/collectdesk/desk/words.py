"""Codes of the book in the words of the interface: kinds of next actions, ways to pay, roles, kinds of holds."""

from __future__ import annotations

from collectdesk.i18n import _


def outcome_word(code: str) -> str:
    """What came of a dispute."""
    words = {
        "accepted": _("Accepted"),
        "partly_accepted": _("Accepted in part"),
        "rejected": _("Rejected"),
        "withdrawn": _("Withdrawn by the customer"),
    }
    return words.get(code, code)


def action(kind: str) -> str:
    """What a next action is: "call", "call back", "check the bank"; the code itself where it is unknown."""
    words = {
        "call": _("call"),
        "callback": _("call back"),
        "email": _("e-mail"),
        "letter": _("letter"),
        "check_payment": _("check the bank"),
        "send_copy": _("send a copy"),
        "answer": _("answer"),
        "review": _("review"),
        "trace": _("find a number"),
        "other": _("other"),
    }
    return words.get(kind, kind)


def method(code: str) -> str:
    """A way to pay: "bank transfer", "direct debit"; the code itself where it is unknown."""
    words = {
        "transfer": _("bank transfer"),
        "instant": _("instant transfer"),
        "card": _("card"),
        "cheque": _("cheque"),
        "direct_debit": _("direct debit"),
        "cash": _("cash"),
    }
    return words.get(code, code)


def role(code: str | None) -> str:
    """What a person does at the customer: "payables"; "" where it is not known."""
    words = {
        "ap_clerk": _("payables"),
        "ap_manager": _("head of payables"),
        "finance_director": _("finance director"),
        "owner": _("owner"),
        "buyer": _("buyer"),
        "legal": _("legal"),
        "self": _("customer"),
    }
    return words.get(code or "", code or "")


def hold(kind: str) -> str:
    """Why an account is held back; the code with spaces where it is unknown."""
    words = {
        "cease": _("stop-contact request"),
        "attorney": _("represented"),
        "insolvency": _("insolvency"),
        "deceased": _("deceased"),
        "breathing_space": _("breathing space"),
        "breathing_space_crisis": _("breathing space, crisis"),
        "moratorium": _("moratorium"),
        "minor": _("a minor"),
        "wrong_party": _("wrong person"),
        "placed": _("placed with an agency"),
        "support_need": _("support need"),
        "hardship": _("hardship"),
        "paid_claim": _("says it is paid"),
        "payment_search": _("a payment is looked for"),
        "skipped": _("skipped"),
        "payment_plan": _("payment plan"),
        "settlement": _("settlement"),
    }
    return words.get(kind, kind.replace("_", " "))


def point_state(state: str) -> str:
    """How a number stands: "verified", "dead", "blocked", "not verified"."""
    words = {
        "verified": _("verified"),
        "unverified": _("not verified"),
        "dead": _("dead"),
        "blocked": _("blocked"),
    }
    return words.get(state, state)


def language(code: str | None) -> str:
    """A language by its English name, from Babel: "German" of "de"; the code where Babel has none, "" without one."""
    if not code:
        return ""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(code.replace("-", "_")).get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code

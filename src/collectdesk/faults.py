"""What can go wrong for a person: one sentence each, and the exit code it means.

A fault's text says what happened, where, and what to do. It never holds a customer's data beyond what
the person typed, and no fault is ever shown with a traceback.
"""

from __future__ import annotations


class Fault(Exception):
    """Something a person can understand and mend. `exit_code` is what the command line answers."""

    exit_code = 2


class BadInput(Fault):
    """What was typed or handed in cannot be used; nothing was written."""

    exit_code = 2


class Refused(Fault):
    """The act is not allowed to this person, or not now. `rule` is the code of what refused it."""

    exit_code = 1

    def __init__(self, sentence: str, rule: str = "rights") -> None:
        super().__init__(sentence)
        self.rule = rule


class StoreUnusable(Fault):
    """The database cannot be opened, read or written."""

    exit_code = 3

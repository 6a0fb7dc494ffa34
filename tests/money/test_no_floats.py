"""Nothing in `money/` computes with binary fractions: no such literal, no call, no true division."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import collectdesk.money

FILES = sorted(Path(collectdesk.money.__file__).parent.rglob("*.py"))


def inexact(source: str) -> list[str]:
    """The line and kind of each place that makes a float."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: literal")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{node.lineno}: division")
        elif isinstance(node, ast.Name) and node.id == "float":
            found.append(f"{node.lineno}: float")
        elif isinstance(node, ast.Attribute) and node.attr in ("truediv", "from_float", "fsum"):
            found.append(f"{node.lineno}: {node.attr}")
        elif isinstance(node, ast.alias) and node.name in ("truediv", "math", "statistics", "fsum"):
            found.append(f"{node.name} imported")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_float_in_the_package(file: Path) -> None:
    assert inexact(file.read_text(encoding="utf-8")) == []


def test_the_whole_package_is_read() -> None:
    assert {"amount.py", "fx.py", "interest.py", "settling.py"} <= {file.name for file in FILES}


@pytest.mark.parametrize(
    "wrong",
    ["x = 1.5", "x = 1e3", "x = a / b", "x /= 2", "float('1')", "list(map(float, a))", "import math", "2j"],
)
def test_the_check_sees_what_it_forbids(wrong: str) -> None:
    assert inexact(wrong)


def test_the_check_lets_exact_arithmetic_pass() -> None:
    assert inexact("x = Fraction(1, 3) * 2 // 1 + Decimal('1.5')") == []

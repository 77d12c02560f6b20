"""A spreadsheet small enough to be believed: it reads the text of the formulas, and knows nothing of where it came from.

Decimals stand for the numbers of a real one; LibreOffice is asked the same in test_workbook.py.
"""

import ast
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from functools import cache

Key = tuple[str, int]
_ADDRESS = re.compile(r"'([^']+)'!(\d+)")


def _rounded(mode: str) -> Callable[[Decimal, Decimal], Decimal]:
    return lambda figure, decimals: figure.quantize(Decimal(1).scaleb(-int(decimals)), mode)


def _pmt(rate: Decimal, years: Decimal, amount: Decimal) -> Decimal:
    return -amount * (rate / (1 - (1 + rate) ** -int(years)) if rate else 1 / years)


FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "ROUND": _rounded(ROUND_HALF_UP),
    "ROUNDUP": _rounded(ROUND_UP),
    "MAX": max,
    "MIN": min,
    "PMT": _pmt,
}


class Spreadsheet:
    """cells: a number, or the text of a formula whose addresses are written 'row'!year."""

    def __init__(self, cells: Mapping[Key, Decimal | str]) -> None:
        self.cells = cells
        self.value = cache(self._value)

    def _value(self, key: Key) -> Decimal:
        held = self.cells[key]
        if isinstance(held, Decimal):
            return held
        text = _ADDRESS.sub(r'AT("\1",\2)', held.removeprefix("="))
        with localcontext(prec=60):
            return self._read(ast.parse(text, mode="eval").body)

    def _read(self, node: ast.expr) -> Decimal:
        match node:
            case ast.Constant(value=value):
                return Decimal(str(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._read(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _OPERATIONS[type(op)](self._read(left), self._read(right))
            case ast.Call(func=ast.Name(id="AT"), args=[ast.Constant(value=str(row)), ast.Constant(value=int(year))]):
                return self.value((row, year))
            case ast.Call(func=ast.Name(id="IF"), args=[ast.Compare(left=left, comparators=[right]), then, otherwise]):
                return self._read(then if self._read(left) <= self._read(right) else otherwise)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name](*(self._read(argument) for argument in arguments))
        raise ValueError(ast.dump(node))


_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}

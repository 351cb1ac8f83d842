"""The groups, the order and the rounding that both databases give: statements as PostgreSQL must be told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, UnaryExpression
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import Null


class Compiler(PGCompiler_psycopg):
    """Says what SQLite takes for granted."""

    def visit_round_func(self, function: Any, **kw: Any) -> str:
        """Halves go away from zero; of floats the server would send them to the even neighbour."""
        return f"round(CAST({function.clause_expr.element._compiler_dispatch(self, **kw)} AS numeric))"  # noqa: SLF001

    def group_by_clause(self, select: Any, **kw: Any) -> str:
        """Nothing to group by is nothing with a type: the bare word is refused."""
        terms = [
            "CAST(NULL AS text)" if isinstance(clause, Null) else self.process(clause, **kw)
            for clause in select._group_by_clauses  # noqa: SLF001 - what the overridden method reads
        ]
        return f" GROUP BY {', '.join(terms)}" if terms else ""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """Missing values first, last where the order is turned round; unless the statement says where."""
        state: Any = self.stack[-1].get("compile_state") if self.stack else None
        froms = getattr(state, "froms", ())
        terms = [
            self.process(clause, **kw) + ("" if _is_sure(froms, clause) else _place(clause))
            for clause in select._order_by_clauses  # noqa: SLF001 - what the overridden method reads
        ]
        return f" ORDER BY {', '.join(terms)}" if terms else ""


def _place(clause: Any) -> str:
    modifier = clause.modifier if isinstance(clause, UnaryExpression) else None
    if modifier in (operators.nulls_first_op, operators.nulls_last_op):
        return ""
    return " NULLS LAST" if modifier is operators.desc_op else " NULLS FIRST"


def _is_sure(froms: Sequence[Any], clause: Any) -> bool:
    """Whether nothing can be missing: so that an index, which has missing values last, can give the order."""
    column = clause.element if isinstance(clause, UnaryExpression) else clause
    own = len(froms) == 1 and isinstance(froms[0], Table) and froms[0] is getattr(column, "table", None)
    return own and not column.nullable

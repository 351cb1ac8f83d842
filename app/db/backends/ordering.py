"""The order that both databases give: for PostgreSQL, missing values come where SQLite has them, before all others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, UnaryExpression
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.sql import operators


class Compiler(PGCompiler_psycopg):
    """Says of each column in an ORDER BY where its missing values go, unless the statement does or it has none."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """Missing values first, and last where the order is turned round."""
        terms = [
            self.process(clause, **kw) + ("" if _is_sure(select, clause) else _place(clause))
            for clause in select._order_by_clauses  # noqa: SLF001 - what the overridden method reads
        ]
        return f" ORDER BY {', '.join(terms)}" if terms else ""


def _place(clause: Any) -> str:
    modifier = clause.modifier if isinstance(clause, UnaryExpression) else None
    if modifier in (operators.nulls_first_op, operators.nulls_last_op):
        return ""
    return " NULLS LAST" if modifier is operators.desc_op else " NULLS FIRST"


def _is_sure(select: Any, clause: Any) -> bool:
    """Whether nothing can be missing: so that an index, which has missing values last, can give the order."""
    column = clause.element if isinstance(clause, UnaryExpression) else clause
    froms: list[Any] = select.get_final_froms() if hasattr(select, "get_final_froms") else []
    own = len(froms) == 1 and isinstance(froms[0], Table) and froms[0] is getattr(column, "table", None)
    return own and not column.nullable

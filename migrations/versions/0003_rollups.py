"""Roll-ups: sums of finished months and years; and the indexes by which an unfinished month is read alone.

The tables start empty: sums are made at the next opening, and until then everything is added up from its rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUPPLIERS = "ix_purchase_line_facts_supplier_id_ordered"
INDEXES = (
    (
        SUPPLIERS,
        "purchase_line_facts",
        (
            *("supplier_id", "ordered", "due", "completed", "is_open", "lead_days", "response_days", "currency"),
            *("scale", "spend_minor", "received", "rejected"),
        ),
    ),
    ("ix_purchase_line_facts_due", "purchase_line_facts", ("due", "completed", "is_open", "supplier_id")),
    ("ix_purchase_line_facts_completed", "purchase_line_facts", ("completed", "lead_days", "supplier_id")),
    ("ix_stock_move_day", "stock_move", ("day", "product_id", "from_location_id", "to_location_id", "value_minor")),
    ("ix_sales_order_line_promise", "sales_order_line", (sa.text("coalesce(original_promise, requested)"),)),
    ("ix_shipment_kind_arrived", "shipment", ("kind", "arrived")),
    ("ix_shipment_kind_came", "shipment", ("kind", sa.text("coalesce(delivered, arrived)"))),
)


def upgrade() -> None:
    """Make the tables and the indexes."""
    op.create_table(
        "rollup_period",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollup_period"),
        sa.UniqueConstraint("family", "period", name="uq_rollup_period_family_period"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "rollup",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("split", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("subject_id", WHOLE, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("decimals", WHOLE, nullable=False),
        sa.Column("part", WHOLE, nullable=False),
        sa.Column("whole", WHOLE, nullable=False),
        sa.Column("rest", WHOLE, nullable=False),
        sa.Column("n", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollup"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_rollup_measure_split_period", "rollup", ["measure", "split", "period"])
    op.drop_index(SUPPLIERS, "purchase_line_facts")
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))

"""A revision for the tests only: rebuilds parents that have children in every relation, and moves their data."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("partner", "product", "sales_order", "staff"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("nickname", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("contact") as batch:
        batch.alter_column("notes", new_column_name="remarks")
    op.execute("UPDATE partner SET nickname = name_fold")

"""A revision for the tests only, after all released ones: rebuilds parents with children in every relation."""

import sqlalchemy as sa
from alembic import op

from app.db import upgrade as upgrade_module

revision = "9999"
down_revision = upgrade_module.HEAD
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("partner", "product", "sales_order", "staff"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("nickname", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("contact") as batch:
        batch.alter_column("notes", new_column_name="remarks")
    op.execute("UPDATE partner SET nickname = name_fold")

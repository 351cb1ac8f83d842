"""Attachments: files such as the business's logo, each kept once under the digest of its content.

The rest of the letterhead (address, phone, tax number) are settings, which need no column of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "attachment",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("digest", name="uq_attachment_digest"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )

"""Feedback: quartiles kept with results, whom units ask"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quartiles", sa.Text(), nullable=True))

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("help_contact", sa.String(), nullable=False, server_default="")
        )

"""Measured indicators: the days whose facts a period counts"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("period", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facts_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("facts_until", sa.Date(), nullable=True))

"""Requests for data, registers and tasks in the field"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("publication", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_request_round_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_round")),
        sa.UniqueConstraint("office_id", "title", name=op.f("uq_request_round_office_id_title")),
    )
    op.create_index(op.f("ix_request_round_office_id"), "request_round", ["office_id"])
    op.create_table(
        "requested_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_note", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("corrected", sa.Integer(), nullable=True),
        sa.Column("complete_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["request_round.id"], name=op.f("fk_requested_table_round_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_requested_table_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requested_table")),
        sa.UniqueConstraint(
            "round_id", "unit_id", "number", name=op.f("uq_requested_table_round_id_unit_id_number")
        ),
    )
    op.create_index(op.f("ix_requested_table_round_id"), "requested_table", ["round_id"])
    op.create_index(op.f("ix_requested_table_unit_id"), "requested_table", ["unit_id"])
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_register_entry_office_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_register_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint(
            "unit_id",
            "kind",
            "title",
            "day",
            name=op.f("uq_register_entry_unit_id_kind_title_day"),
        ),
    )
    op.create_index(op.f("ix_register_entry_office_id"), "register_entry", ["office_id"])
    op.create_index(op.f("ix_register_entry_unit_id"), "register_entry", ["unit_id"])
    op.create_table(
        "field_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("clean", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_field_task_office_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_field_task_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_task")),
        sa.UniqueConstraint(
            "unit_id",
            "survey",
            "place",
            "due",
            name=op.f("uq_field_task_unit_id_survey_place_due"),
        ),
    )
    op.create_index(op.f("ix_field_task_office_id"), "field_task", ["office_id"])
    op.create_index(op.f("ix_field_task_unit_id"), "field_task", ["unit_id"])

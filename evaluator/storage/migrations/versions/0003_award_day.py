"""Award day: plenaries, designs, number plans, print jobs, ceremonies, signatures"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_number_plan_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_plan")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_number_plan_office_id_code")),
    )
    with op.batch_alter_table("number_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_plan_office_id"), ["office_id"], unique=False)

    op.create_table(
        "paper_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_paper_design_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_design")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_paper_design_office_id_code")),
    )
    with op.batch_alter_table("paper_design", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_design_office_id"), ["office_id"], unique=False)

    op.create_table(
        "ceremony",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("rundown", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_ceremony_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
        sa.UniqueConstraint("period_id", name=op.f("uq_ceremony_period_id")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_seat_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("period_id", "position", name=op.f("uq_seat_period_id_position")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_period_id"), ["period_id"], unique=False)

    op.create_table(
        "void_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_void_number_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_void_number")),
        sa.UniqueConstraint("series_id", "serial", name=op.f("uq_void_number_series_id_serial")),
    )
    op.create_table(
        "printed_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_printed_name_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_name")),
        sa.UniqueConstraint("office_id", "subject", name=op.f("uq_printed_name_office_id_subject")),
    )
    op.create_table(
        "plenary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("ends_at", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("minutes_number", sa.String(), nullable=False),
        sa.Column("decree_number", sa.String(), nullable=False),
        sa.Column("sureness", sa.Text(), nullable=False),
        sa.Column("decree", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_plenary_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_plenary_snapshot_id")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("merged", sa.String(), nullable=True),
        sa.Column("zipped", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_print_job_account_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_print_job_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_job_office_id"), ["office_id"], unique=False)

    op.create_table(
        "award_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plenary_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("award", sa.String(), nullable=False),
        sa.Column("departs", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_award_decision_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["plenary_id"], ["plenary.id"], name=op.f("fk_award_decision_plenary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_decision")),
        sa.UniqueConstraint(
            "plenary_id",
            "category_id",
            "award",
            name=op.f("uq_award_decision_plenary_id_category_id_award"),
        ),
    )
    with op.batch_alter_table("award_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_award_decision_plenary_id"), ["plenary_id"], unique=False
        )

    op.create_table(
        "plenary_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plenary_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=True),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_plenary_member_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["plenary_id"], ["plenary.id"], name=op.f("fk_plenary_member_plenary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_member")),
    )
    with op.batch_alter_table("plenary_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plenary_member_plenary_id"), ["plenary_id"], unique=False
        )

    op.create_table(
        "plenary_recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_plenary_recusal_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["plenary_member.id"], name=op.f("fk_plenary_recusal_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_plenary_recusal_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_recusal")),
    )
    with op.batch_alter_table("plenary_recusal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plenary_recusal_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "winner_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=False),
        sa.Column("spoken", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["winner_id"], ["winner.id"], name=op.f("fk_winner_note_winner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_winner_note")),
        sa.UniqueConstraint("winner_id", name=op.f("uq_winner_note_winner_id")),
    )
    op.create_table(
        "print_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_print_item_certificate_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["print_job.id"], name=op.f("fk_print_item_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_item")),
        sa.UniqueConstraint("job_id", "position", name=op.f("uq_print_item_job_id_position")),
    )
    with op.batch_alter_table("print_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_print_item_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_print_item_job_id"), ["job_id"], unique=False)

    op.create_table(
        "signing_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("pem", sa.String(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_signing_certificate_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_certificate")),
        sa.UniqueConstraint(
            "office_id", "fingerprint", name=op.f("uq_signing_certificate_office_id_fingerprint")
        ),
    )

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="award"))
        batch_op.add_column(sa.Column("snapshot", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("design", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_file", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("signed_level", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("signed_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_certificate_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_certificate_replaces_id"), "certificate", ["replaces_id"], ["id"]
        )

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("number_digits", sa.Integer(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_series_office_id_year"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_series_office_id_code_year"), ["office_id", "code", "year"]
        )

    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("winner", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(), nullable=False, server_default="rubric")
        )
        batch_op.add_column(sa.Column("made_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(
            batch_op.f("uq_winner_snapshot_id_category_id_award_participant_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_winner_snapshot_id_category_id_award_participant_id_source"),
            ["snapshot_id", "category_id", "award", "participant_id", "source"],
        )

    # What was released or issued until now stood behind itself.
    op.execute("UPDATE snapshot SET decided_at = released_at")
    op.execute("UPDATE certificate SET kind = 'list' WHERE winner_id IS NULL")
    op.execute(
        "UPDATE certificate SET snapshot = (SELECT snapshot.digest FROM snapshot "
        "JOIN winner ON winner.snapshot_id = snapshot.id WHERE winner.id = certificate.winner_id)"
    )

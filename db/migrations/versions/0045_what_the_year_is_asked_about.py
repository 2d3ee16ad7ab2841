"""what the year is asked about"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("risks", sa.Integer(), nullable=False),
        sa.Column("mended", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("data_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_assessment_assessed_on"), ["assessed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_assessment_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "mlps_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("record_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mlps_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mlps_assessment_assessed_on"), ["assessed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_mlps_assessment_channel_id"), ["channel_id"], unique=False)

    op.create_table(
        "security_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("reported_to", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("security_incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_incident_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_security_incident_found_on"), ["found_on"], unique=False)

    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("result", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("found", sa.Integer(), nullable=True))

    with op.batch_alter_table("regulation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("edition", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("binds", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("in_force_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))

    with op.batch_alter_table("service_section", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key("fk_service_section_unit", "unit", ["unit_id"], ["id"])

    with op.batch_alter_table("service_theme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("result_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("result_on")
        batch_op.drop_column("closes_on")

    with op.batch_alter_table("service_theme", schema=None) as batch_op:
        batch_op.drop_column("closed_on")

    with op.batch_alter_table("service_section", schema=None) as batch_op:
        batch_op.drop_constraint("fk_service_section_unit", type_="foreignkey")
        batch_op.drop_column("closed_on")
        batch_op.drop_column("address")
        batch_op.drop_column("unit_id")

    with op.batch_alter_table("regulation", schema=None) as batch_op:
        batch_op.drop_column("review_on")
        batch_op.drop_column("in_force_until")
        batch_op.drop_column("binds")
        batch_op.drop_column("edition")
        batch_op.drop_column("document")

    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.drop_column("found")
        batch_op.drop_column("result")

    with op.batch_alter_table("security_incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_security_incident_found_on"))
        batch_op.drop_index(batch_op.f("ix_security_incident_channel_id"))

    op.drop_table("security_incident")
    with op.batch_alter_table("mlps_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mlps_assessment_channel_id"))
        batch_op.drop_index(batch_op.f("ix_mlps_assessment_assessed_on"))

    op.drop_table("mlps_assessment")
    with op.batch_alter_table("data_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_assessment_unit_id"))
        batch_op.drop_index(batch_op.f("ix_data_assessment_assessed_on"))

    op.drop_table("data_assessment")

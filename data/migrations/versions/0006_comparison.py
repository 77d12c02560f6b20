"""Keep what national files publish ready for comparison, and the groups that a town keeps.

Published figures stand one a row: the question of a stratum would read millions of them. `published_account` holds one
row an authority and year, `peer_quantile` how each indicator is spread over each stratum. Both are made from the facts
when the product next starts on this database (`data.rollups.bring_up_to_date`), since how they are made changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AGGREGATES = (
    "operating_revenue",
    "operating_expenditure",
    "gross_saving",
    "management_saving",
    "net_saving",
    "financial_charges",
    "staff_costs",
    "purchases_and_external_charges",
    "local_taxes",
    "state_grants",
    "equipment_expenditure",
    "capital_expenditure_without_debt_repayment",
    "capital_revenue_without_borrowing",
    "debt_repaid",
    "new_borrowing",
    "debt_outstanding",
    "change_in_working_capital",
)
QUANTILES = ("p10", "q1", "median", "q3", "p90")


def upgrade() -> None:
    _create_published_account()
    _create_peer_quantile()
    op.create_table(
        "rollup_state",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("declarations", sa.String(64), nullable=False),
        *_keys("rollup_state"),
    )
    _create_peer_group()


def downgrade() -> None:
    for table in ("peer_group", "rollup_state", "peer_quantile", "published_account"):
        op.drop_table(table)


def _create_published_account() -> None:
    op.create_table(
        "published_account",
        *_base(),
        sa.Column("stratum", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_code", sa.String(32), nullable=False),
        sa.Column("subject_name", sa.String(200), nullable=True),
        sa.Column("subject_kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("population", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in AGGREGATES),
        *_keys("published_account", "producer", "scope", "stratum", "year", "subject_code"),
        sa.UniqueConstraint(
            *("authority_id", "producer", "scope", "subject_code", "year"), name="uq_published_account_subject"
        ),
        sqlite_with_rowid=False,
    )


def _create_peer_quantile() -> None:
    op.create_table(
        "peer_quantile",
        *_base(),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("stratum", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("members", "known", "figures")),
        *(sa.Column(name, sa.Float(53), nullable=True) for name in QUANTILES),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("numerator", "denominator")),
        *_keys("peer_quantile", "producer", "scope", "indicator", "stratum", "year"),
        sqlite_with_rowid=False,
    )


def _create_peer_group() -> None:
    op.create_table(
        "peer_group",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        *_keys("peer_group", "id"),
        sa.UniqueConstraint("authority_id", "code", "version", name=op.f("uq_peer_group_authority_id_code_version")),
    )


def _base() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    return (
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("producer", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
    )


def _keys(table: str, *columns: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f(f"fk_{table}_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", *columns, name=op.f(f"pk_{table}")),
    )

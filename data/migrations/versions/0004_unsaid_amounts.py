"""Say what a document leaves unsaid, so that it is missing from the figures rather than zero.

A file that holds one side of a budget gave savings of the whole: the side it did not hold counted as zero. So did an
amount that the file said was not known. Documents stored so far are whole where they came as TOTEM, which states every
side; of the others it is not known, and a side without a line is missing from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = """
UPDATE budget_document SET is_whole = :yes WHERE EXISTS (
    SELECT 1 FROM import AS i
    WHERE i.authority_id = budget_document.authority_id AND i.id = budget_document.import_id
    AND i.kind IN ('totem', 'demo_documents')
)
"""


def upgrade() -> None:
    op.add_column("budget_line", sa.Column("absent", sa.String(80), nullable=True))
    op.add_column("budget_document", sa.Column("is_whole", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.get_bind().execute(sa.text(WHOLE), {"yes": True})


def downgrade() -> None:
    op.drop_column("budget_document", "is_whole")
    op.drop_column("budget_line", "absent")

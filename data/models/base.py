"""What every table is made of: keys that start with the authority, and where an imported fact was read."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from data.columns import UtcDateTime


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON}


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A column that holds only the values of an enumeration."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def within_authority(table: str, *columns: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to a fact of the same authority."""
    local = ["authority_id", *columns]
    return ForeignKeyConstraint(local, [f"{table}.authority_id", f"{table}.id"], **options)


class Authority(Base):
    """A commune, a grouping, a département… `code` is its public identifier (in France, the SIREN)."""

    __tablename__ = "authority"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32), default="commune")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    geographic_code: Mapped[str | None] = mapped_column(String(16))  # in France, the INSEE code
    is_fictional: Mapped[bool] = mapped_column(default=False)
    data_version: Mapped[int] = mapped_column(Integer, default=0)  # raised by every import, in every cache key


class Fact:
    """A row of one authority; ids are given out under the authority's lock (`data.store`)."""

    @declared_attr
    def authority_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("authority.id"), primary_key=True, sort_order=-2)

    @declared_attr
    def id(cls) -> Mapped[int]:  # noqa: N805
        key = BigInteger().with_variant(Integer, "sqlite")
        return mapped_column(key, primary_key=True, autoincrement=False, sort_order=-1)


class Sourced(Fact):
    """A fact that an import brought, at a place of its file."""

    import_id: Mapped[int] = mapped_column(BigInteger)
    sheet: Mapped[str | None] = mapped_column(String(200))
    row: Mapped[int | None] = mapped_column(Integer)  # as a person counts them in the file, from 1

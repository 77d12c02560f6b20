"""Data sets of a portal in the Explore API v2.1 of Opendatasoft (« Explore API Reference Documentation »).

`/api/explore/v2.1/catalog/datasets/{id}` describes a set, `/records` gives at most 100 records a call and 10 000 in
all, `/exports/json` gives any number in one answer. `where` and `order_by` are ODSQL.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data.connectors.client import Client, Unavailable

ROOT = "/api/explore/v2.1/catalog/datasets"
PAGE, MOST_BY_PAGES = 100, 10_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Record = Mapping[str, Any]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Dataset:
    """What a portal says of a set. modified: the day of its last change, ISO; fields in their order."""

    identifier: str
    title: str
    licence: str
    modified: str
    fields: tuple[str, ...]


def described(client: Client, identifier: str) -> Dataset:
    """Unavailable: `open_data_schema` where the description has another form."""
    said = client.ask(f"{ROOT}/{identifier}", {})
    try:
        about = said["metas"]["default"]
        fields = tuple(str(field["name"]) for field in said["fields"])
    except (KeyError, TypeError) as error:
        raise Unavailable("open_data_schema", dataset=identifier, missing="metas, fields") from error
    changed = _DAY.match(str(about.get("data_processed") or about.get("modified") or ""))
    return Dataset(
        identifier,
        title=str(about.get("title") or identifier),
        licence=str(about.get("license") or ""),
        modified=changed[0] if changed else "",
        fields=fields,
    )


def identifiers(client: Client, beginning: str) -> list[str]:
    """The sets of a portal whose identifier begins so, sorted."""
    said = client.ask(ROOT, {"where": f'search(dataset_id, "{beginning}")', "select": "dataset_id", "limit": PAGE})
    return sorted(
        name for one in _list(said, "results", beginning) if (name := str(one.get("dataset_id"))).startswith(beginning)
    )


def records(
    client: Client, dataset: Dataset, *, where: str, order_by: str, select: Sequence[str], progress: Progress
) -> list[Record]:
    """All records that meet a condition.

    Unavailable: `open_data_schema` where a field to select is no more; `open_data_changed` where the set changed
    while it was read.
    """
    lacking = [name for name in select if name not in dataset.fields]
    if lacking:
        raise Unavailable("open_data_schema", dataset=dataset.identifier, missing=", ".join(lacking))
    asked = {"where": where, "order_by": order_by, "select": ",".join(select)}
    first = _page(client, dataset, asked, 0)
    total = first["total_count"]
    if total > MOST_BY_PAGES:
        found = _records(client.get(f"{ROOT}/{dataset.identifier}/exports/json", asked, dataset.modified), dataset)
    else:
        found = list(first["results"])
        while len(found) < total:
            page = _page(client, dataset, asked, len(found))
            if page["total_count"] != total or not page["results"]:
                raise Unavailable("open_data_changed", dataset=dataset.identifier)
            found += page["results"]
            progress(len(found) / total)
    if len(found) != total:
        raise Unavailable("open_data_changed", dataset=dataset.identifier)
    return found


def as_csv(fields: Sequence[str], rows: Sequence[Record]) -> bytes:
    """Records as a CSV file that the importers read: semicolons, UTF-8, numbers as they were printed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_cell(row.get(name)) for name in fields] for row in rows)
    return text.getvalue().encode()


def years_of(identifiers_of_years: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Of sets named « …-2024 » or « …-2023-2024 »: first year, last year, identifier."""
    for identifier in identifiers_of_years:
        found = re.search(r"-((?:19|20)[0-9]{2})(?:-((?:19|20)[0-9]{2}))?$", identifier)
        if found:
            yield int(found[1]), int(found[2] or found[1]), identifier


def _records(found: Any, dataset: Dataset) -> list[Record]:
    return _list({"results": found}, "results", dataset.identifier)


def _page(client: Client, dataset: Dataset, asked: Mapping[str, str], offset: int) -> Any:
    params: dict[str, str | int] = {**asked, "limit": PAGE, "offset": offset}
    said = client.get(f"{ROOT}/{dataset.identifier}/records", params, dataset.modified)
    _list(said, "results", dataset.identifier)
    if not isinstance(said.get("total_count"), int):
        raise Unavailable("open_data_schema", dataset=dataset.identifier, missing="total_count")
    return said


def _list(said: Any, name: str, dataset: str) -> list[Any]:
    found = said.get(name) if isinstance(said, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unavailable("open_data_schema", dataset=dataset, missing=name)
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)

"""Who a town is, by the API Découpage administratif (geo.api.gouv.fr): `/communes?siren=…&fields=…`."""

from dataclasses import dataclass

from data.connectors.client import Client, Unavailable

FIELDS = "nom,code,siren,codeEpci,codeDepartement,codeRegion"


@dataclass(frozen=True)
class Commune:
    siren: str
    insee: str
    name: str
    grouping: str | None  # SIREN


def commune(client: Client, siren: str) -> Commune | None:
    """The commune of a SIREN; None for a SIREN that is none's. Unavailable: `open_data_schema`, and as `Client.ask`."""
    said = client.ask("/communes", {"siren": siren, "fields": FIELDS, "format": "json"})
    try:
        found = next((one for one in said if one["siren"] == siren), None)
        return None if found is None else _commune(found)
    except (KeyError, TypeError) as error:
        raise Unavailable("open_data_schema", dataset="communes", missing=str(error)[:60]) from error


def _commune(said: dict[str, object]) -> Commune:
    grouping = said.get("codeEpci")
    return Commune(
        siren=str(said["siren"]),
        insee=str(said["code"]),
        name=str(said["nom"]),
        grouping=str(grouping) if grouping else None,
    )

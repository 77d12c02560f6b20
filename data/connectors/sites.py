"""Where national open data are fetched from. An operator may set other addresses, a person never does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sites:
    """Addresses of the three services, without a final slash."""

    ofgl: str = "https://data.ofgl.fr"  # Observatoire des finances et de la gestion publique locales
    dgfip: str = "https://data.economie.gouv.fr"  # Direction générale des finances publiques
    geo: str = "https://geo.api.gouv.fr"  # API Découpage administratif

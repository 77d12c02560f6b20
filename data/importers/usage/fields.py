"""What a table of service use may hold, declared once: the check, the template and its help come from here.

None of them is required by itself: a period may be a date, two bounds, or a year and its month; what is counted may
stand in a column, in the titles of several, or be the rows themselves. `usage` says what a table lacks.
"""

from dataclasses import replace
from typing import Final

from data.importers.fields import Field, Holds
from data.importers.periods.fields import PERIODS, SEASON
from metrics.text import Text
from metrics.values import Absence

SERVICE, FACILITY, CODE = "service", "facility", "facility_code"
MEASURE, CHANNEL, AUDIENCE, AGE = "measure", "channel", "audience", "age"
QUANTITY, FEES, ABSENCE = "quantity", "fees", "absence"

# A school year in a title is a calendar's word: beside figures, « annee scolaire » is read as the year it resembles.
_SEASON: Final = next(one for one in PERIODS if one.name == SEASON)
FIELDS: Final = (
    *(replace(one, headers=(), whole=("saison", "season")) if one is _SEASON else one for one in PERIODS),
    Field(
        SERVICE,
        Holds.TEXT,
        Text("Service", "Service"),
        "Médiathèque",
        (
            *("service", "service municipal", "nom du service", "nom service", "libelle service", "domaine"),
            *("politique publique", "service name", "servizio", "servicio", "servico"),
        ),
        constant=True,
    ),
    Field(
        FACILITY,
        Holds.TEXT,
        Text("Équipement", "Facility"),
        "Médiathèque Jean-Macé",
        (
            *("equipement", "nom de l equipement", "nom equipement", "nom du site", "nom site", "site nom"),
            *("nom du site de comptage", "site de comptage", "nom du lieu", "nom de l etablissement"),
            *("nom etablissement", "nom de la structure", "nom du musee", "nom musee", "nom de la bibliotheque"),
            *("nom de l ecole", "restaurant scolaire", "nom du compteur", "nom compteur", "nom de la station"),
            *("point de comptage", "localisation", "arrondissement", "secteur geographique", "facility", "site name"),
            *("facility name", "instalacion", "equipamiento"),
        ),
        constant=True,
        whole=(
            *("site", "lieu", "etablissement", "structure", "musee", "bibliotheque", "mediatheque", "piscine", "ecole"),
            *("cantine", "creche", "compteur", "station", "parking", "salle", "batiment", "gymnase", "decheterie"),
            *("bassin", "arret", "quartier", "guichet", "location", "library", "museum", "branch", "counter", "venue"),
            *("sede", "struttura", "luogo", "biblioteca", "museo", "centro"),
        ),
    ),
    Field(
        CODE,
        Holds.CODE,
        Text("Code de l'équipement", "Facility code"),
        "5901301",
        (
            *("code equipement", "code de l equipement", "id equipement", "code site", "site id", "id site"),
            *("identifiant du site", "identifiant site", "identifiant du site de comptage", "ref musee", "code musee"),
            *(
                "identifiant du compteur",
                "id compteur",
                "code compteur",
                "code etablissement",
                "uai",
                "code uai",
                "rne",
            ),
            *("id station", "code station", "station id", "facility code", "facility id", "location id", "branch code"),
        ),
    ),
    Field(
        MEASURE,
        Holds.TEXT,
        Text("Mesure", "Measure"),
        "entrées",
        (
            *("mesure", "nom de la mesure", "libelle de la mesure", "type de mesure", "type de comptage"),
            *("nature du comptage", "unite d oeuvre", "measure", "metric", "misura", "medida"),
        ),
        constant=True,
        help=Text("Ce qui est compté : entrées, prêts, repas…", "What is counted: visits, loans, meals…"),
    ),
    Field(
        CHANNEL,
        Holds.TEXT,
        Text("Canal", "Channel"),
        "sur place",
        (
            *("canal", "canal de contact", "mode de contact", "mode d acces", "canal d acces", "moyen de contact"),
            *("channel", "contact channel", "canale"),
        ),
        constant=True,
    ),
    Field(
        AUDIENCE,
        Holds.TEXT,
        Text("Public", "Audience"),
        "enfants",
        (
            *("public", "type de public", "categorie de public", "audience", "profil", "categorie d usagers"),
            *("categorie usagers", "type d usager", "type d usagers", "type usager", "tranche d age", "tranche age"),
            *("groupe d age", "age group", "age range", "categorie", "category", "categoria", "type de site"),
            *("type site", "site type", "type d equipement", "thematique", "type de tarif", "categorie tarifaire"),
        ),
        constant=True,
        help=Text(
            "Public, ou catégorie qui détaille ce qui est compté.",
            "Audience, or a category that details what is counted.",
        ),
        whole=(
            *("type", "tipo", "theme", "motif", "niveau", "sexe", "genre", "quotient familial", "qf", "tranche"),
            *("tranche de quotient familial", "tranche de quotient", "tranche de qf", "tranche qf"),
        ),
    ),
    Field(AGE, Holds.COUNT, Text("Âge", "Age"), "12", ("age de l usager",), whole=("age", "eta", "edad")),
    Field(
        QUANTITY,
        Holds.NUMBER,
        Text("Nombre", "Number"),
        "120",
        (
            *("nombre", "nb", "nbre", "quantite", "qte", "comptage", "valeur", "effectif", "effectifs"),
            *("frequentation", "number", "count", "quantity", "value", "quantita", "cantidad"),
        ),
        help=Text(
            "Jamais négatif ; sans décimale, sauf en tonnes, heures, km ou m³.",
            "Never negative; whole, except in tonnes, hours, km or m³.",
        ),
    ),
    Field(
        FEES,
        Holds.AMOUNT,
        Text("Recettes", "Fees"),
        "354,00",
        (
            *("recettes", "recette", "montant percu", "montant encaisse", "droits percus", "recette billetterie"),
            *("recettes usagers", "fees", "fee income", "incassi", "incasso", "recaudacion"),
        ),
    ),
    Field(
        ABSENCE,
        Holds.CHOICE,
        Text("Absence", "Absence"),
        "sans objet",
        ("motif d absence", "raison de l absence", "statut de la donnee", "why missing"),
        choices={
            "donnée manquante": Absence.MISSING,
            "manquant": Absence.MISSING,
            "missing": Absence.MISSING,
            "sans objet": Absence.NOT_APPLICABLE,
            "fermé": Absence.NOT_APPLICABLE,
            "not applicable": Absence.NOT_APPLICABLE,
            "non communiqué": Absence.WITHHELD,
            "withheld": Absence.WITHHELD,
        },
        whole=("absence",),
        help=Text("Pourquoi il n'y a pas de nombre.", "Why there is no number."),
    ),
)

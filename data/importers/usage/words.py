"""The words of service use: what a title above figures counts, where, for whom or by which way; what a file is about.

Words are in French, English, Italian and Spanish, folded, and match the beginnings of words. What no word tells is left
to the shape of the table (`usage_columns`).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from data.importers.periods import period as periods
from data.importers.periods.fields import FIELD_OF, is_month, period_in
from data.importers.periods.period import FIRST_YEAR, Part
from data.importers.privacy import tells_income
from data.words import folded, slug, title_key

ANY_USE = "usages"  # what is counted where nothing says it
ANY_THING = "lignes"  # the same, where the rows are what is counted


class Axis(StrEnum):
    """What the titles of several columns of figures stand for. Values are names of fields."""

    MEASURE = "measure"
    FACILITY = "facility"
    AUDIENCE = "audience"
    CHANNEL = "channel"
    PERIOD = "period"


def _list(*words: str) -> tuple[str, ...]:
    return tuple(word for text in words for word in text.split())


_COUNTING: Final = frozenset(
    _list(
        "nombre nbre nb nbr n number count counts quantite quantity qte valeur valeurs value values comptage comptages",
        "effectif effectifs total totaux totale numero cantidad quantita numeri valore usages usage horaire",
        "journalier journaliere quotidien mensuel mensuelle annuel annuelle",
    )
)
_JOINING: Final = frozenset(_list("de d du des la le les l a au aux en par of the by in di del della dei el los las"))
_MEASURES: Final = _list(
    "entree visit frequent pret emprunt inscri adher abonn payant gratuit previ prevu realis participan",
    "demand dossier signalement reserv usager utilisateur spectat benefic heure tonn",
    "connexion telecharg consult mariage deces naissance nuitee billet voyag validation vehicule admission",
    "ingress visitat prestat prestit iscri utent segnalaz presenz entrada usuari asistenc",
    "visitor loan member meal checkout request attend booking",
)
_MEASURE_WORDS: Final = frozenset(  # whole, but for a plural
    _list(
        "repas couvert reel reelle servi servie passage appel journee acte passeport vente ticket trajet location",
        "retour collecte sortie reponse avis vue clic presence absence abandon document minute litre dont cui",
        "kilometre frequenza pasto pasti comida prestamo user ride trip call report entry entries km kg kwh m3 h",
    )
)
_OF_WHICH: Final = frozenset(("dont", "di cui", "of which"))
_CHANNELS: Final = frozenset(
    (
        *("sur place", "guichet", "au guichet", "accueil physique", "accueil", "presentiel", "internet", "en ligne"),
        *("site web", "web", "portail", "telephone", "par telephone", "courrier", "par courrier", "mail", "par mail"),
        *("courriel", "email", "e mail", "application", "appli", "application mobile", "mobile", "borne", "bornes"),
        *("automate", "visioconference", "a distance", "online", "on site", "in person", "phone", "post", "counter"),
        *("kiosk", "app", "sportello", "telefono", "en linea", "presencial"),
    )
)
_AUDIENCES: Final = _list(
    "adulte enfant jeune senior scolaire groupe individuel famille etudiant homme femme garcon fille resident",
    "exterieur maternelle elementaire primaire collegien lyceen retraite particulier professionnel association",
    "adult child children young pupil student group famil resident school women men girls boys",
    "adulti bambin ragazz anzian student scuol famigl adultos ninos jovenes mayores",
)
_AGES = re.compile(
    r"(?:(?:moins|plus) de |de )?[0-9]{1,2}(?: ?(?:-|a|et) ?[0-9]{1,3})? ?(?:ans|an|mois|anni|anos|years)?(?: et \w+)?"
)
_AGE_WORDS = re.compile(r"\b(?:ans|anni|anos|years|moins de|plus de|under|over)\b")
_INCOME_BAND = re.compile(r"(?:tranche (?:de |du )?)?(?:quotients?(?: familia(?:l|ux))?|qf)\b.*(?:[0-9]|tranche)")
_PLACES: Final = _list(
    "piscine mediathe bibliothe musee museum gymnase ecole creche cantine college lycee stade salle centre mairie",
    "conservatoire theatre cinema patinoire ludothe parc parking rue avenue boulevard quai place pont porte quartier",
    "decheterie marche maison espace station gare ligne arret halte site complexe bassin annexe",
    "pool library school street park room hall bibliotec piscin scuola via piazza museo teatro calle plaza",
)
# Figures that count nobody's use: numbers of things, places on a map, money, rates, remarks.
_NO_COUNT: Final = frozenset(
    _list(
        "id ids identifiant code codes ref reference references cle uid uuid gid fid objectid insee siret siren cp",
        "postal latitude longitude lat lon lng long geo x y coordonnees altitude prix tarif tarifs cout couts montant",
        "montants budget budgets euros euro eur € % pourcentage pct taux rate ratio moyenne moyen mediane ecart",
        "evolution variation rang rank ordre capacite jauge places surface population age duree delai temperature",
        "cote indice isbn ean version note notes observation observations commentaire commentaires remarque remarques",
        "date dates codice prezzo costo importo price cost amount percent percentage average capacity",
        "media precio nom noms name nome libelle intitule label titre title",
    )
)
# « N° dossier » numbers one, where « nombre de dossiers » and « n° visite » (Italian) count them.
_NUMBERED = re.compile(
    r"(?:n[°º]?|no|num|numero) (?:de |d |du |de la )?"
    r"(?:dossier|demande|ticket|carte|inscription|reservation|facture|commande|billet|titre|rue|voie)"
)
_TOTALS: Final = frozenset(
    (
        *("total", "totaux", "total general", "totale", "totali", "ensemble", "somme", "cumul", "sum", "grand total"),
        *("total annuel", "total annee", "total mois", "sous total", "soustotal", "subtotal", "overall", "all"),
        *("totale generale", "total geral", "suma", "moyenne", "average", "media"),
    )
)
_TOTAL_ROW = re.compile(
    r"(?:sous[ -]?)?tot(?:al|aux|ale|ali)(?: (?:generale?|annuel|annee|mois|du|de|des|pour|par)\b.*| [0-9]{4})?"
    r"|sous[ -]?total .*|(?:grand|sub)[ -]?total|ensemble|somme|cumul|moyenne(?: .*)?|average|media|suma"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_PARTS = re.compile(r"[^\w%€°]+|_")
_IN_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class Service(NamedTuple):
    """kind: one word for services alike in every town, of `data.models.Service.kind`."""

    name: str
    kind: str


# What a file's name, a sheet's or a title says the service is: beginning of its words → as written, its kind.
_SERVICES: Final = {
    "budget participatif": Service("Budget participatif", "participation"),
    "restauration scolaire": Service("Restauration scolaire", "canteen"),
    "restaurant scolaire": Service("Restauration scolaire", "canteen"),
    "etat civil": Service("État civil", "civil"),
    "centre de loisirs": Service("Centre de loisirs", "leisure"),
    "centre social": Service("Centre social", "social"),
    "france services": Service("France services", "online"),
    "collecte des dechets": Service("Collecte des déchets", "waste"),
    "mediathe": Service("Médiathèque", "library"),
    "bibliothe": Service("Bibliothèque", "library"),
    "bibliotec": Service("Biblioteca", "library"),
    "librar": Service("Library", "library"),
    "ludothe": Service("Ludothèque", "library"),
    "musee": Service("Musées", "museum"),
    "museum": Service("Museum", "museum"),
    "musei": Service("Musei", "museum"),
    "museo": Service("Museo", "museum"),
    "piscin": Service("Piscine", "pool"),
    "swimming": Service("Swimming pool", "pool"),
    "patinoire": Service("Patinoire", "sport"),
    "gymnase": Service("Gymnases", "sport"),
    "stade": Service("Stades", "sport"),
    "sport": Service("Sports", "sport"),
    "cantine": Service("Cantines", "canteen"),
    "mensa": Service("Mensa", "canteen"),
    "canteen": Service("Canteens", "canteen"),
    "creche": Service("Crèches", "nursery"),
    "petite enfance": Service("Petite enfance", "nursery"),
    "nurser": Service("Nurseries", "nursery"),
    "periscolaire": Service("Périscolaire", "leisure"),
    "conservatoire": Service("Conservatoire", "culture"),
    "theatre": Service("Théâtre", "culture"),
    "cinema": Service("Cinéma", "culture"),
    "culture": Service("Culture", "culture"),
    "dechet": Service("Déchets", "waste"),
    "decheterie": Service("Déchèterie", "waste"),
    "ordures": Service("Ordures ménagères", "waste"),
    "waste": Service("Waste", "waste"),
    "stationnement": Service("Stationnement", "transport"),
    "parking": Service("Parkings", "transport"),
    "velo": Service("Vélo", "transport"),
    "bike": Service("Bikes", "transport"),
    "navette": Service("Navette", "transport"),
    "tramway": Service("Tramway", "transport"),
    "transport": Service("Transports", "transport"),
    "signalement": Service("Signalements", "reports"),
    "segnalazion": Service("Segnalazioni", "reports"),
    "demarches": Service("Démarches", "online"),
    "accueil": Service("Accueil", "civil"),
    "mairie": Service("Mairie", "civil"),
    "archives": Service("Archives", "culture"),
    "camping": Service("Camping", "leisure"),
    "marche": Service("Marchés", "leisure"),
    "ccas": Service("CCAS", "social"),
}
_SERVICE_WORDS = re.compile(rf"\b({'|'.join(sorted(_SERVICES, key=len, reverse=True))})")
_FILE_WORDS: Final = frozenset(
    _list(
        "export exports extraction extract donnees data dataset fichier file tableau table stat stats statistique",
        "statistiques suivi bilan annuel annuelle mensuel mensuelle journalier journaliere hebdomadaire quotidien",
        "quotidienne jour jours mois an annee annees daily monthly weekly yearly usage usages utilisation",
        "frequentation frequentations comptage comptages nombre nb total final finale version copie copy csv xlsx xls",
        "ods txt gz zip dati datos dados new nouveau ville de du des la le les l d et commune par pour au aux test",
        "open opendata sheet feuil feuille entrees visites prets visits loans",
    )
)


class Stated(NamedTuple):
    """What the title of a column of figures says: the words of each axis it names; counts: only that it counts."""

    given: Mapping[str, str]
    counts: bool = False


@lru_cache(maxsize=4096)
def stated(header: str) -> Stated | None:
    """What a title says by itself; None where it names none of the axes, so that the other columns decide."""
    title = " ".join(header.split())
    if not split(title) or counts_nothing(title):
        return None
    found = periods.stated_in(title) or periods.stated_in(" ".join(_raw(title)))
    return (None if found is None else _dated(*found)) or _named(title)


def _dated(phrase: str, rest: str) -> Stated | None:
    """A period and what else its title names; None where its words only resemble one: « rue du 11 novembre »."""
    others = _named(rest) if rest else Stated({})
    period = periods.read(phrase)
    if others is None or (Axis.FACILITY in others.given and isinstance(period, Part)):
        return None
    if not isinstance(period, Part) and period.starts_on.year < FIRST_YEAR:
        return None
    return Stated({period_field(phrase): phrase, **others.given})


def is_total(header: str) -> bool:
    return " ".join(split(header)) in _TOTALS


def is_average_row(text: str) -> bool:
    return folded(text).startswith(("moyenne", "average", "media"))


def is_total_row(text: str) -> bool:
    """« Total », « TOTAL GÉNÉRAL », « Sous-total janvier »; not « Totem »."""
    return _TOTAL_ROW.fullmatch(folded(text).rstrip(" :.")) is not None


def is_income(header: str) -> bool:
    """Whether a title stands over what somebody has or receives; not « QF < 400 », a public that is counted."""
    return tells_income(header) and not _is_audience(split(header))


def counts_nothing(header: str) -> bool:
    """Whether a title says that its figures are codes, numbers of things, places on a map, money, rates or remarks."""
    if is_income(header):
        return True
    words = _counted(split(header))
    if any(word in _NO_COUNT for word in words) and not _is_measure_word(words[0]):
        return True
    return _NUMBERED.fullmatch(title_key(header)) is not None


def measure_of(header: str) -> str | None:
    """The code of what a title counts: « Nbre de prêts » → prets; None where it only says that it counts."""
    words = split(_IN_PARENTHESES.sub(" ", header))
    return slug(" ".join(words if " ".join(words) in _OF_WHICH else _counted(words))) or None


def split(header: str) -> tuple[str, ...]:
    """« NuoveIscrizioniMLOL » → nuove, iscrizioni, mlol."""
    return tuple(map(folded, _raw(header)))


def service_in(text: str) -> Service | None:
    """The service that a title, a sheet's or a file's name speaks of; None for none, or for several kinds of them."""
    found = {begins: _SERVICES[begins] for begins in _SERVICE_WORDS.findall(" ".join(split(text)))}
    longest = [one for begins, one in found.items() if not any(begins != other and begins in other for other in found)]
    return longest[0] if len({one.kind for one in longest}) == 1 else None


def kind_of(*names: str) -> str:
    """The kind of service that a name speaks of; « other » where no word tells."""
    return next((service.kind for name in names if (service := service_in(name)) is not None), "other")


def named_by_file(file_name: str) -> str | None:
    """What a file's name says once words that every such file bears, and figures, are taken out."""
    stem = file_name.rpartition("/")[2].split(".")[0]
    words = [word for word in _PARTS.sub(" ", stem).split() if _says_something(word)]
    name = " ".join(words)
    return name[:1].upper() + name[1:] if name else None


@lru_cache(maxsize=8192)
def constants_in(text: str) -> Mapping[str, str]:
    """What a title, a sheet's or a file's name states for a whole table: service, year, month, measure."""
    stating: dict[str, str] = {}
    if service := service_in(text):
        stating["service"] = service.name
    stating |= period_in(text)
    words = split(text)
    measures = {slug(word) for word in words if _is_measure_word(word)} - {"total"}
    if len(measures) == 1:
        stating["measure"] = measures.pop()
    return stating


def given_in(header: str, known: Collection[str]) -> Mapping[str, str]:
    """What the title of a column of figures states: by default a facility, or a measure beside a column of them."""
    found = stated(header)
    if counts_nothing(header) or (found is None and not any(map(str.isalpha, header))):
        return {}
    if found is not None and found.given:
        return found.given
    if found is not None:
        return {Axis.MEASURE: header}
    return {Axis.MEASURE if Axis.FACILITY in known else Axis.FACILITY: header}


def period_field(phrase: str) -> str:
    """The field that the words of a period belong to: « 2023 » → year."""
    found = periods.read(phrase)
    return FIELD_OF.get(found.unit, "date")


def _raw(header: str) -> tuple[str, ...]:
    return tuple(_PARTS.sub(" ", _CAMEL.sub(" ", unicodedata.normalize("NFC", header))).split())


def _named(title: str) -> Stated | None:
    raw = _raw(title)
    words = tuple(map(folded, raw))
    if " ".join(words) in _CHANNELS:
        return Stated({Axis.CHANNEL: title})
    if not _counted(words):
        return Stated({}, counts=True)
    if _is_audience(words):
        return Stated({Axis.AUDIENCE: title})
    return _with_measure(title, raw, words)


def _with_measure(title: str, raw: Sequence[str], words: Sequence[str]) -> Stated | None:
    """« Entrées adultes », « Piscine des Tilleuls Entrées », « Livres prêtés »."""
    is_place = words[0].startswith(_PLACES)
    measures = [rank for rank, word in enumerate(words) if _is_measure_word(word)]
    if not measures:
        return Stated({Axis.FACILITY: title}) if is_place else None
    first, last = measures[0], measures[-1] + 1
    if is_place and first > 0:
        return Stated({Axis.FACILITY: " ".join(raw[:first]), Axis.MEASURE: " ".join(raw[first:])})
    if last < len(words) and _is_audience(words[last:]) and " ".join(words[:last]) not in _OF_WHICH:
        return Stated({Axis.MEASURE: " ".join(raw[:last]), Axis.AUDIENCE: " ".join(raw[last:])})
    return Stated({Axis.MEASURE: title})


def _counted(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a title but those that only say that it counts."""
    return tuple(word for word in words if word not in _COUNTING and word not in _JOINING)


def _is_measure_word(word: str) -> bool:
    return word.startswith(_MEASURES) or word in _MEASURE_WORDS or word.rstrip("sx") in _MEASURE_WORDS


def _is_audience(words: Sequence[str]) -> bool:
    text = " ".join(words)
    if _INCOME_BAND.match(text) or (_AGES.fullmatch(text) and _AGE_WORDS.search(text)):
        return True
    named = _counted(words)
    return 0 < len(named) <= 2 and named[0].startswith(_AUDIENCES)


def _says_something(word: str) -> bool:
    key = folded(word)
    return len(key) > 1 and key not in _FILE_WORDS and not any(c.isdigit() for c in key) and not is_month(key)

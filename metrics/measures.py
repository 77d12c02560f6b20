"""What is counted of services, as a person reads it: the codes that facts bear are titles without accents."""

import re
from typing import Final

from metrics.text import Text

# Measures that every town counts: code → words. « pool.entrees » and « entrees » are called alike.
MEASURES: Final = {
    "abandons": Text("abandons", "abandoned procedures"),
    "adherents": Text("adhérents", "members"),
    "clos": Text("clos", "closed"),
    "demandes": Text("demandes", "requests"),
    "demarches": Text("démarches", "procedures"),
    "entrees": Text("entrées", "visits"),
    "frequentation": Text("fréquentation", "attendance"),
    "heures": Text("heures", "hours"),
    "inscrits": Text("inscrits", "members"),
    "journees": Text("journées", "days"),
    "lignes": Text("lignes", "rows"),
    "ouverts": Text("ouverts", "opened"),
    "passages": Text("passages", "passages"),
    "prets": Text("prêts", "loans"),
    "prevu": Text("prévu", "planned"),
    "reel": Text("réel", "actual"),
    "repas": Text("repas", "meals"),
    "repas-prevus": Text("repas prévus", "meals planned"),
    "repas-servis": Text("repas servis", "meals served"),
    "signalements": Text("signalements", "reports"),
    "spectateurs": Text("spectateurs", "spectators"),
    "tonnes": Text("tonnes", "tonnes"),
    "total": Text("total", "total"),
    "usages": Text("usages", "uses"),
    "visites": Text("visites", "visits"),
    "voyages": Text("voyages", "rides"),
}
_ACCENTED: Final = (
    "abonné abonnée abonnées abonnés activité activités adhérent adhérente adhérentes adhérents année années"
    " arrivée arrivées bibliothèque bibliothèques bébé bébés bénéficiaire bénéficiaires collège collèges connecté"
    " connectés créneau créneaux déchet déchets déchèterie décès délivré délivrée délivrées délivrés démarche"
    " démarches dématérialisé dématérialisée dématérialisées dématérialisés déposé déposés emprunté empruntée"
    " empruntées empruntés enregistré enregistrée enregistrés entrée entrées extérieur extérieurs facturé facturés"
    " fréquentation fréquentations gratuité gratuités hébergement imprimé imprimés intérieur itinéraire journée"
    " journées kilomètre kilomètres lycée lycéen lycéens lycées musée musées mètre mètres médiathèque médiathèques"
    " ménage ménages ménagères nuitée nuitées numérique numériques opération opérations privé privés procédure"
    " procédures préinscription préinscriptions présence présences présentés prévision prévisions prévu prévue"
    " prévues prévus prêt prêts périodique périodiques périscolaire périscolaires réabonnement réabonnements"
    " réalisé réalisée réalisées réalisés récolté récoltés réel réelle réelles réels réponse réponses réseau"
    " réservation réservations réservé réservée réservées réservés résident résidents société sociétés spécialisé"
    " spécialisés séance séances sénior séniors terminés théâtre théâtres traitée traitées traités trié triés"
    " téléchargement téléchargements téléphone téléphonique téléphoniques véhicule véhicules vélo vélos école"
    " écoles électronique électroniques élève élèves élémentaire élémentaires équipement équipements étudiant"
    " étudiante étudiantes étudiants évènement évènements événement événements"
)
_BARE: Final = str.maketrans("àâäçéèêëîïôöùûü", "aaaceeeeiioouuu")
_WORDS: Final = {word.translate(_BARE): word for word in _ACCENTED.split()}
_CODE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def measure_name(code: str) -> Text:
    """« canteen.repas_prevus » → repas prévus, meals planned; words that nobody declared are those of the code."""
    bare = code.rpartition(".")[2].replace("_", "-")
    return MEASURES.get(bare) or in_words(bare)


def in_words(code: str) -> Text:
    """A code as words, with the accents of those that have some; any other text as it is."""
    if _CODE.fullmatch(code) is None:
        return Text(code, code)
    words = " ".join(_WORDS.get(word, word) for word in re.split("[._-]", code))
    return Text(words, words)

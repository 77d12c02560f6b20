"""What a table of budget lines may hold, declared once: the SCDL titles are one vocabulary among others.

Titles are those of the SCDL « budget » schema 0.8.3, of French finance software and presentation documents, of open
data portals, and of a few towns abroad. The first title of a field is the one that messages ask for.
"""

from data.importers.fields import Field, Holds
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Nature, Section
from metrics.text import Text

AMOUNT = "amount"  # money whose stage (voted, executed…) the document's step decides
SCDL = "bgt "  # how the titles of the SCDL schema begin, once folded


def _amount(column: Column, label: Text, *headers: str, example: str = "1500.00") -> Field:
    return Field(str(column), Holds.AMOUNT, label, example, headers)


_STEPS = {
    "budget primitif": Step.INITIAL,
    "budget supplémentaire": Step.SUPPLEMENTARY,
    "décision modificative": Step.AMENDING,
    "compte administratif": Step.CLOSED,
    "compte financier unique": Step.CLOSED,
    "CFU": Step.CLOSED,
}
_SHORT_STEPS = {
    "bp": Step.INITIAL,
    "bs": Step.SUPPLEMENTARY,
    "dm": Step.AMENDING,
    "ca": Step.CLOSED,
    "cfu": Step.CLOSED,
}
_SECTIONS = {
    "fonctionnement": Section.OPERATING,
    "investissement": Section.INVESTMENT,
    "exploitation": Section.OPERATING,
    "operating": Section.OPERATING,
    "investment": Section.INVESTMENT,
    "capital": Section.INVESTMENT,
}
_SIDES = {
    "dépense": Direction.EXPENDITURE,
    "recette": Direction.REVENUE,
    "dépenses": Direction.EXPENDITURE,
    "recettes": Direction.REVENUE,
    "expenditure": Direction.EXPENDITURE,
    "spending": Direction.EXPENDITURE,
    "expense": Direction.EXPENDITURE,
    "expenses": Direction.EXPENDITURE,
    "revenue": Direction.REVENUE,
    "income": Direction.REVENUE,
    "despesa": Direction.EXPENDITURE,
    "receita": Direction.REVENUE,
    "gasto": Direction.EXPENDITURE,
    "ingreso": Direction.REVENUE,
    "spesa": Direction.EXPENDITURE,
    "entrata": Direction.REVENUE,
}
_NATURES = {
    "réel": Nature.REAL,
    "ordre": Nature.ORDER,
    "réelle": Nature.REAL,
    "réelles": Nature.REAL,
    "real": Nature.REAL,
    "order": Nature.ORDER,
    "opération réelle": Nature.REAL,
    "opération d'ordre": Nature.ORDER,
}

FIELDS: tuple[Field, ...] = (
    Field(
        "year", Holds.YEAR, Text("Exercice", "Budget year"), "2024",
        ("exercice", "bgt annee", "annee", "annee budgetaire", "exercice budgetaire", "exer", "fiscal year",
         "budget year",
         "fy", "ano", "ejercicio", "exercicio", "anno", "esercizio"),
        constant=True,
    ),
    Field(
        "siret", Holds.SIRET, Text("SIRET du budget", "Budget's SIRET"), "21990001200015",
        ("siret", "bgt siret", "siret du budget", "siret budget", "numero siret", "n siret", "budget s siret",
         "id etab", "siren"),
        constant=True,
    ),
    Field(
        "name", Holds.TEXT, Text("Nom de la collectivité", "Authority's name"), "Exempleville",
        ("collectivite", "bgt nom", "nom de la collectivite", "nom collectivite", "commune", "organisme", "entite",
         "authority", "authority s name", "municipality", "city", "municipio"),
        constant=True,
    ),
    Field(
        "budget", Holds.TEXT, Text("Budget", "Budget"), "Budget principal",
        ("budget", "nom du budget", "libelle budget", "libelle du budget", "budget libelle", "budget name"),
        constant=True,
    ),
    Field(
        "step", Holds.CHOICE, Text("Étape", "Step"), "budget primitif",
        ("etape", "bgt natdec", "etape budgetaire", "type de document", "type document", "document",
         "document budgetaire",
         "nature du document", "nature de la decision", "stade", "phase"),
        constant=True, choices=_STEPS, short=_SHORT_STEPS, also=("compte financier unique", "CFU"),
    ),
    Field(
        "number", Holds.COUNT, Text("Numéro de la décision", "Number of the decision"), "1",
        ("numero de la decision", "numero de decision", "numero de la decision modificative", "numero dm", "n dm",
         "n de dm", "num dec", "number of the decision"),
        constant=True,
    ),
    Field(
        "voted_on", Holds.DATE, Text("Date du vote", "Date of the vote"), "28/03/2024",
        ("date du vote", "date de vote", "date vote", "date of the vote", "date de la deliberation",
         "date deliberation"),
        constant=True,
    ),
    Field(
        "nomenclature", Holds.TEXT, Text("Plan de comptes", "Chart of accounts"), "M57",
        ("nomenclature", "plan de comptes", "instruction comptable", "instruction budgetaire", "chart of accounts"),
        constant=True,
    ),
    Field(
        "currency", Holds.TEXT, Text("Monnaie", "Currency"), "EUR",
        ("devise", "monnaie", "currency", "moneda", "moeda", "valuta"), constant=True,
    ),
    Field(
        "section", Holds.CHOICE, Text("Section", "Section"), "fonctionnement",
        ("section", "bgt section", "section budgetaire", "libelle section", "section libelle",
         "fonctionnement investissement"),
        constant=True, choices=_SECTIONS,
        short={"f": Section.OPERATING, "i": Section.INVESTMENT, "fonct": Section.OPERATING, "inv": Section.INVESTMENT},
    ),
    Field(
        "direction", Holds.CHOICE, Text("Sens", "Side"), "dépense",
        ("sens", "bgt codrd", "sens flux", "sens du flux", "depense recette", "depenses recettes", "recette depense",
         "depense ou recette", "d r", "r d", "dep rec", "type de flux", "sens budgetaire", "side", "direction"),
        constant=True, choices=_SIDES,
        short={
            "d": Direction.EXPENDITURE, "r": Direction.REVENUE,
            "dep": Direction.EXPENDITURE, "rec": Direction.REVENUE,
        },
    ),
    Field(
        "movement", Holds.CHOICE, Text("Réel ou ordre", "Real or order"), "réel",
        ("reel ordre", "bgt opbudg", "reel ou ordre", "real or order", "opbudg", "mouvement", "type de mouvement",
         "type mouvement", "nature de l operation", "type d operation", "operation reelle ou d ordre",
         "operation d ordre"),
        constant=True, choices=_NATURES,
        short={"r": Nature.REAL, "o": Nature.ORDER},
    ),
    Field(
        "article_code", Holds.CODE, Text("Chapitre ou article", "Chapter or account"), "60611",
        ("chap art", "chapitre ou article", "chapter or account", "chapitre article", "chap article",
         "chapitre et article",
         "chapitres et articles", "chap et art", "chapitres articles", "imputation", "imputation budgetaire",
         "article chapitre", "code imputation"),
    ),
    Field(
        "chapter", Holds.CODE, Text("Chapitre", "Chapter"), "011",
        ("chapitre", "bgt contnat", "chap", "chapitre code", "code chapitre", "chapitre budgetaire", "n chapitre",
         "numero chapitre", "numero de chapitre", "chapter", "capitulo", "capitolo"),
    ),
    Field(
        "chapter_label", Holds.TEXT, Text("Libellé du chapitre", "Chapter's label"), "Charges à caractère général",
        ("libelle chapitre", "bgt contnat label", "libelle du chapitre", "chapitre libelle", "nom du chapitre",
         "intitule chapitre", "intitule du chapitre", "chapter s label", "chapter label"),
    ),
    Field(
        "account", Holds.CODE, Text("Compte", "Account"), "60611",
        ("nature", "bgt nature", "compte", "article", "nature code", "code nature", "nature comptable", "compte nature",
         "compte par nature", "article nature", "article par nature", "numero de compte", "numero compte", "n compte",
         "n de compte", "code compte", "code article", "art", "cpte", "account", "account code", "account number",
         "object code", "object", "partida", "concepto", "natureza"),
    ),
    Field(
        "account_label", Holds.TEXT, Text("Libellé", "Label"), "Fournitures scolaires",
        ("libelle", "bgt nature label", "libelle compte", "libelle du compte", "libelle nature", "libelle de la nature",
         "nature libelle", "libelle article", "libelle de l article", "compte libelle", "article libelle", "intitule",
         "designation", "description", "objet", "label", "account label", "object label", "descripcion", "denominacion",
         "descrizione", "descricao", "subfuncao"),
    ),
    Field(
        "function", Holds.CODE, Text("Fonction", "Function"), "020",
        ("fonction", "bgt fonction", "fonction code", "code fonction", "sous fonction", "code sous fonction",
         "rubrique",
         "function", "function code", "codigo funcao", "funcion", "department"),
    ),
    Field(
        "function_label", Holds.TEXT, Text("Libellé de la fonction", "Function's label"), "Administration générale",
        ("libelle fonction", "bgt fonction label", "libelle de la fonction", "fonction libelle",
         "libelle sous fonction",
         "function s label", "function label", "funcao"),
    ),
    Field(
        "operation", Holds.CODE, Text("Opération", "Operation"), "12",
        ("operation", "bgt operation", "numero d operation", "n operation", "n d operation", "code operation",
         "operation d equipement"),
    ),
    _amount(
        Column.PREVIOUS, Text("Budget précédent", "Previous budget"),
        "budget precedent", "bgt mtbudgprec", "pour memoire budget precedent", "pour memoire",
        "rappel budget precedent",
        "rappel bp", "credits precedents", "previous budget", "budget n 1", "bp n 1", "vote n 1", "pour memoire bp",
    ),
    _amount(
        Column.CARRIED_IN, Text("Restes à réaliser N-1", "Carried over from N-1"),
        "restes a realiser n 1", "bgt mtrarprec", "rar n 1", "reports n 1", "report n 1", "rar precedents",
        "restes a realiser de l exercice precedent", "carried over from n 1", "carried in", "credits reportes",
    ),
    _amount(
        Column.PROPOSED, Text("Propositions nouvelles", "Proposed"),
        "propositions nouvelles", "bgt mtpropnouv", "propositions", "proposition", "proposition nouvelle", "propose",
        "propositions du maire", "proposition du maire", "proposed",
    ),
    _amount(
        Column.VOTED, Text("Voté", "Voted"),
        "montant vote", "bgt mtprev", "vote", "votes", "montants votes", "credits votes", "budget vote",
        "budget primitif",
        "bp", "bp vote", "vote de l assemblee", "vote du conseil", "prevu", "prevus", "previsions", "prevision",
        "prevision budgetaire", "previsions budgetaires", "montant prevu", "montants prevus", "credits prevus",
        "inscrit",
        "inscrits", "montant inscrit", "credits inscrits", "budgete", "montant budgete", "budget initial", "voted",
        "adopted", "approved", "budgeted", "presupuesto inicial", "credito inicial", "creditos iniciales",
        "dotacao inicial", "stanziamento", "previsione",
    ),
    _amount(
        Column.OPENED, Text("Crédits ouverts", "Credits opened"),
        "credits ouverts", "bgt credouv", "credits ouverts bp dm rar n 1", "credits ouverts bp bs dm rar n 1",
        "credits ouverts bp dm rar", "credits ouverts budget primitif dm rar n 1", "credit ouvert",
        "total credits ouverts",
        "total rar vote", "total vote rar", "credits totaux", "total des credits", "credits de l exercice",
        "budget total",
        "total budget", "budget definitif", "previsions definitives", "credits opened", "creditos definitivos",
        "dotacao atualizada",
    ),
    _amount(
        Column.COMMITTED, Text("Engagé", "Committed"),
        "montant engage", "engage", "engages", "engagements", "engagement", "credits engages", "montants engages",
        "committed", "empenhado", "impegnato", "compromisos", example="1300.00",
    ),
    _amount(
        Column.EXECUTED, Text("Réalisé", "Executed"),
        "montant realise", "bgt mtreal", "realise", "realises", "realisee", "realisees", "realisations", "realisation",
        "execution", "execute", "mandats emis", "titres emis", "mandats ou titres emis", "mandats et titres emis",
        "montant mandate", "mandate", "mandats", "titres", "emis", "montant execute", "montants realises", "paye",
        "paiements", "compte administratif", "compte financier unique", "ca", "cfu", "executed", "actual", "actuals",
        "paid",
        "spent", "pago", "pagos", "pagado", "pagato", "obligaciones reconocidas", "arrecadado", "recaudado",
        example="1234.56",
    ),
    _amount(
        Column.CARRIED_OUT, Text("Restes à réaliser au 31/12", "To carry over on 31 December"),
        "restes a realiser au 31 12", "bgt mtrar3112", "rar au 31 12", "rar 31 12", "restes a realiser",
        "reste a realiser",
        "rar", "reports au 31 12", "to carry over on 31 december", "carried out", "credits a reporter", example="0.00",
    ),
    Field(
        AMOUNT, Holds.AMOUNT, Text("Montant", "Amount"), "1500.00",
        ("montant", "montants", "amount", "amounts", "importe", "importo", "valor"),
    ),
    Field(
        "observations", Holds.TEXT, Text("Observations", "Remarks"), "op. d'ordre",
        ("observations", "bgt artspe", "observation", "remarques", "remarque", "commentaires", "commentaire", "remarks",
         "article specialise"),
    ),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
AMOUNTS = {field.name: Column(field.name) for field in FIELDS if field.holds is Holds.AMOUNT and field.name != AMOUNT}


def allowed_words(name: str) -> str:
    """The words that a message proposes."""
    return ", ".join(BY_NAME[name].words)

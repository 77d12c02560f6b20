"""Columns that identify persons or tell what they have: by their title, or by what their cells hold.

They are neither read, shown nor kept. A title alone may mean two things (« nom » of a person or of a pool,
« téléphone » a number or a channel that is counted): what stands beside it, or under it, decides. No cell of such a
column ever reaches a message.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from data.importers.cells import is_blank
from data.importers.grid import Cell, Row
from data.words import folded, title_key


class Trace(StrEnum):
    """What a column says of a person."""

    NAME = "name"
    BIRTH = "birth"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NUMBER = "number"  # one by which a person is known to an administration: NIR, codice fiscale, licence plate
    BANK = "bank"
    ACCOUNT = "account"  # a login, a staff or card number: a pseudonym is a person still
    INCOME = "income"  # what somebody has or receives: it tells of her, whatever names her


def _words(*titles: str) -> frozenset[str]:
    return frozenset(titles)


# Whole titles that mean a person whatever stands beside them.
_TITLES: Final = {
    Trace.NAME: _words(
        *("prenom", "prenoms", "nom prenom", "nom prenoms", "nom et prenom", "nom et prenoms", "prenom nom"),
        *("prenom et nom", "noms et prenoms", "nom de famille", "nom d usage", "nom usuel", "nom patronymique"),
        *("nom de naissance", "nom de jeune fille", "nom marital", "patronyme", "civilite"),
        *("first name", "firstname", "last name", "lastname", "surname", "family name", "given name", "full name"),
        *("cognome", "nome e cognome", "cognome e nome", "apellido", "apellidos", "nombre y apellidos"),
        *("vorname", "nachname", "familienname", "sobrenome", "apelido"),
    ),
    Trace.BIRTH: _words(
        *("date de naissance", "date naissance", "date naiss", "datenaissance", "datnaiss", "dtnaiss", "ddn", "ne le"),
        *("nee le", "ne e le", "annee de naissance", "annee naissance", "lieu de naissance", "lieu naissance"),
        *("commune de naissance", "ville de naissance", "jour de naissance", "date of birth", "birth date"),
        *("birthdate", "birthday", "dob", "year of birth", "birth year", "place of birth", "data di nascita"),
        *("luogo di nascita", "anno di nascita", "fecha de nacimiento", "fecha nacimiento", "geburtsdatum"),
        "data de nascimento",
    ),
    Trace.EMAIL: _words(
        *("email", "e mail", "mail", "courriel", "adresse mail", "adresse email", "adresse e mail"),
        *("adresse electronique", "adresse courriel", "adresse de messagerie", "email address", "mail address"),
        *("mel", "posta elettronica", "indirizzo email", "correo", "correo electronico"),
    ),
    Trace.PHONE: _words(
        *("telephone", "tel", "tel fixe", "tel mobile", "tel portable", "telephone fixe", "telephone portable"),
        *("telephone mobile", "portable", "numero de telephone", "n de telephone", "num tel", "numero telephone"),
        *("no telephone", "n tel", "phone", "phone number", "mobile phone", "mobile number", "telefono", "cellulare"),
        *("telefonnummer", "gsm", "fax"),
    ),
    Trace.ADDRESS: _words(
        *("adresse postale", "adresse personnelle", "adresse domicile", "adresse du domicile", "domicile"),
        *("adresse de residence", "home address", "postal address", "indirizzo di residenza", "domicilio"),
        *("adresse ip", "ip", "ip address"),
    ),
    Trace.NUMBER: _words(
        *("nir", "numero de securite sociale", "n securite sociale", "n de securite sociale", "no securite sociale"),
        *("numero securite sociale", "num secu", "numero secu", "n secu", "secu", "securite sociale", "nss", "n ss"),
        *("social security number", "ssn", "national insurance number", "codice fiscale", "dni", "nif"),
        *("immatriculation", "plaque", "plaque d immatriculation", "license plate", "numero fiscal", "n fiscal", "spi"),
        *("numero de passeport", "n passeport", "numero cni", "n cni", "numero de carte d identite", "passport number"),
    ),
    Trace.BANK: _words("iban", "rib", "bic", "compte bancaire", "numero de compte bancaire", "bank account"),
    Trace.ACCOUNT: _words(
        *("matricule", "numero matricule", "n matricule", "login", "identifiant de connexion", "pseudo", "pseudonyme"),
        *("username", "user name", "user id", "userid", "nom d utilisateur", "utilisateur", "user", "employee id"),
        *(
            "numero de carte",
            "n de carte",
            "n carte",
            "num carte",
            "card number",
            "badge",
            "numero de badge",
            "n badge",
        ),
    ),
}
_TRACE_OF: Final[Mapping[str, Trace]] = {title: trace for trace, titles in _TITLES.items() for title in titles}
# Titles that mean a person only beside one of the above.
_BESIDE_ANOTHER: Final = {
    **dict.fromkeys(("nom", "noms", "name", "nome", "nom complet", "identite", "nom usager"), Trace.NAME),
    **dict.fromkeys(("adresse", "address", "indirizzo", "direccion", "rue", "voie", "numero et voie"), Trace.ADDRESS),
    **dict.fromkeys(("complement d adresse", "adresse 1", "adresse 2", "adresse1", "adresse2"), Trace.ADDRESS),
}
# What a household has, and what somebody receives: a person's beside what says who; figures, but counts of nothing.
_HOUSEHOLD: Final = _words(
    *(
        "quotient familial",
        "qf",
        "quotient",
        "quotient caf",
        "quotient familial caf",
        "qf caf",
        "quotient familial msa",
    ),
    *("revenu fiscal de reference", "revenu fiscal", "rfr", "revenu imposable", "revenus imposables"),
    *("revenu net imposable", "revenu du foyer", "revenus du foyer", "revenu mensuel", "revenus mensuels"),
    *("revenu du menage", "revenus du menage", "ressources du foyer", "ressources du menage", "ressources mensuelles"),
    *("ressources de la famille", "reste a vivre", "household income", "taxable income", "isee", "valore isee"),
)
_RECEIVED: Final = _words(
    *(
        "revenu",
        "revenus",
        "ressource",
        "ressources",
        "allocation",
        "allocations",
        "allocation logement",
        "aide",
        "aides",
    ),
    *("aide sociale", "aides sociales", "bourse", "bourses", "salaire", "salaires", "pension", "pensions", "retraite"),
    *(
        "rsa",
        "apl",
        "aah",
        "aeeh",
        "apa",
        "ass",
        "are",
        "prime d activite",
        "allocations familiales",
        "allocations caf",
    ),
    *("montant de l allocation", "montant allocation", "montant de la bourse", "montant de l aide", "montant aide"),
    *("impot", "impots", "impot sur le revenu", "nombre de parts", "parts fiscales", "income", "salary", "benefits"),
    *("allowance", "allowances", "reddito"),
)
_INCOME_WORDS = re.compile(
    r"(?:quotients?|qf|revenus?|rfr|ressources|allocations?|bourses?|salaires?|pensions?|isee|income|salary|allowances?)\b"
)
_SAYS_WHO: Final = frozenset((Trace.NAME, Trace.BIRTH, Trace.NUMBER, Trace.BANK, Trace.ACCOUNT))
_ROLES: Final = _words(
    *("usager", "usagers", "adherent", "adherents", "abonne", "abonnes", "eleve", "eleves", "enfant", "enfants"),
    *("famille", "familles", "parent", "parents", "tuteur", "beneficiaire", "demandeur", "patient", "lecteur"),
    *("emprunteur", "allocataire", "agent", "agents", "salarie", "habitant", "citoyen", "personne", "individu"),
    *("participant", "inscrit", "redevable", "contribuable", "assure", "conjoint", "pere", "mere", "representant"),
    *("legal", "referent", "responsable", "contact", "client", "utilisateur", "visiteur", "declarant", "requerant"),
    *("user", "member", "patron", "pupil", "student", "child", "customer", "citizen", "person", "applicant"),
    *("utente", "alunno", "cittadino", "usuario", "alumno"),
)
_HANDLES: Final = _words(
    *("id", "identifiant", "code", "n", "no", "num", "numero", "number", "ref", "reference", "cle", "uid", "carte"),
    *("codice", "numero", "nom", "noms", "name", "prenom", "adresse", "address", "tel", "telephone", "mail", "email"),
    "identite",
)
_SMALL: Final = _words("de", "du", "des", "d", "l", "la", "le", "les", "of", "the", "s", "di", "del", "et")

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+")
_PHONE = re.compile(r"(?:(?:\+|00)33[ .-]?(?:\(0\))?[1-9]|0[1-9](?=[ .-])|0[67])(?:[ .-]?[0-9]{2}){4}")
_NIR = re.compile(r"([1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6})([0-9]{2})")
# As printed on a card; its groups say what it is even where its key is mistyped or left out.
_NIR_PRINTED = re.compile(
    r"[1-478] [0-9]{2} (?:0[1-9]|1[0-2]|[2-9][0-9]) (?:[0-9]{2}|2[AB]) [0-9]{3} [0-9]{3}(?: [0-9]{2})?"
)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_FISCAL_CODE = re.compile(r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]")
_CIVILITY = re.compile(r"(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|mrs|ms|sig|sig\.ra|sr|sra)\.? +[^\W\d].*")
_DAY = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}")
_MONEY = re.compile(r"[0-9]{3,}(?:[.,][0-9]+)?(?:€|euros?|eur)?")
_COUNT = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?|na|n\.?d\.?|n\.?c\.?|-")
# Who made a work is published with it, and its title may name anybody.
_OF_WORKS: Final = _words(
    *("titre", "title", "titolo", "titulo", "auteur", "auteurs", "author", "autore", "autor", "artiste", "interprete"),
    *("oeuvre", "album", "film", "editeur"),
)
_NUMBERS: Final = _words("n", "no", "num", "numero", "number")
_BIRTHS = _words("naissance", "birth", "nascita")  # of persons where days stand under it, else counted births


def personal_columns(header: Sequence[str], rows: Iterable[Row]) -> dict[int, str]:
    """The columns that identify persons, by rank, and what each says of them (of `Trace`).

    rows: some of those below the header.
    """
    cells = _by_column(len(header), rows)
    keys = [title_key(title) for title in header]
    found: dict[int, str] = {}
    for place, key in enumerate(keys):
        trace = _by_title(key, cells[place]) or _by_content(key, cells[place])
        if trace is not None:
            found[place] = trace
    if found:
        found |= {
            place: trace
            for place, key in enumerate(keys)
            if place not in found and (trace := _BESIDE_ANOTHER.get(key)) is not None and not _are_counts(cells[place])
        }
    if not _SAYS_WHO.isdisjoint(found.values()):
        found |= {place: Trace.INCOME for place, key in enumerate(keys) if place not in found and _is_received(key)}
    return dict(sorted(found.items()))


def tells_income(title: str) -> bool:
    """Whether a title begins by what somebody has or receives: figures under it add up to nothing that is counted."""
    return _INCOME_WORDS.match(title_key(title)) is not None


@lru_cache(maxsize=1024)
def titled(header: tuple[str, ...]) -> frozenset[int]:
    """The columns that identify persons by their titles alone, by rank."""
    return frozenset(personal_columns(header, ()))


def is_person_alone(title: str) -> bool:
    """Whether a title that may name a place means a person where a table counts nothing: a list of names."""
    return title_key(title) in _BESIDE_ANOTHER


def _by_column(width: int, rows: Iterable[Row]) -> list[list[Cell]]:
    cells: list[list[Cell]] = [[] for _ in range(width)]
    for row in rows:
        for place, cell in enumerate(row[:width]):
            if not is_blank(cell):
                cells[place].append(cell)
    return cells


def _is_received(key: str) -> bool:
    return _without_unit(key) in _HOUSEHOLD | _RECEIVED


def _without_unit(key: str) -> str:
    return re.sub(r" (?:€|en euros|euros|par mois|mensuel)$", "", key)


def _by_title(key: str, cells: Sequence[Cell]) -> Trace | None:
    if _without_unit(key) in _HOUSEHOLD:  # bands of it are a category of the public
        return Trace.INCOME if _most(cells, _is_money) else None
    trace = _TRACE_OF.get(key) or _of_somebody(key)
    if trace is None and key in _BIRTHS and _most(cells, _is_day):
        return Trace.BIRTH
    if trace in (None, Trace.NUMBER, Trace.ACCOUNT, Trace.BIRTH, Trace.BANK):
        return trace
    # « téléphone » and « mail » are channels too, « enfants » an audience: counts under them name nobody.
    return None if _are_counts(cells) else trace


def _of_somebody(key: str) -> Trace | None:
    """« N° d'adhérent », « nom de l'élève », « mail du parent »: something by which a person is reached or known."""
    words = [word for word in key.replace("°", "").split() if word not in _SMALL]
    roles = [word for word in words if word in _ROLES]
    handles = [word for word in words if word in _HANDLES]
    if not roles or not handles or len(roles) + len(handles) < len(words):
        return None
    if set(handles) <= _NUMBERS and roles[0].endswith("s"):
        return None  # « N usagers » counts them
    return next(
        (trace for word in handles if (trace := _TRACE_OF.get(word) or _BESIDE_ANOTHER.get(word))), Trace.ACCOUNT
    )


def _by_content(key: str, cells: Sequence[Cell]) -> Trace | None:
    if key in _OF_WORKS:
        return None
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    if not texts or len(texts) * 2 < len(cells):
        return None
    return next((trace for trace, says in _CONTENTS.items() if _most(texts, says)), None)


def _most(cells: Sequence[Cell], says: Callable[[str], bool]) -> bool:
    fitting = sum(1 for cell in cells if says(str(cell).strip()))
    return fitting > 0 and fitting * 2 >= len(cells)


def _are_counts(cells: Sequence[Cell]) -> bool:
    return _most(cells, _is_count)


def _is_count(text: str) -> bool:
    return _COUNT.fullmatch(_unspaced(text)) is not None


def _is_money(text: str) -> bool:
    """Of three digits at least: fewer number bands."""
    return _MONEY.fullmatch(_unspaced(text)) is not None


def _unspaced(text: str) -> str:
    return text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").lower()


def _is_day(text: str) -> bool:
    return _DAY.match(text) is not None


def _is_email(text: str) -> bool:
    return _EMAIL.search(text) is not None


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text.replace("\u00a0", " ")) is not None


def _is_known_number(text: str) -> bool:
    if _NIR_PRINTED.fullmatch(re.sub(r"[ .\u00a0\u202f-]+", " ", text).upper()):
        return True
    bare = re.sub(r"[ .\u00a0\u202f-]", "", text).upper()
    return _is_nir(bare) or _FISCAL_CODE.fullmatch(bare) is not None


def _is_nir(bare: str) -> bool:
    """Whether its key is 97 less the rest of the number by 97; Corsica's 2A and 2B count as 19 and 18."""
    found = _NIR.fullmatch(bare)
    if found is None:
        return False
    number = int(found[1].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(found[2])


def _is_iban(text: str) -> bool:
    """ISO 13616: the first four characters last, letters as 10 to 35, the whole is 1 by 97."""
    bare = text.replace(" ", "").upper()
    if _IBAN.fullmatch(bare) is None:
        return False
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _is_somebody(text: str) -> bool:
    return _CIVILITY.fullmatch(folded(text)) is not None


_CONTENTS: Final = {
    Trace.EMAIL: _is_email,
    Trace.PHONE: _is_phone,
    Trace.NUMBER: _is_known_number,
    Trace.BANK: _is_iban,
    Trace.NAME: _is_somebody,
}

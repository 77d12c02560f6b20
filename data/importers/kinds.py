"""The kinds of file a town brings."""

from enum import StrEnum

from metrics.text import Text


class Kind(StrEnum):
    TOTEM = "totem"
    SCDL = "scdl_budget"
    BUDGET = "budget_table"
    USAGE = "usage"
    POPULATION = "population"
    VALUES = "indicator_values"
    TARGETS = "targets"
    CALENDAR = "calendar"
    BALANCE = "dgfip_balance"
    ACCOUNTS = "dgfip_accounts"
    AGGREGATES = "aggregates"
    PROGRAMMES = "programmes"
    ORDERS = "payment_orders"
    ESTIMATES = "estimates"
    MARKS = "marks"


KIND_LABELS = {
    Kind.TOTEM: Text("Document budgétaire TOTEM", "TOTEM budget document"),
    Kind.SCDL: Text("Budget au format SCDL", "Budget in the SCDL format"),
    Kind.BUDGET: Text("Tableau budgétaire", "Budget table"),
    Kind.USAGE: Text("Fréquentation d'un service", "Use of a service"),
    Kind.POPULATION: Text("Populations", "Populations"),
    Kind.VALUES: Text("Valeurs d'indicateurs", "Indicator values"),
    Kind.TARGETS: Text("Cibles", "Targets"),
    Kind.CALENDAR: Text("Calendrier et évènements", "Calendar and events"),
    Kind.BALANCE: Text("Balance comptable de la DGFiP", "DGFiP accounting balance"),
    Kind.ACCOUNTS: Text("Comptes individuels de la DGFiP", "DGFiP individual accounts"),
    Kind.AGGREGATES: Text("Agrégats publiés (OFGL, ville)", "Published aggregates (OFGL, city)"),
    Kind.PROGRAMMES: Text("Autorisations de programme (AP/CP)", "Multi-year programmes (AP/CP)"),
    Kind.ORDERS: Text("Journal des mandats et titres", "Journal of payment and receipt orders"),
    Kind.ESTIMATES: Text("Estimations d'atterrissage", "Year-end estimates"),
    Kind.MARKS: Text("Repères de lecture", "Reading marks"),
}

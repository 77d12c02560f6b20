"""What the demonstration town spends and receives: tables of plain figures, in thousand euros of 2016.

Magnitudes: published averages of communes over 10 000 inhabitants, 2014-2017 (OFGL, from DGFiP
balances): operating expenditure about 1 270 and revenue about 1 430 euros per inhabitant, debt about
1 220. Every account exists in the charts M14, M57_D, M49_D or M43_D with a chapter on its side, and means in the chart
of its year what it is here for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.nomenclature import Direction

SPENT, RECEIVED = Direction.EXPENDITURE, Direction.REVENUE
Spread = Mapping[str, int]  # function (M14 code) → weight

OVERHEAD: Spread = {"020": 100}
UNALLOCATED: Spread = {"01": 100}
STAFF: Spread = {
    "020": 24, "112": 6, "211": 8, "212": 9, "251": 12, "321": 7, "322": 2, "411": 3, "413": 8, "421": 4, "64": 10,
    "822": 4, "823": 3,
}  # fmt: skip
BUILDINGS: Spread = {
    "020": 18, "211": 10, "212": 16, "251": 6, "321": 7, "322": 3, "411": 11, "413": 22, "421": 2, "64": 5,
}  # fmt: skip
SUPPLIES: Spread = {"020": 20, "112": 3, "212": 12, "251": 10, "321": 14, "413": 12, "64": 7, "822": 12, "823": 10}
MEALS: Spread = {"251": 92, "64": 8}
ROADS: Spread = {"822": 100}
GRANTS: Spread = {"33": 34, "411": 38, "421": 18, "024": 10}

# Functions changed with the chart of accounts: M14 → M57.
FUNCTIONS_IN_M57 = {
    "020": "020", "01": "01", "024": "023", "112": "11", "211": "211", "212": "212", "251": "281", "33": "311",
    "321": "313", "322": "314", "411": "321", "413": "323", "421": "331", "520": "428", "64": "4221", "822": "845",
    "823": "511",
}  # fmt: skip
# Accounts of M57 that name another body since 2024: the social centre, and an annex budget that staff is lent to.
MOVED_SINCE = 2024
MOVED_IN_M57 = {"657362": "657363", "70841": "708421"}


@dataclass(frozen=True)
class Item:
    """One kind of operation. m57 is its account in the first chart of M57; `MOVED_IN_M57` says where it moved since.

    growth: percent a year. shocks: year → factor, for that year only. rate: share of the opened credits used.
    """

    m14: str
    m57: str
    direction: Direction
    thousands: float
    spread: Spread
    growth: float = 1.2
    rate: float = 0.95
    shocks: Mapping[int, float] | None = None

    def account_in(self, year: int, *, in_m57: bool) -> str:
        """Its account in the chart of a year."""
        if not in_m57:
            return self.m14
        return MOVED_IN_M57.get(self.m57, self.m57) if year >= MOVED_SINCE else self.m57


CLOSED_BY_COVID = {2020: 0.55, 2021: 0.8}
ENERGY_CRISIS = {2022: 1.75, 2023: 1.6, 2024: 1.3, 2025: 1.2}
PAY_RISE = {2022: 1.035, 2023: 1.03, 2024: 1.02, 2025: 1.02}
TAX_RISE = {2023: 1.055, 2024: 1.06, 2025: 1.06}

MAIN_OPERATING = (
    Item("64111", "64111", SPENT, 4_950, STAFF, 1.6, 0.99, PAY_RISE),
    Item("64131", "64131", SPENT, 1_180, STAFF, 2.2, 0.97, PAY_RISE),
    Item("6451", "6451", SPENT, 1_010, STAFF, 1.7, 0.98, PAY_RISE),
    Item("6453", "6453", SPENT, 1_280, STAFF, 1.7, 0.98, PAY_RISE),
    Item("6336", "6336", SPENT, 110, STAFF, 1.6, 0.97, PAY_RISE),
    Item("6218", "6218", SPENT, 60, OVERHEAD, 1.0, 0.9),
    Item("60612", "60612", SPENT, 690, BUILDINGS, 1.5, 0.95, ENERGY_CRISIS),
    Item("60623", "60623", SPENT, 430, MEALS, 1.4, 0.94, CLOSED_BY_COVID),
    Item("6068", "6068", SPENT, 340, SUPPLIES, 1.0, 0.9),
    Item("611", "611", SPENT, 520, SUPPLIES, 1.4, 0.94),
    Item("615221", "615221", SPENT, 270, BUILDINGS, 1.0, 0.92),
    Item("615231", "615231", SPENT, 190, ROADS, 1.0, 0.93),
    Item("6156", "6156", SPENT, 310, BUILDINGS, 1.8, 0.95),
    Item("6226", "62268", SPENT, 95, OVERHEAD, 1.0, 0.85),
    Item("6262", "6262", SPENT, 60, OVERHEAD, 0.5, 0.95),
    Item("6283", "6283", SPENT, 250, BUILDINGS, 1.5, 0.96),
    Item("6531", "65311", SPENT, 145, OVERHEAD, 0.8, 0.99),
    Item("65548", "65568", SPENT, 350, UNALLOCATED, 1.2, 0.99),
    Item("657362", "657362", SPENT, 410, {"520": 100}, 1.0, 1.0),
    Item("6574", "65748", SPENT, 640, GRANTS, 0.5, 0.98),
    Item("673", "673", SPENT, 12, OVERHEAD, 0.0, 0.7),
    Item("73111", "73111", RECEIVED, 9_050, UNALLOCATED, 1.5, 0.995, TAX_RISE),
    Item("73211", "73211", RECEIVED, 2_420, UNALLOCATED, 0.0, 1.0),
    Item("7381", "73123", RECEIVED, 540, UNALLOCATED, 2.0, 0.97, {2021: 1.25, 2022: 1.2, 2023: 0.85}),
    Item("7411", "74111", RECEIVED, 1_520, UNALLOCATED, -0.8, 1.0),
    Item("74121", "741121", RECEIVED, 190, UNALLOCATED, 2.0, 1.0),
    Item("74127", "741127", RECEIVED, 120, UNALLOCATED, 0.5, 1.0),
    Item("74718", "74718", RECEIVED, 260, STAFF, 0.0, 0.97),
    Item("7478", "747818", RECEIVED, 420, {"64": 70, "421": 30}, 1.5, 0.96),
    Item("7062", "7062", RECEIVED, 34, {"321": 60, "322": 40}, 0.5, 0.96, CLOSED_BY_COVID),
    Item("70631", "70631", RECEIVED, 215, {"413": 85, "411": 15}, 0.8, 0.96, CLOSED_BY_COVID),
    Item("7066", "7066", RECEIVED, 320, {"64": 100}, 1.2, 0.97, CLOSED_BY_COVID),
    Item("7067", "7067", RECEIVED, 630, {"251": 100}, 1.3, 0.97, CLOSED_BY_COVID),
    Item("70841", "70841", RECEIVED, 180, OVERHEAD, 1.5, 1.0),  # staff lent to the water budget
    Item("752", "752", RECEIVED, 165, OVERHEAD, 1.0, 0.98),
    Item("6419", "6419", RECEIVED, 120, STAFF, 0.0, 0.9),
    Item("7788", "75888", RECEIVED, 45, OVERHEAD, 0.0, 0.8),
)

LIBRARY_BUILT = {2016: 0.0, 2017: 0.1, 2018: 0.4, 2019: 2.2, 2020: 2.6, 2021: 1.6, 2022: 0.2, 2023: 0, 2024: 0, 2025: 0}
MAIN_INVESTMENT = (
    Item("2031", "2031", SPENT, 90, {"020": 40, "321": 60}, 0.0, 0.6),
    Item("2051", "2051", SPENT, 60, OVERHEAD, 6.0, 0.8),
    Item("204182", "204182", SPENT, 70, UNALLOCATED, 0.0, 0.7),
    Item("21318", "21318", SPENT, 210, BUILDINGS, 1.0, 0.7),
    Item("2135", "21351", SPENT, 480, BUILDINGS, 1.0, 0.72),
    Item("2151", "2151", SPENT, 720, ROADS, 1.0, 0.8),
    Item("2183", "21838", SPENT, 110, {"020": 50, "212": 30, "321": 20}, 3.0, 0.85),
    Item("2188", "2188", SPENT, 190, SUPPLIES, 1.0, 0.8),
    Item("2313", "2313", SPENT, 1_000, {"321": 100}, 0.0, 0.75, LIBRARY_BUILT),
    Item("2315", "2315", SPENT, 360, ROADS, 1.0, 0.7),
    Item("165", "165", SPENT, 3, OVERHEAD, 0.0, 0.8),
    Item("10226", "10226", RECEIVED, 110, UNALLOCATED, 0.0, 0.95),
    Item("1321", "1321", RECEIVED, 150, {"321": 60, "822": 40}, 0.0, 0.9, {2019: 2.5, 2020: 3.0, 2021: 2.5}),
    Item("1323", "1323", RECEIVED, 100, {"321": 50, "822": 50}, 0.0, 0.9, {2019: 2.0, 2020: 2.5, 2021: 2.0}),
    Item("165", "165", RECEIVED, 4, OVERHEAD, 0.0, 0.8),
)

NO_FUNCTION: Spread = {"": 100}
WATER_OPERATING = (
    Item("6061", "6061", SPENT, 95, NO_FUNCTION, 1.5, 0.95, ENERGY_CRISIS),
    Item("6063", "6063", SPENT, 60, NO_FUNCTION, 1.0, 0.9),
    Item("611", "611", SPENT, 210, NO_FUNCTION, 1.5, 0.95),
    Item("61523", "61523", SPENT, 70, NO_FUNCTION, 1.0, 0.9),
    Item("6215", "6215", SPENT, 180, NO_FUNCTION, 1.5, 1.0),
    Item("6226", "6226", SPENT, 25, NO_FUNCTION, 1.0, 0.85),
    Item("6541", "6541", SPENT, 15, NO_FUNCTION, 0.0, 0.9),
    Item("70111", "70111", RECEIVED, 1_050, NO_FUNCTION, 1.2, 0.98),
    Item("7064", "7064", RECEIVED, 70, NO_FUNCTION, 0.5, 0.99),
    Item("704", "704", RECEIVED, 40, NO_FUNCTION, 0.0, 0.9),
)
WATER_INVESTMENT = (
    Item("21531", "21531", SPENT, 330, NO_FUNCTION, 1.0, 0.75),
    Item("2315", "2315", SPENT, 120, NO_FUNCTION, 1.0, 0.7),
    Item("13111", "13111", RECEIVED, 90, NO_FUNCTION, 0.0, 0.9),
)
BUS_OPERATING = (
    Item("6066", "6066", SPENT, 85, NO_FUNCTION, 1.5, 0.95, {2022: 1.3, 2023: 1.2}),
    Item("611", "611", SPENT, 420, NO_FUNCTION, 1.5, 0.97),
    Item("6411", "6411", SPENT, 130, NO_FUNCTION, 1.6, 0.98),
    Item("6451", "6451", SPENT, 48, NO_FUNCTION, 1.6, 0.98),
    Item("7061", "7061", RECEIVED, 160, NO_FUNCTION, 1.0, 0.95, CLOSED_BY_COVID),
    Item("7474", "7474", RECEIVED, 640, NO_FUNCTION, 1.6, 1.0),
)
BUS_INVESTMENT = (Item("2182", "2182", SPENT, 60, NO_FUNCTION, 0.0, 0.8),)

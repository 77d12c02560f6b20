"""The indicators of local finance, in two families that are never mixed in one chart."""

from metrics.finance.legal import LEGAL_RATIOS, M57_RATIOS
from metrics.finance.statistics import STATISTICS
from metrics.language import Indicator

INDICATORS: tuple[Indicator, ...] = (*STATISTICS, *LEGAL_RATIOS, *M57_RATIOS)
BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in INDICATORS}

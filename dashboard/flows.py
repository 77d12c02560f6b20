"""Money from where it comes to where it goes: bands between two sides, and the table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import charts, formats


@dataclass(frozen=True)
class Flow:
    """One band: its name and its cents, above zero."""

    name: str
    cents: int


@dataclass(frozen=True)
class Flows:
    """Bands into a middle and out of it; both sides add up to the same."""

    title: str
    message: str
    middle: str
    sources: tuple[Flow, ...]
    uses: tuple[Flow, ...]

    def __post_init__(self) -> None:
        if sum(flow.cents for flow in self.sources) != sum(flow.cents for flow in self.uses):
            raise ValueError("what goes in does not come out")


def plotly(flows: Flows) -> dict[str, Any]:
    middle, names = len(flows.sources), [_labelled(flow) for flow in flows.sources]
    names += [flows.middle, *(_labelled(flow) for flow in flows.uses)]
    bands = [(rank, middle, flow) for rank, flow in enumerate(flows.sources)]
    bands += [(middle, middle + 1 + rank, flow) for rank, flow in enumerate(flows.uses)]
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "textfont": {"family": charts.FONT, "size": 13, "color": charts.INK},
        "node": {
            "label": names,
            "color": [*_colours(len(flows.sources), 2), charts.INK, *_colours(len(flows.uses), 1)],
            "pad": 14,
            "thickness": 16,
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [source for source, _, _ in bands],
            "target": [target for _, target, _ in bands],
            "value": [flow.cents / 100 for _, _, flow in bands],
            "color": "rgba(75, 63, 158, 0.18)",
            "hoverinfo": "skip",
        },
    }
    return {"data": [trace], "layout": {"height": 520, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}}}


def _labelled(flow: Flow) -> str:
    return f"{flow.name} · {formats.euros_compact(flow.cents)}"


def _colours(n: int, rank: int) -> list[str]:
    return [charts.PALETTE[rank]] * n


def largest(flows: Sequence[Flow]) -> Flow:
    return max(flows, key=lambda flow: flow.cents)

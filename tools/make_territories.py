"""Makes the tables of communes, population bands and outlines of départements in data/reference.

    python tools/make_territories.py ../shared/data/territoires

The folder holds the communes of 2026 with their legal populations, their outlines of 2018 (simplified: good for a map,
not for measuring), the codes gone since and the bands of the legal ratios. A commune's point is the centre of its
largest piece; its area, that of all its pieces, is approached. The same source gives the same bytes.
"""

import csv
import gzip
import io
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
COMMUNES, STRATA, OUTLINES = (
    REFERENCE / "communes.csv.gz",
    REFERENCE / "strata.csv",
    REFERENCE / "departement_outlines.csv.gz",
)
FIRST, LAST = "2021", "2026"  # editions of the legal populations
HEADER = (
    *("siren", "insee", "name", "departement", "grouping", f"population_{FIRST}", f"population_{LAST}"),
    *("area", "longitude", "latitude", "merged"),
)
KILOMETRES_A_DEGREE = 111.2
COARSENESS = 0.01  # degrees by which an outline may stray from its source
SMALLEST_PIECE = 0.005  # square degrees: smaller islands are left out of outlines
Point = Sequence[float]
Ring = Sequence[Point]


def communes(
    rows: Iterable[Mapping[str, str]], shapes: Mapping[str, Any], merged: Mapping[str, Sequence[str]]
) -> list[tuple[str, ...]]:
    """One row a commune that has a SIREN, by SIREN."""
    return sorted(_commune(row, shapes, merged.get(row["code_insee"], ())) for row in rows if row["siren"])


def strata(bands: Iterable[Mapping[str, str]], known: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The bands, each with the communes whose total population lies in it."""
    bounds = [(row["strate_no"], *_bounds(row["strate_hab"])) for row in bands if row["strate_no"]]
    populations = [int(row[6]) for row in known if row[6]]
    counted = Counter(code for count in populations for code, low, high in bounds if low <= count <= high)
    return [
        (code, str(low), "" if high == math.inf else str(int(high)), str(counted[code])) for code, low, high in bounds
    ]


def outlines(features: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """One row a piece of a département: code, name, « longitude latitude » of each point, in hundredths of degrees."""
    for feature in features:
        code, name = feature["properties"]["code"], feature["properties"]["nom"]
        pieces = [piece[0] for piece in _pieces(feature["geometry"])]
        largest = max(pieces, key=_flat_area)
        for ring in pieces:
            if ring is largest or _flat_area(ring) >= SMALLEST_PIECE:
                yield code, name, " ".join(f"{round(x * 100)} {round(y * 100)}" for x, y in _thinned(list(ring)))


def _commune(row: Mapping[str, str], shapes: Mapping[str, Any], merged: Sequence[str]) -> tuple[str, ...]:
    codes = (row["code_insee"], *merged)
    pieces = [piece for code in codes if code in shapes for piece in _pieces(shapes[code])]
    area, centre = ("", ("", "")) if not pieces else (f"{sum(map(_square_kilometres, pieces)):.2f}", _centre(pieces))
    populations = (row[f"pop_totale_ed{FIRST}"], row[f"pop_totale_ed{LAST}"])
    identity = (row["siren"], row["code_insee"], row["nom"], row["departement"], row["siren_epci"])
    return (*identity, *populations, area, *centre, str(len(merged)) if merged else "")


def _bounds(words: str) -> tuple[int, float]:
    """« moins de 100 », « 100 a 199 », « 100 000 et plus »."""
    numbers = [int(part.replace(" ", "")) for part in words.replace("moins de", "").replace("et plus", "").split(" a ")]
    if words.startswith("moins"):
        return 0, numbers[0] - 1
    return (numbers[0], math.inf) if len(numbers) == 1 else (numbers[0], numbers[1])


def _pieces(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    """Polygons: an outline, then its holes."""
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _square_kilometres(piece: Sequence[Ring]) -> float:
    narrowing = math.cos(math.radians(sum(y for _, y in piece[0]) / len(piece[0])))
    outline, *holes = (_flat_area(ring) for ring in piece)
    return (outline - sum(holes)) * narrowing * KILOMETRES_A_DEGREE**2


def _centre(pieces: Sequence[Sequence[Ring]]) -> tuple[str, str]:
    ring = max((piece[0] for piece in pieces), key=_flat_area)
    twice, x_sum, y_sum = 0.0, 0.0, 0.0
    x0, y0 = ring[0]
    for (x1, y1), (x2, y2) in _edges(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        twice += cross
        x_sum += (x1 + x2 - 2 * x0) * cross
        y_sum += (y1 + y2 - 2 * y0) * cross
    if not twice:
        return f"{x0:.3f}", f"{y0:.3f}"
    return f"{x0 + x_sum / (3 * twice):.3f}", f"{y0 + y_sum / (3 * twice):.3f}"


def _flat_area(ring: Ring) -> float:
    """In square degrees."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring))) / 2


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return pairwise(ring)


def _thinned(points: list[Point]) -> list[Point]:
    """The points without those that the line between their neighbours passes by closely (Douglas and Peucker)."""
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        strays = [(_stray(points[at], points[first], points[last]), at) for at in range(first + 1, last)]
        if strays and max(strays)[0] > COARSENESS:
            at = max(strays)[1]
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [points[at] for at in sorted(kept)]


def _stray(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if not length:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def made(folder: Path) -> dict[Path, bytes]:
    """Every table, from the folder of sources."""
    with gzip.open(folder / "communes_2018_simplifie.geojson.gz", "rt", encoding="utf-8") as file:
        shapes = {one["properties"]["code"]: one["geometry"] for one in json.load(file)["features"]}
    merged: dict[str, list[str]] = defaultdict(list)
    for row in _rows(folder / "correspondance_codes_2018_2026.csv"):
        merged[row["code_2026"]].append(row["code_2018"])
    with gzip.open(folder / "communes_2026.csv.gz", "rt", encoding="utf-8", newline="") as file:
        known = communes(csv.DictReader(file), shapes, merged)
    departements = json.loads((folder / "departements_2018_simplifie.geojson").read_text(encoding="utf-8"))["features"]
    bands = strata(_rows(folder / "strates_population.csv"), known)
    return {
        COMMUNES: gzip.compress(written(HEADER, known), mtime=0),
        STRATA: written(("code", "lowest", "highest", "members"), bands),
        OUTLINES: gzip.compress(written(("code", "name", "points"), outlines(departements)), mtime=0),
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    for target, content in made(Path(sys.argv[1])).items():
        target.write_bytes(content)

"""The limited child: reads one file and says what it understood, on standard output, as lines of JSON.

Started by `data.importers.sandbox`, which is the only one to speak to it. Limits are set before a byte of the file is
looked at. Lines: {"progress": 0.4}, then one last {"reading": …}, {"made": path}, {"rows": …} or
{"died": code, "where": …}, with the "peak" of its memory in mebibytes.
"""

import gc
import json
import resource
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any


def main() -> None:
    job = json.loads(sys.stdin.readline())
    gc.disable()  # it reads one file and ends: collecting walks millions of cells for nothing
    limit(job["memory"], job["seconds"], job["disk"])
    answer = _answer(job)
    print(json.dumps({**answer, "peak": peak()}, ensure_ascii=False), flush=True)


def _answer(job: Mapping[str, Any]) -> dict[str, Any]:
    """What the work made, or why it could not: a fault of ours says where it is, never what the file holds."""
    try:
        return _WORKS[job["work"]](job)
    except MemoryError:
        return {"died": "too_heavy"}
    except Exception as fault:  # noqa: BLE001 (whatever a file provokes must reach the server as a sentence)
        places = traceback.extract_tb(fault.__traceback__)
        return {"died": "unforeseen", "where": f"{type(fault).__name__} {places[-1].filename}:{places[-1].lineno}"}


def peak() -> float:
    """Mebibytes held at most; the kernel's count of resources keeps the parent's, so its own status is asked first."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def limit(memory: int, seconds: int, disk: int) -> None:
    """Bytes of data, seconds of processor, bytes of any one file written; no core file, no child of its own."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(job: Mapping[str, Any]) -> dict[str, Any]:
    from data.importers import codec
    from data.importers.choices import Choices
    from data.importers.readers import read_path
    from data.importers.table import Context, Town

    context = Context(
        choices=codec.decode(Choices, job["choices"]),
        file_name=job["name"],
        today=date.fromisoformat(job["today"]),
        town=codec.decode(Town, job["town"]) if job["town"] else None,
        folder=Path(job["folder"]),
        progress=_teller(),
    )
    return {"reading": codec.encode(read_path(Path(job["path"]), context))}


def _mark(job: Mapping[str, Any]) -> dict[str, Any]:
    from data.importers.marking.workbook import write_marked

    return {"made": write_marked(job)}


def _keep(job: Mapping[str, Any]) -> dict[str, Any]:
    from data.importers.kept_copy import write_kept

    return {"made": write_kept(job)}


def _browse(job: Mapping[str, Any]) -> dict[str, Any]:
    from data.importers.row_search import look_up

    return look_up(job)


_WORKS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "read": _read,
    "mark": _mark,
    "keep": _keep,
    "browse": _browse,
}


def _teller() -> Callable[[float], None]:
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        if share - last >= 0.01:
            last = share
            print(json.dumps({"progress": round(share, 3)}), flush=True)

    return tell


if __name__ == "__main__":
    main()

"""Look every package of a lock up among the known vulnerabilities: `python tools/audit.py LOCK`.

Exit code 1 when one is known. A service that cannot be reached is said in one line and is no failure:
a town without network must still be able to check its copy.
"""

import json
import re
import subprocess
import sys
from typing import Any

UNREACHABLE = re.compile(r"requests\.exceptions\.|urllib3\.exceptions\.|ConnectionError|ServiceError|Could not connect")


def main(lock: str) -> int:
    run = subprocess.run(_command(lock), capture_output=True, text=True, check=False)
    if run.stdout.strip():
        return report(json.loads(run.stdout)["dependencies"])
    if UNREACHABLE.search(run.stderr):
        return out_of_reach()
    print(run.stderr, file=sys.stderr)
    return 1


def _command(lock: str) -> list[str]:
    options = "--disable-pip --require-hashes --progress-spinner off --timeout 10 --format json"
    return [sys.executable, "-m", "pip_audit", *options.split(), "--requirement", lock]


def report(dependencies: list[dict[str, Any]]) -> int:
    """Say what is known; a package unknown to the service was not looked at."""
    audited = [package for package in dependencies if "skip_reason" not in package]
    vulnerable = [package for package in audited if package["vulns"]]
    if not audited:
        return out_of_reach()
    for package in vulnerable:
        print(f"{package['name']} {package['version']}: {_advisories(package['vulns'])}")
    print(f"{len(audited)} paquets vérifiés / audited, {len(vulnerable)} vulnérables / vulnerable")
    return 1 if vulnerable else 0


def out_of_reach() -> int:
    print("Service des failles connues injoignable, rien n'a été vérifié / advisory service out of reach")
    return 0


def _advisories(vulnerabilities: list[dict[str, Any]]) -> str:
    return ", ".join(f"{known['id']} → {'/'.join(known['fix_versions']) or '?'}" for known in vulnerabilities)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

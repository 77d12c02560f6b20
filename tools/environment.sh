#!/usr/bin/env bash
# Make .venv hold exactly the packages of a lock. Usage: tools/environment.sh LOCK STEPS
# LOCK is requirements.lock or requirements-dev.lock, STEPS the number of steps that the caller announces.
# The copy of a lock inside .venv says that it is installed: a second call compares two files, without network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lock=$1
steps=$2
venv=.venv
wanted=${PYTHON:-python3}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

recent_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

version_of() {
    "$1" --version 2>/dev/null || echo "introuvable / not found"
}

find_python() {
    local candidate
    for candidate in "$wanted" python3.13 python3.12 python3.11; do
        if recent_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Mandature demande Python 3.11 ou plus récent ; ici, « $wanted » est : $(version_of "$wanted")." \
        "Mandature needs Python 3.11 or later. Installez-le, puis / Install it, then: make run PYTHON=python3.11"
}

make_venv() {
    local python
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "Il manque à Python son module « venv ». Sous Debian ou Ubuntu : sudo apt install python3-venv" \
        "Python lacks its module \"venv\". On Debian or Ubuntu: sudo apt install python3-venv"
    # --clear: what is left of an interrupted set-up, or of a Python since removed, is of no use.
    "$python" -m venv --clear "$venv"
}

install() {
    local total stamp
    total=$(grep -c '==' "$lock")
    rm -f "$venv"/*.lock
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input \
        install --require-hashes --progress-bar off -r "$lock" 2>"$venv/install.log" | count_up_to "$total" ||
        fail "$(grep -v '^WARNING' "$venv/install.log")" \
            "Installation interrompue : vérifier le réseau, puis relancer la même commande." \
            "Installation stopped: check the network, then type the same command again."
    for stamp in $(installed_by "$lock"); do cp "$stamp" "$venv/$stamp"; done
}

# requirements-dev.lock holds every line of requirements.lock, so installing it installs both.
installed_by() {
    case $1 in
        requirements-dev.lock) echo requirements.lock requirements-dev.lock ;;
        *) echo "$1" ;;
    esac
}

count_up_to() {
    awk -v total="$1" -v terminal="$([ -t 1 ] && echo 1 || echo 0)" '
        /^Collecting/ { count++; if (terminal) printf "\r      %d/%d", count, total; fflush() }
        END { if (terminal) printf "\r                    \r" }'
}

echo "[1/$steps] Environnement Python / Python environment ($venv)"
recent_enough "$venv/bin/python" || make_venv

if cmp -s "$lock" "$venv/$lock"; then
    echo "[2/$steps] Paquets / Packages: déjà installés / already installed"
else
    echo "[2/$steps] Paquets / Packages ($lock): une à trois minutes / one to three minutes"
    install
fi

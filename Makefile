# Every command a town or a developer types. Recipes name paths relative to this folder only,
# so that it may be called anything, with spaces or accents, and be moved.
PYTHON ?= python3
PORT ?= 8501
export PYTHON

VENV_PYTHON := .venv/bin/python
PYTEST := $(VENV_PYTHON) -m pytest

.DEFAULT_GOAL := help
.PHONY: help run demo test check bench soak lock clean

help: ## Affiche cette aide | Show this help
	@echo "Mandature : make COMMANDE / make COMMAND"
	@awk -F ' *(:.*##|\|) *' '/^[a-z]+:.*##/ {printf "  make %-7s %s\n               %s\n", $$1, $$2, $$3}' Makefile

run: ## Installe tout, puis ouvre le tableau de bord (PORT=8501) | Set everything up, then serve the dashboard (PORT=8501)
	@tools/environment.sh requirements.lock 4
	@exec $(VENV_PYTHON) -m dashboard serve --port $(PORT)

demo: ## Crée ou complète la ville de démonstration, fictive | Make or complete the demonstration town; it does not exist
	@tools/environment.sh requirements.lock 3
	@exec $(VENV_PYTHON) -m dashboard demo

test: ## Installe tout, puis lance tous les tests | Set everything up, then run every test
	@tools/environment.sh requirements-dev.lock 3
	@echo "[3/3] Tests"
	@exec $(PYTEST) --numprocesses auto --maxprocesses 4 --dist loadfile

check: ## Mise en forme, règles, types, flèches, failles connues | Format, lint, types, import arrows, known vulnerabilities
	@tools/environment.sh requirements-dev.lock 7
	@echo "[3/7] Mise en forme / Format"
	@$(VENV_PYTHON) -m ruff format --check --quiet --output-format concise .
	@echo "[4/7] Règles / Lint"
	@$(VENV_PYTHON) -m ruff check --quiet .
	@echo "[5/7] Types"
	@$(VENV_PYTHON) -m mypy
	@echo "[6/7] Maison / House"
	@$(PYTEST) -q -s tests/test_house.py tests/tools/test_glossary.py
	@echo "[7/7] Failles connues / Known vulnerabilities"
	@$(VENV_PYTHON) tools/audit.py requirements-dev.lock

bench: ## Mesure les vitesses promises (navigateur réel) | Measure the promised speeds (real browser)
	@tools/environment.sh requirements-dev.lock 3
	@echo "[3/3] Mesures / Measures"
	@exec $(PYTEST) -s -m bench

soak: ## Tests longs : pannes, arrêts brutaux, couverture | Long tests: faults, kills, coverage of intervals
	@tools/environment.sh requirements-dev.lock 3
	@echo "[3/3] Tests longs / Long tests"
	@exec $(PYTEST) -m soak

lock: ## Refait les versions exactes avec empreintes | Make the exact versions with hashes again
	@tools/environment.sh requirements-dev.lock 3
	@echo "[3/3] Versions exactes / Exact versions"
	@tools/lock.sh

clean: ## Efface l'environnement et les caches, jamais var/ | Remove the environment and caches, never var/
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The everyday commands, run in the environment that is active.

PYTHON ?= python

.PHONY: check fix test coverage docs reports

check:  ## everything that CI checks but the tests
	ruff check
	ruff format --check
	mypy
	lint-imports
	vocab-audit wordlists check

fix:  ## mend what can be mended by itself
	ruff check --fix
	ruff format

test:  ## the tests, on all cores
	$(PYTHON) -m pytest -n auto

coverage:  ## the tests again, measured
	$(PYTHON) -m coverage erase
	$(PYTHON) -m coverage run -m pytest -q -n auto
	$(PYTHON) -m coverage combine -q
	$(PYTHON) -m coverage report

docs:  ## docs/cli.md from the help texts
	$(PYTHON) tools/make_cli_docs.py

reports:  ## the reference audits, the reference comparison, and a page that links them
	vocab-audit audit o200k_base cl100k_base p50k_base r50k_base -o reports
	vocab-audit compare o200k_base cl100k_base p50k_base r50k_base -o reports
	$(PYTHON) tools/make_gallery.py

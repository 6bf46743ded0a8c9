# `make test` runs everything there is to run on this machine; see CONTRIBUTING.md.

PYTHON := $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3,\
	$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 10) else "")' 2>/dev/null)))
RUN := $(PYTHON) -m salesflow_app.tests.run

.PHONY: help test lint bench python

help:
	@echo "make test   unit tests here, and the site tests on the site SALESFLOW_SITE (default salesflow.test)"
	@echo "            of the bench in FRAPPE_BENCH (default ~/frappe-bench), if there is one"
	@echo "make lint   ruff: check and format"
	@echo "make bench  what the app costs, measured on that site"

test lint bench: python
	@$(RUN) $@

python:
	@test -n "$(PYTHON)" || { echo "SalesFlow needs Python 3.10 or newer; python3 is `python3 --version 2>&1`."; exit 1; }

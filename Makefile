# `make demo` shows the product, `make test` runs its tests; see CONTRIBUTING.md.

PYTHON := $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3,\
	$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 10) else "")' 2>/dev/null)))
RUN := $(PYTHON) -m salesflow_app.tests.run
TARGETS := demo stories test test-days tamper races lint bench

.PHONY: help python $(TARGETS)

help:
	@echo "make demo      plays six deals on a trial site and serves it on http://127.0.0.1:8000; the next time it serves"
	@echo "               the same site. NEW=1 makes a new one, PORT=9000 changes the port"
	@echo "make stories   plays the six deals and stops at the first thing that is not as expected"
	@echo "make test      unit tests, and the site tests on the sandbox; then on the site SALESFLOW_SITE (default"
	@echo "               salesflow.test) of the bench in FRAPPE_BENCH (default ~/frappe-bench), if there is one"
	@echo "make test-days runs the tests of the sandbox with the clock set to weekdays, month ends and clock changes"
	@echo "make tamper    changes signed deals ten thousand times at random: every change has to be seen, and nothing else"
	@echo "make races     two and more people at the same moment, a thousand times each; SALESFLOW_ROUNDS=50 is less"
	@echo "make lint      ruff: check and format"
	@echo "make bench     what the app and the client's pages cost, measured on that site of the bench"

demo: OPTIONS := $(if $(NEW),--new) $(if $(PORT),--port $(PORT))

$(TARGETS): python
	@$(RUN) $@ $(OPTIONS)

python:
	@test -n "$(PYTHON)" || { echo "SalesFlow needs Python 3.10 or newer; python3 is `python3 --version 2>&1`."; exit 1; }

# Two commands are enough: `make run` and `make test`. Each prepares what it needs the first
# time (a virtual environment, the packages, the phone application) and nothing after that.
#
#   make run     starts the quality management system with demo data; PORT and QMS_HOME are heeded
#   make test    everything that has to hold; stops at the first failure
#   make bench   measures what has to be quick
#   make lint    style and layout            make types   types and who may import whom
#   make clean   removes what was built; data in var/ and .venv/ stay
#
# PYTHON=/path/to/python3 names a Python; PYTEST_ARGS="-k name" limits the tests.

.PHONY: run test bench lint types clean
.DEFAULT_GOAL := run

PREPARED := @PYTHON="$(PYTHON)" scripts/python scripts/bootstrap.py

run:
	$(PREPARED) run .venv/bin/qms run

test:
	$(PREPARED) test .venv/bin/python scripts/checks.py

bench:
	$(PREPARED) test .venv/bin/python -m benchmarks

lint:
	$(PREPARED) test .venv/bin/python scripts/checks.py lint format

types:
	$(PREPARED) test .venv/bin/python scripts/checks.py types imports

clean:
	rm -rf .make build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache \
		.import_linter_cache test-results intranet_qms/static/pwa pwa/node_modules pwa/coverage \
		pwa/dist tests/support/oidc/node_modules
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

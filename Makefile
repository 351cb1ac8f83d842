# Every target calls run.py, which needs only Python 3.11 or newer and works without make as well.
PYTHON ?= python3
ARGS ?=

.PHONY: run test lint format bench screenshots setup lock build check-system

run:
	@$(PYTHON) run.py app $(ARGS)

test lint format bench screenshots setup lock build check-system:
	@$(PYTHON) run.py $@ $(ARGS)

# The commands of this project. On a fresh machine with Python 3.11 or newer: `make run`.

.PHONY: help run fresh test fast rules search lint bench messages docs format environment

help:            ## show these commands
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p; s/^\([a-z]*\):  *## /  make \1\t/p' Makefile | expand -t 24

run:             ## the demonstration marketplace on http://localhost:8000
	@tools/environment run
	@AMIABIL_DEMO=$${AMIABIL_DEMO-1} exec .venv/bin/amiabil serve

fresh:           ## put the demonstration back to its beginning
	@tools/environment run
	@AMIABIL_DEMO=$${AMIABIL_DEMO-1} .venv/bin/amiabil demo reset

test:            ## all tests: rules, storage, pages, journeys in a browser, faults
	@tools/environment work
	@tools/test-services
	@tools/tests all

fast:            ## the tests that need no browser and start no processes
	@tools/environment work
	@tools/tests fast

rules:           ## the rules of the procedure alone, without a database: seconds
	@tools/environment work
	@tools/tests rules

search:          ## let chance look for new histories that break a rule: an hour or so
	@tools/environment work
	@tools/tests search

lint:            ## form, types, layers, templates, translations, migrations, generated docs
	@tools/environment work
	@tools/lint

bench:           ## measure; OPTIONS="--help" shows sizes and parts
	@tools/environment work
	@.venv/bin/python -m bench $(OPTIONS)

messages:        ## refresh the catalogues of translations
	@tools/environment work
	@.venv/bin/amiabil messages extract

docs:            ## write the generated documents again
	@tools/environment work
	@.venv/bin/python tools/documents.py

format:          ## let the formatter rewrite the code
	@tools/environment work
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

environment:     ## .venv with everything needed to work on the project
	@tools/environment work

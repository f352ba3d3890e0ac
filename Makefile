# The workflow in a few words. `make demo` shows the product, `make test` proves it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# nextest runs the tests side by side and names them; plain cargo does where it is not installed.
RUN_TESTS := $(shell command -v cargo-nextest >/dev/null 2>&1 && echo 'nextest run' || echo test)

.PHONY: help demo test check bench generate widget prerequisites

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 16

demo: widget     ## the product with phones, callers and pages; Ctrl-C ends it
	sip-config/demo.sh

test: prerequisites widget   ## everything: units, simulations, databases, browser, a real Asterisk
	npm --prefix web-widget run test
	npm --prefix web-widget run size
	npm --prefix web-widget run e2e
	cargo $(RUN_TESTS) --locked

check: widget    ## format, lints, floors, generated files, widget types
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --quiet
	npm --prefix web-widget run check
	@if command -v cargo-deny >/dev/null 2>&1; then cargo deny --config .deny.toml check; \
	 else echo 'cargo-deny is not installed: licences and advisories were not checked'; fi

bench:           ## times, as ratios to a floor or a peer of the same run
	cargo bench --locked

generate:        ## write the files that follow from others: the widget's protocol types, the OpenAPI document
	SANTRAL_WRITE=1 cargo test --locked --test api generated

widget: web-widget/node_modules/.package-lock.json   ## build the pages
	@npm --prefix web-widget run --silent build

web-widget/node_modules/.package-lock.json: web-widget/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20.19 or newer'; exit 1; }
	npm --prefix web-widget ci --no-audit --no-fund

prerequisites:   ## install what the tests need, by package name
	sip-config/prerequisites.sh

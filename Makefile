# belegd: everything a newcomer, a developer and CI call. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# What Debian 12 needs beside the Swift toolchain, to build and to run.
BUILD_PACKAGES := libpoppler-glib-dev libtesseract-dev libsqlite3-dev libsystemd-dev libseccomp-dev \
  liblinear-dev libzip-dev libgcrypt20-dev pkg-config
RUN_PACKAGES := tesseract-ocr-deu libgmime-3.0-0 libzip4 libzbar0 poppler-utils tesseract-ocr qpdf libxml2-utils unzip \
  python3
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
SHARED ?= ../shared
RELEASE := .build/release

.PHONY: help setup build run test faults lint format release bench lab pages train evaluate derive deb box-test sbom soak pile clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  \1\t/' | expand -t 14

setup: ## install the Debian packages that are missing
	@missing=(); for package in $(BUILD_PACKAGES) $(RUN_PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing+=($$package); done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing $${missing[*]}"; \
	  $(SUDO) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null; \
	fi

build: setup ## debug build
	swift build

run: setup ## build, start the daemon on the demo tenant, show invoices becoming a batch
	swift build --product belegd
	swift build --product belegd-reader
	@Packaging/demo .build/debug

test: setup ## all tests; those that need ../shared skip with a word where it is absent
	swift build --build-tests
	swift test --skip-build

# The programs that bring files in earnest; tests of what is missing skip.
TRANSFER_PACKAGES := samba smbclient openssh-server openssh-client rsync vsftpd curl

faults: setup ## the catalogue of faults: number, test, result; every call disturbed once
	@$(SUDO) apt-get install -y -qq --no-install-recommends $(TRANSFER_PACKAGES) >/dev/null || true
	swift build --build-tests
	swift build --product belegd-lab
	@rm -f .build/faults.jsonl
	BELEGD_LONG_RUN=1 BELEGD_TRANSFERS=1 BELEGD_FAULT_STRIDE=$(or $(STRIDE),1) BELEGD_RACE_TRIES=100000 \
	  BELEGD_SLOW_SECONDS=$(or $(SLOW),60) BELEGD_FIGURES=$(CURDIR)/Documentation/figures swift test --skip-build --no-parallel \
	  --filter 'AccountingTests|LearningTests|SettingsTests|SpoolTests|JobStoreTests|EndToEndTests|DocumentsTests|JailTests|readerTests|DeliveryTests|ResultsTests|ServiceSupportTests' \
	  --event-stream-output-path .build/faults.jsonl --event-stream-version 0 || true
	.build/debug/belegd-lab faults .build/faults.jsonl Tests Documentation/faults-remarks.csv \
	  Documentation/figures/faults.csv

lint: ## format and house rules, silent when all is well
	swift format lint --strict -r Sources Tests Package.swift

format: ## put the sources into the house's form
	swift format -i -r Sources Tests Package.swift

release: setup ## stripped binaries that need no Swift on the target, in dist/
	swift build -c release --product belegd --static-swift-stdlib
	swift build -c release --product belegd-reader --static-swift-stdlib
	install -d dist && install -m 0755 $(RELEASE)/belegd $(RELEASE)/belegd-reader dist/
	strip dist/belegd dist/belegd-reader
	@! ldd dist/belegd | grep -iE 'poppler|tesseract|curl|libssl|swift' || { echo 'dist/belegd links what it must not'; exit 1; }
	@! ldd dist/belegd-reader | grep -iE 'tesseract|curl|swift' || { echo 'dist/belegd-reader links what it must not'; exit 1; }
	@ls -l dist

# Where `make evaluate` keeps the results that it scores; removed first, so that they are today's.
RESULTS := .build/evaluation
ELEKTRO := $(wildcard $(SHARED)/corpus-elektro/documents/*.pdf)
SCANS := $(filter %.pdf,$(wildcard $(SHARED)/corpus-elektro/documents/scan-*))

bench: release ## cost from drop to outbox, as ratios to pdftotext and tesseract on the same files
	swift build --product belegd-lab
	@if [ -d $(SHARED)/corpus-elektro ]; then \
	  inputs="$(addprefix --text ,$(filter-out $(SCANS),$(ELEKTRO))) $(addprefix --scans ,$(SCANS)) \
	    --xml $(SHARED)/corpus/documents"; \
	else \
	  echo "$(SHARED) is not there: the sample documents of Inbox/ stand in, too few for more than a hint"; \
	  inputs="--text Inbox/muster --scans Inbox/muster --xml Inbox/muster"; \
	fi; \
	.build/debug/belegd-lab bench --binaries dist --data Config \
	  --tenant Packaging/demo-config/tenants/muster.yaml $$inputs $(BENCH)

# The corpora's pages as the reader sees them, read anew when the code or the figures change that read them; and the
# training corpus read by weights that know no other document of the same layout, with the weights fitted that way.
TRAINING := .build/training
LAB := $(RELEASE)/belegd-lab
PAGES = $(TRAINING)/pages-$(shell cat Sources/Documents/*.swift Config/reading/* | sha256sum | cut -c1-12)
READ = $(LAB) read-pages dist/belegd-reader Config $(SHARED)/$(1)/truth.jsonl $(SHARED)/$(1)/documents $(PAGES)/$(1)
TRAIN_TRUTH := $(SHARED)/corpus-train/truth.jsonl

# With the flags of `release`: with others the whole house would be built anew, here and there.
lab: setup
	swift build -c release --product belegd-lab --static-swift-stdlib

pages: release lab
	@[ -d $(SHARED)/corpus-train ] || { echo "needs the corpora in $(SHARED)"; exit 1; }
	$(call READ,corpus-train)

train: pages ## the weights and confidences of the extraction, from ../shared/corpus-train
	$(LAB) train-fields $(TRAIN_TRUTH) $(PAGES)/corpus-train Config
	$(MAKE) confidences

confidences: pages ## the confidences alone, fitted anew to what unseen layouts show
	$(LAB) cross-validate $(TRAIN_TRUTH) $(PAGES)/corpus-train Config $(TRAINING)/folds

evaluate: pages ## accuracy and coverage on the corpora in ../shared
	$(call READ,corpus)
	$(call READ,corpus-elektro)
	@rm -rf $(RESULTS) $(TRAINING)/data $(TRAINING)/check && mkdir -p $(RESULTS) $(TRAINING)/data
	@cp -r Config/extraction $(TRAINING)/data/
	$(LAB) cross-validate $(TRAIN_TRUTH) $(PAGES)/corpus-train $(TRAINING)/data $(TRAINING)/check
	@mv $(TRAINING)/check/results $(RESULTS)/corpus-train
	$(LAB) evaluate --binaries dist --data Config --shared $(SHARED) --pages $(PAGES) \
	  --results $(RESULTS) --output Documentation/figures \
	  --corpus corpus --corpus corpus-elektro --corpus corpus-train

derive: setup ## the data files in Config/ from the specifications in ../shared
	swift run belegd-lab derive --spec $(SHARED)/spec --output Config

DEB_PACKAGES := dpkg-dev lintian python3
BOX_PACKAGES := debootstrap systemd-container
BOX ?= $(SHARED)/tools/debian-box

deb: release ## dist/belegd_VERSION_ARCH.deb, the same bytes for the same commit and toolchain
	@dpkg-query -W $(DEB_PACKAGES) >/dev/null 2>&1 || \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $(DEB_PACKAGES) >/dev/null
	@Packaging/build-deb dist dist
	@lintian --allow-root --fail-on error $$(ls -t dist/belegd_*.deb | head -1)

box-test: deb ## the package's whole life on a Debian of its own, with a real systemd (root, some minutes)
	@[ -x $(BOX) ] || { echo "needs debian-box in $(SHARED)/tools"; exit 1; }
	@dpkg-query -W $(BOX_PACKAGES) >/dev/null 2>&1 || \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $(BOX_PACKAGES) >/dev/null
	@$(SUDO) Packaging/box-test $$(ls -t dist/belegd_*.deb | head -1) $(BOX)

sbom: ## dist/sbom.cdx.json: every library with version and licence (CycloneDX)
	@swift package resolve >/dev/null
	@mkdir -p dist
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) Packaging/sbom . \
	  $$(sed -n 's/^ *static let release = "\(.*\)"$$/\1/p' Sources/belegd/Belegd.swift) \
	  $$([ ! -x dist/belegd-reader ] || echo dist) >dist/sbom.cdx.json
	@echo dist/sbom.cdx.json

soak: release ## drops documents for MINUTES (60) in four patterns, draws memory, latency and throughput
	Packaging/soak --binaries dist --minutes $(or $(MINUTES),60) --output Documentation/figures $(SOAK)

pile: release ## three tenants drop COUNT (10,000) documents at once: memory, throughput, fairness
	Packaging/soak --binaries dist --pile $(or $(COUNT),10000) --output Documentation/figures

clean:
	rm -rf .build dist

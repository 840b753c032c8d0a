# Added by configure to phpize's Makefile: cargo builds the extension, make copies it to where `make install` looks.
# CARGO_TARGET_DIR, where set, keeps what cargo builds; else it is target/ in the build directory.

PEREGRINE_SOURCES = $(shell find $(srcdir)/src $(srcdir)/build.rs $(srcdir)/Cargo.toml $(srcdir)/Cargo.lock -type f)
PEREGRINE_TARGET = $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),$(builddir)/target)

$(phplibdir)/peregrine.la: $(PEREGRINE_SOURCES)
	CARGO_TARGET_DIR="$(PEREGRINE_TARGET)" PHP_CONFIG="$(PHP_CONFIG)" \
	  $(PEREGRINE_CARGO) build --release --locked --manifest-path "$(srcdir)/Cargo.toml"
	@mkdir -p $(phplibdir)
	cp "$(PEREGRINE_TARGET)/release/libperegrine.so" $(phplibdir)/peregrine.so
	@echo "dlname='peregrine.so'" > $@

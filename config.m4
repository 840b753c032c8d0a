dnl Peregrine is built by cargo; configure only checks that it can be, and says in one sentence what is missing.
dnl The build rule is in Makefile.frag.

PHP_ARG_ENABLE([peregrine],
  [whether to enable Peregrine],
  [AS_HELP_STRING([--enable-peregrine], [Enable Peregrine])],
  [yes])

if test "$PHP_PEREGRINE" != "no"; then
  peregrine_source=PHP_EXT_SRCDIR()
  peregrine_path="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

  AC_MSG_CHECKING([whether Peregrine runs on this system])
  peregrine_system=`uname -s`
  if test "$peregrine_system" != "Linux"; then
    AC_MSG_ERROR([Peregrine runs on Linux only, and this is $peregrine_system.])
  fi
  AC_MSG_RESULT([yes])

  AC_MSG_CHECKING([whether Peregrine runs in this PHP])
  peregrine_php=`$PHP_CONFIG --version`
  if test "`$PHP_CONFIG --vernum`" -lt 80200; then
    AC_MSG_ERROR([Peregrine needs PHP 8.2 or newer and $PHP_CONFIG belongs to PHP $peregrine_php; pass --with-php-config=PATH of a newer PHP.])
  fi
  if grep -q '^#define ZTS 1' "`$PHP_CONFIG --include-dir`/main/php_config.h"; then
    AC_MSG_ERROR([Peregrine needs a PHP without thread safety (NTS) and $PHP_CONFIG belongs to a ZTS build; pass --with-php-config=PATH of an NTS build.])
  fi
  AC_MSG_RESULT([yes, PHP $peregrine_php])

  AC_PATH_PROG([PEREGRINE_CARGO], [cargo], [no], [$peregrine_path])
  AC_PATH_PROG([PEREGRINE_RUSTC], [rustc], [no], [$peregrine_path])
  if test "$PEREGRINE_CARGO" = "no" || test "$PEREGRINE_RUSTC" = "no"; then
    AC_MSG_ERROR([Peregrine is written in Rust, and cargo and rustc are not on the PATH; install them from https://rustup.rs.])
  fi

  dnl The minimum stands in Cargo.toml and nowhere else.
  AC_MSG_CHECKING([whether rustc is new enough])
  peregrine_rust_min=`sed -n 's/^rust-version = "\(.*\)"/\1/p' "$peregrine_source/Cargo.toml"`
  peregrine_rust=`$PEREGRINE_RUSTC --version | sed 's/^rustc \([[^ ]]*\).*/\1/'`
  peregrine_older=`printf '%s\n%s\n' "$peregrine_rust_min" "$peregrine_rust" | sort -V | head -n 1`
  if test -z "$peregrine_rust" || test "$peregrine_older" != "$peregrine_rust_min"; then
    AC_MSG_ERROR([Peregrine needs Rust $peregrine_rust_min or newer and $PEREGRINE_RUSTC is "$peregrine_rust"; run rustup update stable.])
  fi
  AC_MSG_RESULT([yes, Rust $peregrine_rust])

  AC_PATH_PROGS([PEREGRINE_CXX], [c++ g++ clang++], [no])
  if test "$PEREGRINE_CXX" = "no"; then
    AC_MSG_ERROR([librdkafka, the Kafka client inside Peregrine, is built with a C++ compiler too, and there is none on the PATH; install one (Debian: apt install g++).])
  fi
  if test -z "$PKG_CONFIG"; then
    AC_MSG_ERROR([pkg-config finds OpenSSL for the build and is not on the PATH; install it (Debian: apt install pkg-config).])
  fi
  AC_CHECK_HEADER([openssl/ssl.h], [], [
    AC_MSG_ERROR([the headers of OpenSSL are missing, with which librdkafka speaks TLS; install them (Debian: apt install libssl-dev).])
  ])
  AC_CHECK_HEADER([zlib.h], [], [
    AC_MSG_ERROR([the headers of zlib are missing, with which librdkafka compresses; install them (Debian: apt install zlib1g-dev).])
  ])

  PHP_ADD_BUILD_DIR([modules])
  dnl A .la, because phpize's install and test targets read the module's name from one.
  PHP_MODULES="$PHP_MODULES \$(phplibdir)/peregrine.la"
  PHP_SUBST([PEREGRINE_CARGO])
  PHP_SUBST([PHP_CONFIG])
  PHP_ADD_MAKEFILE_FRAGMENT([$peregrine_source/Makefile.frag], [$peregrine_source], [$abs_builddir])
fi

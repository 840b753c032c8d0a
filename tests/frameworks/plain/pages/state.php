<?php
function_exists('state_line') || require __DIR__ . '/../lib/state.php';
switch ($rest) {
    case 'timezone': state_line(date_default_timezone_get()); date_default_timezone_set($_GET['zone']); wait_a_little(); state_line(date('e', 0) . ' ' . date('H', 0)); break;
    case 'ini': state_line(ini_get('precision')); ini_set('precision', $_GET['precision']); wait_a_little(); state_line((string) (1 / 3)); break;
    case 'locale': state_line(setlocale(LC_NUMERIC, 0)); setlocale(LC_NUMERIC, 'C.UTF-8'); wait_a_little(); state_line(setlocale(LC_NUMERIC, 0)); break;
    case 'globals': global $seen; state_line(var_export($seen, true)); $seen = $_GET['x']; wait_a_little(); state_line($seen); break;
    case 'include-path': set_include_path('/tmp' . PATH_SEPARATOR . $_GET['x']); wait_a_little(); state_line(get_include_path()); break;
    case 'encoding': state_line(mb_internal_encoding()); mb_internal_encoding('ISO-8859-1'); wait_a_little(); state_line(mb_internal_encoding()); break;
    case 'random': mt_srand((int) $_GET['seed']); $first = mt_rand(); wait_a_little(); state_line($first . ' ' . mt_rand()); break;
    case 'strtok': strtok($_GET['text'], ' '); wait_a_little(); state_line(var_export(strtok(' '), true)); break;
    case 'json': json_decode('{'); wait_a_little(); state_line(json_last_error_msg()); break;
    case 'preg': @preg_match('/(?:\D+|<\d+>)*[!?]/', 'foobar foobar foobar'); wait_a_little(); state_line(preg_last_error_msg()); break;
    case 'libxml': libxml_use_internal_errors(true); simplexml_load_string('<a'); wait_a_little(); state_line(count(libxml_get_errors()) . ' errors'); break;
    case 'umask': umask(027); wait_a_little(); state_line(decoct(umask())); break;
    case 'chdir': chdir(__DIR__); wait_a_little(); state_line(basename(getcwd())); break;
    case 'putenv': putenv('PLAIN=' . $_GET['x']); wait_a_little(); state_line(getenv('PLAIN')); break;
    case 'includes': state_line(array_values(array_diff(array_map(basename(...), get_included_files()), ['router.php']))[0]); break;
}

<?php
// Each answer proves what was its own before and after it waited; tests/frameworks/isolation.php asks and checks.
require_once __DIR__ . '/../lib/Current.php';
require_once __DIR__ . '/../lib/Together.php';
$pause = function (): void {
    if (class_exists('Peregrine\Coroutine', false)) {
        Peregrine\Coroutine::sleep(0.004 * random_int(500, 1500) / 1000);
    }
};
session_start();
if ($rest === 'count') {
    // Under the lock of the session, with a wait between reading and writing.
    $count = ($_SESSION['shared'] ?? 0) + 1;
    $pause();
    $_SESSION['shared'] = $count;
    exit(json_encode(['count' => $count]));
}
$token = $rest;
$GLOBALS['held'] = $token;
Current::$token = $token;
Current::$seen[] = $token;
define('TOKEN', $token);
date_default_timezone_set($_GET['zone']);
setlocale(LC_CTYPE, $_GET['ctype']);
ini_set('precision', $_GET['precision']);
header("X-Token: $token");
header("X-Native: $token");
set_error_handler(function (int $level, string $text) use (&$heard, $token) {
    $heard = "$token heard $text";
    return true;
});
$_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;
$_SESSION['token'] = $token;
$db = new PDO('sqlite::memory:');
$db->exec('CREATE TABLE mine (token TEXT)');
$db->prepare('INSERT INTO mine VALUES (?)')->execute([$token]);
++Together::$count;
$pause();
ob_start();
echo "buffer of $token";
$pause();
$db->prepare('INSERT INTO mine VALUES (?)')->execute([$token]);
$pause();
$together = Together::$count--;
$buffer = ob_get_clean();
trigger_error("by $token", E_USER_WARNING);
restore_error_handler();
echo json_encode([
    'held' => (function () { global $held; return $held; })(), 'local' => $token, 'constant' => TOKEN, 'static' => [Current::$token, Current::$seen], 'post' => $_POST, 'request' => $_REQUEST['token'] ?? null,
    'get' => $_GET['token'] ?? null, 'cookie' => $_COOKIE['own'] ?? null, 'server' => $_SERVER['HTTP_X_TOKEN'] ?? null, 'uri' => basename(strtok($_SERVER['REQUEST_URI'], '?')), 'input' => filter_input(INPUT_POST, 'token'),
    'body' => file_get_contents('php://input'), 'session' => $_SESSION['token'], 'count' => $_SESSION['count'], 'buffer' => $buffer, 'heard' => $heard ?? null, 'rows' => $db->query('SELECT token FROM mine')->fetchAll(PDO::FETCH_COLUMN),
    'zone' => [date_default_timezone_get(), (new DateTime())->getTimezone()->getName()], 'ctype' => setlocale(LC_CTYPE, '0'), 'precision' => ini_get('precision'), 'together' => $together,
]);

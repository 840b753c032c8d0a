<?php
ini_set('display_errors', '0');
if ($rest === 'handler') {
    class_exists('Noted', false) || require __DIR__ . '/../lib/Noted.php';
    session_set_save_handler(new Noted(), true);
}
session_start();
$log = session_save_path() . '/order_' . session_id();
if ($rest === 'shown') {
    dump('session', $_SESSION['order'] ?? []);
    dump('log', file($log, FILE_IGNORE_NEW_LINES));
    unlink($log);
    $_SESSION = [];
    return;
}
$note = function (string $what) use ($log): void {
    $_SESSION['order'][] = $what;
    file_put_contents($log, "$what, session " . session_status() . "\n", FILE_APPEND);
};
$note('page');
header_register_callback(fn () => $note('headers'));
register_shutdown_function(function () use ($note) {
    $note('shutdown');
    wait_a_little();
    echo "said at shutdown\n";
    register_shutdown_function(fn () => $note('late shutdown'));
});
$object = new class($note) {
    function __construct(public $note) {}
    function __destruct() { ($this->note)('destructor'); echo "said by a destructor\n"; }
};
ob_start(function (string $text) use ($note): string {
    $note('buffer');
    return strtoupper($text);
});
echo "said by the page\n";
switch ($rest) {
    case 'closed': session_write_close(); break;
    case 'exit': exit("said by exit\n");
    case 'throw': throw new Exception('the end');
}

<?php
if ($rest === 'options') {
    session_set_cookie_params(['lifetime' => 600, 'path' => '/session', 'httponly' => true, 'samesite' => 'Strict']);
    session_name('PLAIN');
}
if ($rest === 'cache') {
    session_cache_limiter('private');
}
session_start($rest === 'read' ? ['read_and_close' => true] : []);
wait_a_little();
switch ($rest) {
    case 'login': session_regenerate_id(true); $_SESSION['user'] = $_POST['user'] ?? 'anna'; break;
    case 'logout': $_SESSION = []; session_destroy(); break;
    case 'set': $_SESSION[$_GET['key']] = $_GET['value']; break;
    case 'unset': unset($_SESSION[$_GET['key']]); break;
    case 'object': $_SESSION['object'] = new ArrayObject([1, 2]); break;
    case 'close': session_write_close(); $_SESSION['lost'] = 1; break;
    case 'abort': $_SESSION['lost'] = 2; session_abort(); break;
    case 'reset': $_SESSION['lost'] = 3; session_reset(); break;
    case 'flash':
        $_SESSION['flash'] = 'saved';
        header('Location: /session/shown');
        exit;
    case 'shown': $flash = $_SESSION['flash'] ?? 'none'; unset($_SESSION['flash']); echo "flash: $flash\n"; break;
    case 'encode': echo session_encode(), "\n"; break;
}
echo 'visit ', Counter::next('session'), "\n";
echo 'status ', session_status(), ' name ', session_name(), ' id ', strlen(session_id()), "\n";
dump('session', $_SESSION);

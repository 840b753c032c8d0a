<?php
wait_a_little();
switch ($rest) {
    case 'set': setcookie('visitor', $_GET['name'] ?? 'anna'); break;
    case 'options': setcookie('visitor', 'opt ions;', ['expires' => time() + 3600, 'path' => '/', 'secure' => false, 'httponly' => true, 'samesite' => 'Lax']); break;
    case 'raw': setrawcookie('raw', 'a+b%20c', 0, '/', '', true, true); break;
    case 'many': setcookie('a', '1'); setcookie('b', '2', time() + 60); setcookie('a', '3'); break;
    case 'delete': setcookie('visitor', '', time() - 3600); break;
    case 'array': setcookie('list[one]', '1'); setcookie('list[two]', 'zwei'); break;
    case 'domain': setcookie('far', 'x', ['domain' => 'example.org', 'path' => '/far', 'samesite' => 'None', 'secure' => true]); break;
    case 'bad': try { setcookie("a b", 'x'); } catch (ValueError $error) { echo $error->getMessage(), "\n"; } break;
    case 'header': header('Set-Cookie: plain=1; Path=/'); header('Set-Cookie: plain2=2', false); break;
}
dump('cookies', $_COOKIE);

<?php
// Knows nothing of Peregrine.
[$page, $argument] = explode('/', trim($_SERVER['PATH_INFO'] ?? '', '/'), 2) + ['', ''];

switch ($page) {
    case '':
        header('Content-Type: text/html; charset=utf-8');
        echo '<link rel="stylesheet" href="/style.css"><h1>Hello</h1>', "\n";
        break;
    case 'greet':
        echo 'Hello ', htmlspecialchars($argument ?: $_GET['name'] ?? 'world'), "\n";
        break;
    case 'count':
        session_start();
        $_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;
        echo "Visit $_SESSION[count]\n";
        break;
    default:
        http_response_code(404);
        exit("There is no page $page.\n");
}

<?php

function e($text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES);
}

function dump(string $title, $value): void
{
    echo "<h2>", e($title), "</h2>\n<pre>", e(print_r($value, true)), "</pre>\n";
}

function page_over(string $page): void
{
    if (!empty($_GET['over'])) {
        echo "<!-- $page is over -->\n";
    }
}

function require_login(string $user, string $password): void
{
    if (($_SERVER['PHP_AUTH_USER'] ?? '') !== $user || ($_SERVER['PHP_AUTH_PW'] ?? '') !== $password) {
        header('WWW-Authenticate: Basic realm="plain"');
        header('HTTP/1.0 401 Unauthorized');
        echo 'Please log in.';
        exit;
    }
}

/** Lets others in, as a query of a database would. */
function wait_a_little(): void
{
    if (class_exists('Peregrine\Coroutine', false)) {
        Peregrine\Coroutine::sleep(0.002);
    }
}

<?php
switch ($rest) {
    case 'flush':
        for ($i = 0; $i < 3; $i++) {
            echo "piece $i\n";
            flush();
            wait_a_little();
        }
        echo 'sent ', var_export(headers_sent(), true), "\n";
        break;
    case 'callback':
        ob_start(fn($text, $phase) => strtoupper($text) . "[$phase]");
        echo 'shout ';
        ob_flush();
        wait_a_little();
        echo 'again';
        break;
    case 'nested':
        ob_start(); echo 'outer '; ob_start(); echo 'inner'; wait_a_little(); $inner = ob_get_clean(); echo strrev($inner), ' level ', ob_get_level();
        ob_end_flush();
        break;
    case 'clean': ob_start(); echo 'never seen'; wait_a_little(); ob_end_clean(); echo 'seen'; break;
    case 'open': ob_start(); ob_start(); echo 'left open'; break;
    case 'rewrite': output_add_rewrite_var('token', 'abc'); echo '<a href="/home">home</a><form action="/x"></form>'; break;
    case 'large': for ($i = 0; $i < 2000; $i++) { echo str_pad((string) $i, 99, '.'), "\n"; if ($i % 500 === 0) wait_a_little(); } break;
    case 'binary': header('Content-Type: application/octet-stream'); for ($i = 0; $i < 256; $i++) echo chr($i); break;
    case 'printf': printf("%05.2f|%s|%x\n", 3.14159, 'text', 255); print "print\n"; vprintf("%s-%s\n", ['a', 'b']); break;
    case 'passthru': fwrite(fopen('php://output', 'w'), "through php://output\n"); readfile('data:text/plain,hello'); fpassthru(fopen(__DIR__ . '/../public/assets/notes.txt', 'r')); break;
    case 'late':
        echo 'some output';
        flush();
        header('X-Late: 1');
        break;
    case 'nothing': break;
    case 'status': echo 'length ', ob_get_length() === false ? 'none' : ob_get_length(), "\n"; break;
}

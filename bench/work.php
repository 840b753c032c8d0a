<?php
/**
 * Server CPU per request beside bare hyper for more than a hello: JSON made of a query, a file of 64 KiB, a POST of 64 KiB
 * (wrk, 64 connections). Rounds in alternation, as in requests.php. ROUNDS (10), SECONDS (3).
 */
declare(strict_types=1);

require __DIR__ . '/rounds.php';

$bare = dirname(getenv('HYPER_HELLO')) . '/hyper-work';
is_executable($bare) || refuse("$bare is missing; make bench builds it");
$place = sys_get_temp_dir() . '/peregrine-bench-' . bin2hex(random_bytes(6));
mkdir($place);
register_shutdown_function(fn () => shell_exec('rm -rf ' . escapeshellarg($place)));
file_put_contents("$place/file.bin", random_bytes(65536));
file_put_contents("$place/post.lua", "wrk.method = 'POST'\nwrk.body = string.rep('x', 65536)\n");

title('µs CPU/request');
$servers = [[$bare, "$place/file.bin"], [...php('work-server.php'), "$place/file.bin"]];
measure('JSON with query', ...$servers, target: 1.2, load: fn ($port, $seconds) => wrk("http://127.0.0.1:$port/json?name=Ada%20Lovelace&count=36", $seconds));
measure('file of 64 KiB', ...$servers, target: 1.1, load: fn ($port, $seconds) => wrk("http://127.0.0.1:$port/file.bin", $seconds));
measure('POST of 64 KiB', ...$servers, target: 1.2, load: fn ($port, $seconds) => wrk("http://127.0.0.1:$port/post", $seconds, 64, "$place/post.lua"));

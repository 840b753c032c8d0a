--TEST--
Six ways to fail in one worker while 50 requests are parked: these notice nothing, and nothing is lost after
--INI--
memory_limit=64M
--SKIPIF--
<?php
if (!function_exists('Peregrine\Test\panic')) {
    echo 'skip needs test hooks';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

class Guard
{
    public function __construct(private string $name)
    {
    }

    public function __destruct()
    {
        note("destructor $this->name.");
    }
}

function wait_for(string $gate): void
{
    while (file_exists($gate)) {
        Coroutine::sleep(0.01);
    }
}

function fail(string $how, string $gate): void
{
    switch ($how) {
        case 'throw':
            throw new DomainException('thrown');
        case 'exit':
            exit(5);
        case 'memory':
            $text = str_repeat('x', 1 << 30);
        case 'error':
            trigger_error('user error', E_USER_ERROR);
        case 'panic':
            Peregrine\Test\panic('in Rust');
        case 'compile':
            include "$gate.php";
    }
}

const FAILURES = ['throw', 'exit', 'memory', 'panic', 'error', 'compile'];

$gate = fn (int $port, string $name) => sys_get_temp_dir() . "/peregrine-gate-$port-$name";
$running = serve(function ($server) use ($gate) {
    $server->set(['max_wait_time' => 60]);
    $server->on('request', function ($request, $response) use ($server, $gate) {
        [, $what, $name] = explode('/', $request->server['path_info'] . '/');
        if ($what === 'fail') {
            $mine = $gate($server->port, $name);
            note('in');
            wait_for($mine);
            fail($name, $mine);
        }
        if ($what === 'park') {
            $guard = new Guard($name);
            ob_start();
            try {
                echo "buffer of $name";
                note('in');
                wait_for($gate($server->port, 'park'));
                $squares = array_map(fn ($n) => $n * $n + (int) $name, [1, 2, 3]);
                usort($squares, fn ($a, $b) => $b <=> $a);
                $response->end(json_encode([getmypid(), ob_get_contents(), $squares]));
                return;
            } finally {
                ob_end_clean();
                note("finally $name.");
            }
        }
        $response->end(json_encode([getmypid(), $server->stats()['worker_tainted_count']]));
    });
});
[$pid] = $running->get('/')->json();
$file = fn (string $name) => $gate($running->port, $name);
array_map(fn ($name) => touch($file($name)), [...FAILURES, 'park']);
file_put_contents($file('compile') . '.php', '<?php class Twice {} class Twice {}');
$parked = $failing = [];
for ($i = 0; $i < 50; $i++) {
    $parked[$i] = $running->connect()->send("GET /park/$i HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('in');
}
foreach (FAILURES as $name) {
    $failing[$name] = $running->connect()->send("GET /fail/$name HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('in');
}
foreach (FAILURES as $name) {
    unlink($file($name));
    echo "$name ", $failing[$name]->answer()?->status, "\n";
}
unlink($file('compile') . '.php');
unlink($file('park'));
$right = $finally = $destructor = 0;
foreach ($parked as $i => $client) {
    $right += $client->answer()?->json() === [$pid, "buffer of $i", [9 + $i, 4 + $i, 1 + $i]];
    $finally += $running->line("finally $i.") === "finally $i.";
    $destructor += $running->line("destructor $i.") === "destructor $i.";
}
echo "parked: $right right, $finally finally, $destructor destructors\n";
// And 1,000 more on 10 connections.
$answered = 0;
for ($i = 0; $i < 10; $i++) {
    $clients[$i] = $running->connect();
}
for ($i = 0; $i < 1000; $i++) {
    $answer = $clients[$i % 10]->get('/');
    $answered += $answer?->status === 200;
    if ($answer?->field('connection') === 'close') {
        $clients[$i % 10] = $running->connect();
    }
}
[$after, $tainted] = $running->get('/')->json();
echo "$answered of 1000, ", $after === $pid ? 'the same worker' : "another worker for $tainted tainted one", "\n";
$log = $running->stop();
foreach (['DomainException: thrown', 'Allowed memory size', 'user error', 'clare class Twice', 'in Rust'] as $text) {
    echo str_contains($log, $text) ? '' : "'$text' was not reported\n";
}
?>
--EXPECT--
throw 500
exit 500
memory 500
panic 500
error 500
compile 500
parked: 50 right, 50 finally, 50 destructors
1000 of 1000, another worker for 1 tainted one

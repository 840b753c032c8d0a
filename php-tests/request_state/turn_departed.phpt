--TEST--
With cancel_on_disconnect a request whose client leaves while it waits for its turn does not begin; without, it does
--FILE--
<?php
require __DIR__ . '/../include/server.php';

$file = fn (int $pid) => sys_get_temp_dir() . "/peregrine-turn-$pid";
$running = serve(function ($server, $cancels = true) use ($file) {
    $flag = $file(getmypid());
    $server->set(['request_state' => true, 'cancel_on_disconnect' => $cancels]);
    $began = new Peregrine\Atomic();
    $server->on('request', function ($request, $response) use ($flag, $began) {
        switch ($request->server['path_info']) {
            case '/wait':
                note('waits');
                return Peregrine\Coroutine::sleep(60);
            case '/hold':
            case '/turn':
                // Holds up the event loop, so that what the clients do meanwhile is seen at once.
                $number = $request->server['path_info'] === '/hold' ? 0 : $began->add();
                if ($number < 2) {
                    note("holds $number");
                    for ($until = microtime(true) + PATIENCE; !file_exists("$flag-$number") && microtime(true) < $until;) {
                        clearstatcache();
                    }
                }
                return $response->end();
        }
        $response->end($began->get());
    });
});
foreach ([$running, $running->another(false)] as $running) {
    $flag = $file($running->pid);
    try {
        $clients = [];
        for ($n = 0; $n < 4; $n++) {
            $clients[] = $running->connect();
            $clients[$n]->get('/');
        }
        $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        echo $running->line(), ', ';
        $running->connect()->send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
        echo $running->line(), ', ';
        foreach ($clients as $client) {
            $client->send("GET /turn HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        touch("$flag-0");
        // One has its turn, three wait for theirs.
        echo $running->line(), ', ';
        array_map(fn ($client) => $client->close(), $clients);
        touch("$flag-1");
        echo $running->get('/')->body, " began\n";
        echo $running->stop();
    } finally {
        array_map(unlink(...), glob("$flag-*"));
    }
}
?>
--EXPECT--
waits, holds 0, holds 1, 1 began
waits, holds 0, holds 1, 4 began

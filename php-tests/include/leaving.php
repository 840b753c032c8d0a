<?php
// A server whose requests wait, for tests of clients that leave and of request_timeout, whatever the protocol.

function leaving($server, bool $cancels, float $seconds): void
{
    $server->set(['open_http2_protocol' => true, 'cancel_on_disconnect' => $cancels, 'request_timeout' => $seconds]);
    $server->on('request', function ($request, $response) {
        switch ($request->server['path_info']) {
            case '/watch':
                note('in');
                while ($response->isWritable()) {
                    Peregrine\Coroutine::sleep(0.005);
                }
                return note('not writable');
            case '/begun':
                $response->write('a piece');
                // no break
            case '/wait':
                note('in');
                try {
                    Peregrine\Coroutine::sleep(60);
                } catch (Peregrine\Coroutine\CanceledException) {
                    note('cancelled');
                } finally {
                    note('finally');
                }
                return;
        }
        $response->end('here');
    });
}

/** What a request that waited says at its end. */
function gone(Running $running): string
{
    return $running->line('cancelled') . ', ' . $running->line('finally');
}

/** What curl, with these arguments, sees of requests that take too long. */
function late(Running $running, string $arguments, string $base): void
{
    $curl = function (string $path) use ($arguments, $base): string {
        exec("curl -s -m 20 -w '\\n%{http_code} %{exitcode}' $arguments $base$path 2>&1", $lines);
        [$status, $exit] = explode(' ', array_pop($lines));
        return "$status " . rtrim(implode("\n", $lines)) . ($exit === '0' ? '' : ' (cut)');
    };
    echo $curl('/wait'), "\n", gone($running), "\n";
    echo $curl('/begun'), "\n", gone($running), "\n";
    echo $curl('/'), "\n";
}

--TEST--
fastcgi_finish_request(): the client has the whole answer, the script goes on
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

final class Seen
{
    public static array $all = [];
    public static bool $answered = false;
}
$handlers = [
    '/buffers' => function () {
        header('X-Early: 1');
        echo 'kept';
        ob_start(fn (string $text) => strtoupper($text));
        echo ' buffered';
        $first = fastcgi_finish_request();
        echo ' lost';
        $late = headers_sent();
        register_shutdown_function(function () {
            echo ' lost, too';
            Seen::$all[] = 'shutdown function';
        });
        // The client has the answer, and says so.
        for ($i = 0; $i < 4000 && !Seen::$answered; $i++) {
            Coroutine::sleep(0.005);
        }
        Seen::$all[] = [Seen::$answered, $first, fastcgi_finish_request(), $late, ob_get_level()];
    },
    '/answered' => fn () => Seen::$answered = true,
    '/seen' => fn () => print(json_encode(Seen::$all)),
    '/streamed' => function () {
        echo 'first,';
        flush();
        echo 'second';
        fastcgi_finish_request();
        echo 'third';
    },
    '/empty' => function ($request, $response) {
        http_response_code(202);
        fastcgi_finish_request();
    },
    '/held' => function ($request, $response) {
        $response->header('X-Own', '1');
        fastcgi_finish_request();
        Coroutine::create(function () use ($response) {
            Seen::$all = [@$response->end('later')];
        });
    },
    '/child' => function () {
        Coroutine::create(function () {
            echo json_encode(fastcgi_finish_request());
        });
        echo ' parent';
    },
    '/ended' => function ($request, $response) {
        $response->end('by the object');
        Seen::$all = [fastcgi_finish_request()];
    },
    '/throws' => function () {
        ob_start(fn () => throw new LogicException('from a buffer'));
        echo 'x';
        try {
            fastcgi_finish_request();
        } catch (LogicException $e) {
            Seen::$all = [$e->getMessage()];
        }
    },
    '/fatal' => function () {
        fastcgi_finish_request();
        not_there();
    },
];

$outside = fastcgi_finish_request();
$running = serve(function ($server) use ($handlers) {
    $server->set(['request_state' => true]);
    $server->on('request', fn ($request, $response) => $handlers[$_SERVER['REQUEST_URI']]($request, $response));
});
var_dump($outside);
$client = $running->connect();
foreach (array_diff(array_keys($handlers), ['/answered', '/seen']) as $path) {
    $answer = $client->get($path);
    $framing = $answer->field('content-length') ?? $answer->field('transfer-encoding');
    echo rtrim("$path: $answer->status ($framing) {$answer->field('x-early')}{$answer->field('x-own')} $answer->body"), "\n";
    if ($path === '/buffers') {
        $client->get('/answered');
        until(fn () => count(json_decode($client->get('/seen')->body)) === 2, 'the end of the script');
    }
    if (in_array($path, ['/buffers', '/held', '/ended', '/throws'])) {
        echo '  ', $client->get('/seen')->body, "\n";
    }
}
echo preg_match('~Uncaught Error: Call to undefined function not_there\(\)~', $running->stop()) ? "the log has the error\n" : "no error\n";
?>
--EXPECT--
bool(false)
/buffers: 200 (13) 1 kept BUFFERED
  [[true,true,false,true,0],"shutdown function"]
/streamed: 200 (chunked)  first,second
/empty: 202 (0)
/held: 200 (0) 1
  [false]
/child: 200 (12)  false parent
/ended: 200 (13)  by the object
  [false]
/throws: 200 (1)  x
  ["from a buffer"]
/fatal: 200 (0)
the log has the error

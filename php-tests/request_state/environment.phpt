--TEST--
$_ENV and the environment in $_SERVER are the worker's, as it has set it up, for each request; what a request puts there is its own
--INI--
variables_order=EGPCS
--ENV--
PEREGRINE_A=given
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
use Peregrine\Coroutine;

function seen(): string
{
    $names = ['PEREGRINE_A', 'PEREGRINE_B', 'PEREGRINE_C'];
    $of = fn (array $array) => implode(' ', array_map(fn ($name) => $array[$name] ?? '-', $names));
    return $of($_ENV) . ', ' . $of($_SERVER) . ', ' . $of(array_combine($names, array_map(fn ($name) => getenv($name) ?: '-', $names)));
}

/** Of the worker. */
final class Told
{
    public static ?string $setting = null;
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', function () {
        putenv('PEREGRINE_B=workerStart');
        // What the worker changes later, without a request.
        Peregrine\go(function () {
            while (true) {
                if (Told::$setting !== null) {
                    putenv(Told::$setting);
                    Told::$setting = null;
                }
                Coroutine::sleep(0.001);
            }
        });
    });
    $server->on('request', function () {
        if (isset($_GET['tell'])) {
            Told::$setting = $_GET['tell'];
            while (Told::$setting !== null) {
                Coroutine::sleep(0.001);
            }
            return;
        }
        $before = seen();
        $_ENV['PEREGRINE_A'] = $_SERVER['PEREGRINE_A'] = $own = $_GET['own'];
        $_ENV['PEREGRINE_C'] = &$_SERVER['PEREGRINE_C'];
        $_SERVER['PEREGRINE_C'] = $own;
        unset($_ENV['PEREGRINE_B']);
        putenv("PEREGRINE_A=$own");
        together(2);
        Coroutine::sleep(0.001);
        echo "$before; then ", seen();
    });
});
$ask = fn () => print(implode("\n", ask_together($running, ["GET /?own=one HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?own=two HTTP/1.1\r\nHost: a\r\n\r\n"])) . "\n");
$ask();
$ask();
foreach (['PEREGRINE_B=later', 'PEREGRINE_A'] as $setting) {
    $running->get("/?tell=$setting");
    $ask();
}
echo $running->stop();
?>
--EXPECT--
200 given workerStart -, given workerStart -, given workerStart -; then one - one, one workerStart one, one workerStart -
200 given workerStart -, given workerStart -, given workerStart -; then two - two, two workerStart two, two workerStart -
200 given workerStart -, given workerStart -, given workerStart -; then one - one, one workerStart one, one workerStart -
200 given workerStart -, given workerStart -, given workerStart -; then two - two, two workerStart two, two workerStart -
200 given later -, given later -, given later -; then one - one, one later one, one later -
200 given later -, given later -, given later -; then two - two, two later two, two later -
200 - later -, - later -, - later -; then one - one, one later one, one later -
200 - later -, - later -, - later -; then two - two, two later two, two later -

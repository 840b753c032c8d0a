<?php
/**
 * Runs each example, and the server that README.md shows, as a reader would: php -n tests/examples.php EXTENSION
 * Servers get a free port in the place of 9501. examples/ingest has tests of its own. The last line is
 * "N passed, N failed", the status is 1 when one failed.
 */
declare(strict_types=1);

require __DIR__ . '/free_port.php';

const PATIENCE = 60.0;

$extension = $argv[1] ?? exit("usage: php -n tests/examples.php EXTENSION\n");
$root = dirname(__DIR__);
$passed = $failed = 0;

function check(string $name, bool $holds, string $seen): void
{
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    if (!$holds) {
        echo "FAIL $name\n", preg_replace('/^/m', '  ', $seen), "\n";
    }
}

/** A script in a child process, its output in a file. */
final class Script
{
    private readonly string $output;
    /** @var resource */
    private $process;

    public function __construct(string $file, string ...$arguments)
    {
        $this->output = tempnam(sys_get_temp_dir(), 'example');
        $command = [PHP_BINARY, '-n', '-d', 'display_errors=1', '-d', "extension=$GLOBALS[extension]", $file, ...$arguments];
        $output = ['file', $this->output, 'a'];
        $env = array_diff_key(getenv(), ['KAFKA_BROKERS' => true]);
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes, null, $env);
    }

    public function stop(): self
    {
        proc_terminate($this->process);
        return $this;
    }

    /** The exit status; -1 when it had to be killed. */
    public function status(): int
    {
        $deadline = microtime(true) + PATIENCE;
        while (($state = proc_get_status($this->process))['running'] && microtime(true) < $deadline) {
            usleep(10_000);
        }
        if ($state['running']) {
            proc_terminate($this->process, 9);
            return -1;
        }
        return $state['exitcode'];
    }

    public function text(): string
    {
        return (string) file_get_contents($this->output);
    }

    public function __destruct()
    {
        proc_terminate($this->process, 9);
        unlink($this->output);
    }
}

/** Starts the server that $source is, with a free port for 9501. @return array{Script, int, string} with its file */
function start(string $source): array
{
    $port = free_port();
    $file = tempnam(sys_get_temp_dir(), 'example');
    file_put_contents($file, str_replace('9501', (string) $port, $source, $replaced));
    check('the example listens on 9501', $replaced > 0, $source);
    return [new Script($file), $port, $file];
}

/** The body of a GET, asked again until the server listens. */
function body(int $port, string $target): string
{
    $deadline = microtime(true) + PATIENCE;
    do {
        $body = @file_get_contents("http://127.0.0.1:$port$target");
    } while ($body === false && microtime(true) < $deadline && usleep(20_000) === null);
    return (string) $body;
}

[$hello, $port, $file] = start(file_get_contents("$root/examples/hello.php"));
$said = body($port, '/?name=you');
check('hello.php greets', $said === "Hello, you!\n", $said . $hello->text());
$client = new Script("$root/examples/http-client.php", "http://127.0.0.1:$port/");
check('http-client.php ends', $client->status() === 0, $client->text());
check('http-client.php shows two answers', $client->text() === "200, 14 bytes\n200, 14 bytes\n", $client->text());
check('hello.php ends by SIGTERM', $hello->stop()->status() === 0, $hello->text());
unlink($file);

if (extension_loaded('openssl')) {
    [$https, $port, $file] = start(file_get_contents("$root/examples/https.php"));
    $trusting = stream_context_create(['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]]);
    $deadline = microtime(true) + PATIENCE;
    do {
        $said = (string) @file_get_contents("https://127.0.0.1:$port/?name=you", false, $trusting);
    } while ($said === '' && microtime(true) < $deadline && usleep(20_000) === null);
    check('https.php greets', str_starts_with($said, 'Hello, you, over HTTP/1.1 with TLSv1.3'), $said . $https->text());
    check('https.php ends by SIGTERM', $https->stop()->status() === 0, $https->text());
    unlink($file);
}
$source = str_replace('__DIR__', var_export("$root/examples", true), file_get_contents("$root/examples/static.php"));
[$static, $port, $file] = start($source);
$said = body($port, '/');
check('static.php sends its page', str_contains($said, 'Files without PHP'), $said . $static->text());
check('static.php sends files', body($port, '/assets/style.css') === file_get_contents("$root/examples/public/assets/style.css"), $static->text());
check('static.php answers its API', str_contains(body($port, '/api/time'), '"you":"127.0.0.1"'), $static->text());
check('static.php ends by SIGTERM', $static->stop()->status() === 0, $static->text());
check('static.php logs requests', str_contains($static->text(), '"GET /api/time HTTP/1.1" 200'), $static->text());
unlink($file);

// An unmodified script behind the front controller, with Composer's loader or without.
$source = str_replace('__DIR__', var_export("$root/examples/front-controller", true), file_get_contents("$root/examples/front-controller/server.php"));
[$front, $port, $file] = start($source);
$said = body($port, '/');
check('front-controller has a page', str_contains($said, '<h1>Hello</h1>'), $said . $front->text());
check('front-controller takes a path', body($port, '/greet/Ada%20L') === "Hello Ada L\n" && body($port, '/greet?name=%3Cb%3E') === "Hello &lt;b&gt;\n", $front->text());
check('front-controller sends a file', body($port, '/style.css') === file_get_contents("$root/examples/front-controller/public/style.css"), $front->text());
$visits = [];
for ($i = 0, $cookie = ''; $i < 3; $i++) {
    $asking = stream_context_create(['http' => ['header' => "Cookie: $cookie", 'ignore_errors' => true]]);
    $visits[] = file_get_contents("http://127.0.0.1:$port/count", false, $asking);
    $cookie = preg_match('/^Set-Cookie: ([^;]+)/mi', implode("\n", $http_response_header), $set) ? $set[1] : $cookie;
}
check('front-controller counts visits', $visits === ["Visit 1\n", "Visit 2\n", "Visit 3\n"], implode($visits) . $front->text());
$said = file_get_contents("http://127.0.0.1:$port/nowhere", false, stream_context_create(['http' => ['ignore_errors' => true]]));
check('front-controller answers 404 with exit', str_contains($http_response_header[0], '404') && $said === "There is no page nowhere.\n", $said . $front->text());
check('front-controller ends by SIGTERM', $front->stop()->status() === 0, $front->text());
unlink($file);

preg_match('/^```php\n(<\?php\n.*?)^```$/ms', file_get_contents("$root/README.md"), $shown);
[$server, $port, $file] = start($shown[1] ?? '');
$said = body($port, '/?name=you');
check('the server of README.md greets', $said === "Hello you\n", $said . $server->text());
check('the server of README.md ends by SIGTERM', $server->stop()->status() === 0, $server->text());
unlink($file);

[$sse, $port, $file] = start(file_get_contents("$root/examples/sse.php"));
$said = body($port, '/');
check('sse.php has a page', str_contains($said, 'EventSource'), $said . $sse->text());
$events = fopen("http://127.0.0.1:$port/events", 'r');
$first = fgets($events) . fgets($events) . fgets($events);
check('sse.php sends an event at once', (bool) preg_match('/^id: 1\ndata: \{"number":1,.*\}\n\n$/', $first), $first);
fclose($events);
check('sse.php ends by SIGTERM', $sse->stop()->status() === 0, $sse->text());
unlink($file);

[$upload, $port, $file] = start(file_get_contents("$root/examples/streamed-upload.php"));
$said = body($port, '/');
check('streamed-upload.php has a page', str_contains($said, 'type="file"'), $said . $upload->text());
$large = str_repeat('upload', 1_000_000);
$put = stream_context_create(['http' => ['method' => 'PUT', 'content' => $large]]);
$said = (string) @file_get_contents("http://127.0.0.1:$port/upload", false, $put);
$expected = json_encode(['length' => strlen($large), 'sha256' => hash('sha256', $large)]) . "\n";
check('streamed-upload.php reads what is sent', $said === $expected, $said . $upload->text());
check('streamed-upload.php ends by SIGTERM', $upload->stop()->status() === 0, $upload->text());
unlink($file);

$kafka = new Script("$root/examples/kafka.php");
check('kafka.php ends', $kafka->status() === 0, $kafka->text());
check('kafka.php reads what it wrote', preg_match_all('/^read .* = \{.*\}$/m', $kafka->text()) === 4, $kafka->text());

$kafka = new Script("$root/examples/kafka-table-view.php");
check('kafka-table-view.php ends', $kafka->status() === 0, $kafka->text());
$rows = fn(string $where) => "$where: {\"price\":0.75,\"name\":\"Apple, red\"}, cherries: false\n";
check('kafka-table-view.php has the same rows twice', $kafka->text() === "ready: 3 prices, an apple is 0.5\n" . $rows('here') . $rows('elsewhere'), $kafka->text());

$kafka = new Script("$root/examples/kafka-transactions.php");
check('kafka-transactions.php ends', $kafka->status() === 0, $kafka->text());
preg_match_all('/^(\d+) orders have their invoices$/m', $kafka->text(), $invoices);
check('kafka-transactions.php begins again after trouble and takes each order once', array_sum($invoices[1]) === 10 && substr_count($kafka->text(), 'again: the printer is out of paper') === 1, $kafka->text());

$table = new Script("$root/examples/table.php", "$root/README.md", "$root/LICENSE");
check('table.php ends', $table->status() === 0, $table->text());
check('table.php counts words', (bool) preg_match('/\bthe\b/', $table->text()), $table->text());

echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);

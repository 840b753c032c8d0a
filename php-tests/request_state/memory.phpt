--TEST--
Requests of every kind leave nothing behind: 0 bytes each
--INI--
display_errors=0
log_errors=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

class Holder
{
    public static $value;
    public static array $list = [];
}
class Loud
{
    public function __destruct()
    {
        Coroutine::sleep(0.001);
        echo 'destructed';
    }
}

const KINDS = ['hello', 'post', 'upload', 'input', 'headers', 'exit', 'throw', 'child-exit', 'child-throw', 'unfinished', 'buffers', 'statics', 'flush', 'shutdown', 'cancelled', 'globals', 'errors', 'response', 'gone', 'put', 'auth'];

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', fn () => Coroutine::isolate(classes: [Holder::class]));
    $server->on('request', function ($request, $response) {
        $kind = $_GET['kind'];
        switch ($kind) {
            case 'usage':
                // An answer is out before its request is over.
                while (Coroutine::stats()['coroutine_num'] > 1) {
                    Coroutine::sleep(0.001);
                }
                gc_collect_cycles();
                $response->end((string) memory_get_usage());
                return;
            case 'post':
                $_POST['more'] = array_fill(0, 100, 'x');
                echo count($_POST), count($_REQUEST);
                break;
            case 'upload':
                echo is_uploaded_file($_FILES['f']['tmp_name']) ? file_get_contents($_FILES['f']['tmp_name']) : 'none';
                break;
            case 'input':
                echo strlen(file_get_contents('php://input'));
                break;
            case 'headers':
                header('X-A: ' . str_repeat('a', 100));
                header('HTTP/1.1 404 Not in here');
                setcookie('a', 'b');
                break;
            case 'exit':
                exit('exit');
            case 'throw':
                throw new Exception('thrown');
            case 'child-exit':
                Coroutine::create(function () {
                    Coroutine::sleep(0.001);
                    exit;
                });
                Coroutine::sleep(1);
                break;
            case 'child-throw':
                Coroutine::create(fn () => throw new Exception('childs'));
                break;
            case 'unfinished':
                header_register_callback(fn () => header('X-B: b'));
                header('X-C: c');
                break;
            case 'buffers':
                ob_start(fn ($text) => strtoupper($text));
                echo 'a';
                ob_start();
                echo 'b';
                break;
            case 'statics':
                Holder::$value = new Loud;
                Holder::$list[] = [Holder::$value, &Holder::$list];
                break;
            case 'flush':
                echo 'a';
                flush();
                echo 'b';
                break;
            case 'shutdown':
                register_shutdown_function(function () {
                    register_shutdown_function(fn () => print('second'));
                    Coroutine::sleep(0.001);
                });
                break;
            case 'cancelled':
                Coroutine::create(function ($id) {
                    Coroutine::sleep(0.001);
                    Coroutine::cancel($id);
                }, Coroutine::getCid());
                Coroutine::sleep(1);
                break;
            case 'globals':
                $_SERVER['object'] = new ArrayObject([1]);
                $_ENV['x'] = $_COOKIE['y'] = $_REQUEST['z'] = str_repeat('x', 1000);
                $_SESSION['made'] = 'by hand';
                unset($_GET, $_FILES);
                break;
            case 'errors':
                set_error_handler(fn () => true);
                trigger_error('handled');
                restore_error_handler();
                @trigger_error('kept');
                set_exception_handler(fn ($e) => print($e->getMessage()));
                throw new Exception('handled');
            case 'gone':
                register_shutdown_function(fn () => note('gone'));
                while (!connection_aborted()) {
                    echo str_repeat('x', 100_000);
                    flush();
                }
                break;
            case 'auth':
                echo $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'];
                break;
            case 'response':
                $response->end('response');
                break;
            default:
                echo 'hello';
        }
    });
});
$client = $running->connect();
$usage = fn () => (int) $client->get('/?kind=usage')->body;
$request = function (string $kind): string {
    $target = "/?kind=$kind&x[]=1&x[]=2";
    $form = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n" .
        "--b\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\nvalue\r\n--b--\r\n";
    [$method, $type, $body] = match ($kind) {
        'post' => ['POST', 'application/x-www-form-urlencoded', 'a=1&b[]=2&b[]=3'],
        'upload' => ['POST', 'multipart/form-data; boundary=b', $form],
        'input' => ['POST', 'application/json', str_repeat(' ', 20_000) . '{}'],
        'put' => ['PUT', 'text/plain', 'put'],
        default => ['GET', '', ''],
    };
    $fields = $kind === 'auth' ? "Authorization: Basic dXNlcjpwYXNz\r\n" : '';
    $fields .= $body === '' ? '' : "Content-Type: $type\r\nContent-Length: " . strlen($body) . "\r\n";
    return "$method $target HTTP/1.1\r\nHost: a\r\nCookie: c=d\r\n$fields\r\n$body";
};
foreach (KINDS as $kind) {
    $round = function (int $count) use ($running, $client, $kind, $request) {
        for ($i = 0; $i < $count; $i++) {
            if ($kind === 'gone') {
                $gone = $running->connect()->send($request($kind));
                usleep(1000);
                $gone->close();
                $running->line('gone');
            } else {
                $answer = $client->send($request($kind))->answer();
            }
        }
        return $answer ?? null;
    };
    $answer = $round(10);
    // What is made once, or kept in a pool for the next, is no leak: that grows every time.
    for ($try = 0, $grown = 1; $try < 20 && $grown > 0; $try++) {
        $before = $usage();
        $round($kind === 'gone' ? 20 : 100);
        $grown = $usage() - $before;
    }
    echo $kind, ': ', $answer, ' ', $grown > 0 ? "grew by $grown" : 'flat', "\n";
}
$running->stop();
?>
--EXPECT--
hello: 200 hello flat
post: 200 35 flat
upload: 200 content flat
input: 200 20002 flat
headers: 404  flat
exit: 200 exit flat
throw: 500  flat
child-exit: 200  flat
child-throw: 500  flat
unfinished: 200  flat
buffers: 200 AB flat
statics: 200  flat
flush: 200 ab flat
shutdown: 200 second flat
cancelled: 200  flat
globals: 200  flat
errors: 200 handled flat
response: 200 response flat
gone:  flat
put: 200 hello flat
auth: 200 userpass flat

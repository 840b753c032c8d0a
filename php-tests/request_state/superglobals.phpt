--TEST--
Two requests under way at once: each has superglobals, php://input and filter_input() of its own, by PHP's rules
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
use Peregrine\Coroutine;

function seen(): array
{
    return [
        'get' => $_GET, 'post' => $_POST, 'cookie' => $_COOKIE, 'request' => $_REQUEST, 'files' => $_FILES,
        'method' => $_SERVER['REQUEST_METHOD'], 'uri' => $_SERVER['REQUEST_URI'], 'query' => $_SERVER['QUERY_STRING'],
        'own' => $_SERVER['HTTP_X_OWN'] ?? null, 'length' => $_SERVER['CONTENT_LENGTH'] ?? null,
        'input' => file_get_contents('php://input'),
        'filtered' => [filter_input(INPUT_GET, 'a'), filter_input(INPUT_POST, 'p', FILTER_VALIDATE_INT), filter_input(INPUT_SERVER, 'REQUEST_METHOD')],
        'globals' => $GLOBALS['_GET'],
    ];
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('request', function () {
        $before = seen();
        together(2);
        $same = seen() === $before;
        Coroutine::sleep(0.005);
        $same = $same && seen() === $before;
        $_GET['written'] = $_SERVER['written'] = $_POST['written'] = $_SERVER['REQUEST_URI'];
        $reference = &$_GET['referenced'];
        together(2);
        $reference = $_SERVER['REQUEST_URI'];
        Coroutine::sleep(0.005);
        echo json_encode($before + ['same' => $same, 'written' => [$_GET['written'], $_SERVER['written'], $_POST['written'], $_GET['referenced']]]);
    });
});
$requests = [
    "GET /one?a=1&b[x][]=2&b[x][]=3&c.d=4 HTTP/1.1\r\nHost: a\r\nX-Own: 1\r\nCookie: k=v+1; k=second; l=%41\r\n\r\n",
    "POST /two?a=7 HTTP/1.1\r\nHost: a\r\nX-Own: 2\r\nX_Own: no\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\np=5&q[]=1&q=x2",
];
foreach (ask_together($running, $requests) as $answer) {
    echo $answer->status, ' ', json_encode($answer->json(), JSON_UNESCAPED_SLASHES), "\n";
}
echo $running->stop();
?>
--EXPECT--
200 {"get":{"a":"1","b":{"x":["2","3"]},"c_d":"4"},"post":[],"cookie":{"k":"v+1","l":"A"},"request":{"a":"1","b":{"x":["2","3"]},"c_d":"4","k":"v+1","l":"A"},"files":[],"method":"GET","uri":"/one?a=1&b[x][]=2&b[x][]=3&c.d=4","query":"a=1&b[x][]=2&b[x][]=3&c.d=4","own":"1","length":null,"input":"","filtered":["1",null,"GET"],"globals":{"a":"1","b":{"x":["2","3"]},"c_d":"4"},"same":true,"written":["/one?a=1&b[x][]=2&b[x][]=3&c.d=4","/one?a=1&b[x][]=2&b[x][]=3&c.d=4","/one?a=1&b[x][]=2&b[x][]=3&c.d=4","/one?a=1&b[x][]=2&b[x][]=3&c.d=4"]}
200 {"get":{"a":"7"},"post":{"p":"5","q":"x2"},"cookie":[],"request":{"a":"7","p":"5","q":"x2"},"files":[],"method":"POST","uri":"/two?a=7","query":"a=7","own":"2","length":"14","input":"p=5&q[]=1&q=x2","filtered":["7",5,"POST"],"globals":{"a":"7"},"same":true,"written":["/two?a=7","/two?a=7","/two?a=7","/two?a=7"]}

--TEST--
Requests without an answer: refused, no address, too late, reset, too long, not HTTP
--FILE--
<?php
require __DIR__ . '/origin.inc';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

function ask(Client $client, string $path = '/'): void
{
    var_dump($client->get($path));
    echo "$client->statusCode $client->errCode ", preg_replace('/:\d{3,}\b/', ':PORT', $client->errMsg), "\n";
    echo json_encode([$client->connected, $client->body, $client->headers]), "\n";
}

run(function () {
    $closed = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) substr(strrchr(stream_socket_get_name($closed, false), ':'), 1);
    fclose($closed);
    ask($client = new Client('127.0.0.1', $port));
    var_dump($client->statusCode === Peregrine\HTTP_CLIENT_ESTATUS_CONNECT_FAILED);

    $client = new Client(str_repeat('x', 64) . '.invalid', 80);
    var_dump($client->get('/'), $client->statusCode, $client->errCode);

    $port = origin(7, function (Peer $peer, int $number) {
        $peer->head();
        match ($number) {
            1 => $peer->ended(),
            2 => null,
            3 => $peer->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
            4 => $peer->write("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890"),
            5 => $peer->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n"),
            6 => $peer->write("220 mail.example.org ESMTP\r\n"),
            7 => $peer->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"),
        };
        $peer->close();
    });
    $client = new Client('127.0.0.1', $port);
    $client->set(['read_timeout' => 0.05, 'package_max_length' => 10]);
    ask($client);
    $client->set(['timeout' => 10]);
    for ($number = 2; $number <= 7; $number++) {
        ask($client);
    }
});
?>
--EXPECT--
bool(false)
-1 111 connect 127.0.0.1:PORT (127.0.0.1:PORT): Connection refused (os error 111)
[false,"",null]
bool(true)
bool(false)
int(-1)
int(711)
bool(false)
-2 110 no whole answer within 0.05 seconds (option 'read_timeout')
[false,"",null]
bool(false)
-3 104 the server closed the connection before its answer was whole
[false,"",null]
bool(false)
-3 104 the server closed the connection before its answer was whole
[false,"",null]
bool(false)
-3 1201 the answer's body is longer than 10 bytes (option 'package_max_length')
[false,"",null]
bool(false)
-3 1201 the answer's body is longer than 10 bytes (option 'package_max_length')
[false,"",null]
bool(false)
-3 7102 the answer's head is refused: invalid HTTP version parsed
[false,"",null]
bool(true)
200 0 
[false,"0123456789",{"content-length":"10"}]

--TEST--
A handle of php://input that outlives its request is closed with it, and reads nobody's memory
--FILE--
<?php
require __DIR__ . '/../include/server.php';

final class Kept
{
    public static mixed $handle = null;
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('request', function () {
        if ($_SERVER['REQUEST_METHOD'] === 'POST') {
            Kept::$handle = fopen('php://input', 'r');
            fseek(Kept::$handle, 2);
            echo fread(Kept::$handle, 3), ' ', file_get_contents('php://input');
            return;
        }
        try {
            var_dump(fread(Kept::$handle, 10));
        } catch (TypeError $error) {
            echo get_debug_type(Kept::$handle), ', ', $error->getMessage();
        }
    });
});
echo $running->post('/', 'a body', "Content-Type: text/plain\r\n")->body, "\n";
echo $running->get('/')->body, "\n";
echo $running->post('/', 'another', "Content-Type: text/plain\r\n")->body, "\n";
$running->stop();
?>
--EXPECTF--
bod a body
resource (closed), fread(): %s stream resource
oth another

--TEST--
set(): options are checked and merged
--FILE--
<?php
use Peregrine\Coroutine\Http\Client;

$client = new Client('localhost');
var_dump($client->setting, $client->set(['timeout' => 5]), $client->set(['keep_alive' => false, 'timeout' => 1.5]));
echo json_encode($client->setting), "\n";
$wrong = [
    ['time_out' => 1],
    ['ssl_verify' => true],
    ['websocket_compression' => true],
    ['timeout' => '5'],
    ['timeout' => -2],
    ['package_max_length' => 0],
    ['keep_alive' => 2],
    ['ssl_cafile' => null],
    [1 => 2],
];
foreach ($wrong as $settings) {
    try {
        $client->set($settings);
        echo "taken\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
echo json_encode($client->setting), "\n";
var_dump($client->set(['timeout' => -1, 'connect_timeout' => 0, 'read_timeout' => 0.1, 'package_max_length' => 1, 'ssl_verify_peer' => false, 'ssl_cafile' => '', 'ssl_host_name' => 'a']));
?>
--EXPECT--
NULL
bool(true)
bool(true)
{"timeout":1.5,"keep_alive":false}
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: unknown option 'time_out': did you mean 'timeout'?
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: unknown option 'ssl_verify'
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: unknown option 'websocket_compression'
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: option 'timeout' must be of type float, string given
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: option 'timeout' must be from -1 to 31536000, -2 given
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: option 'package_max_length' must be from 1 to 9223372036854775807, 0 given
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: option 'keep_alive' must be of type bool, int given
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: option 'ssl_cafile' must be of type string, null given
Peregrine\Coroutine\Http\Client::set(): Argument #1 ($settings) is wrong: unknown option '1'
{"timeout":1.5,"keep_alive":false}
bool(true)

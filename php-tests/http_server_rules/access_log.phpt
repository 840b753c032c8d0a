--TEST--
options access_log and access_log_format; SIGRTMIN opens the file anew
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$file = fn ($pid) => sys_get_temp_dir() . "/peregrine-access-$pid.log";
$running = serve(function ($server, $more = []) use ($file) {
    $server->set(['access_log' => $file(getmypid())] + $more);
    $server->on('request', fn ($request, $response) => $response->end('hello'));
});
$log = $file($running->pid);
$has = fn ($text) => fn () => str_contains((string) @file_get_contents($log), $text);
$running->get('/a?token=secret', "Authorization: secret\r\n");
$running->ask("nonsense\r\n\r\n");
until($has('"-" 400'), 'the line');
echo preg_replace('/\[.*?\]/', '[time]', file_get_contents($log));
rename($log, "$log.1");
$running->signal(34);
until(fn () => file_exists($log), 'the new file');
until(fn () => $running->get('/new') && $has('/new')(), 'a line in the new file');
echo $running->stop();
unlink($log);
unlink("$log.1");

$running = $running->another(['access_log_format' => 'json']);
$log = $file($running->pid);
$running->get('/b?token=secret', "User-Agent: \"x\"\r\nReferer: http://x/y?secret\r\n");
echo $running->stop();
$line = json_decode(file_get_contents($log), true);
var_dump(array_keys($line), "$line[remote_addr] $line[method] $line[path] $line[protocol] $line[status] $line[bytes] $line[user_agent] $line[referer]");
unlink($log);
?>
--EXPECT--
127.0.0.1 - - [time] "GET /a HTTP/1.1" 200 5
127.0.0.1 - - [time] "-" 400 81
array(11) {
  [0]=>
  string(4) "time"
  [1]=>
  string(11) "remote_addr"
  [2]=>
  string(6) "method"
  [3]=>
  string(4) "path"
  [4]=>
  string(8) "protocol"
  [5]=>
  string(4) "host"
  [6]=>
  string(7) "referer"
  [7]=>
  string(10) "user_agent"
  [8]=>
  string(6) "status"
  [9]=>
  string(5) "bytes"
  [10]=>
  string(8) "duration"
}
string(46) "127.0.0.1 GET /b HTTP/1.1 200 5 "x" http://x/y"

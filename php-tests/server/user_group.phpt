--TEST--
options user and group: workers become them, the master stays; unknown ones are refused
--SKIPIF--
<?php
if (getmyuid() !== 0 || trim(shell_exec('id -u')) !== '0') {
    echo 'skip needs root';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $options = ['user' => 'nobody']) {
    $server->set($options);
    $ids = function () {
        preg_match_all('/^[UG]id:\s+(\d+)/m', file_get_contents('/proc/self/status'), $match);
        preg_match('/^Groups:\t(.*)$/m', file_get_contents('/proc/self/status'), $groups);
        return implode(' ', $match[1]) . ' groups ' . trim($groups[1]);
    };
    $server->on('request', fn ($request, $response) => $response->end($ids()));
    $server->on('start', fn () => note('master ' . $ids()));
});
$id = fn ($what) => trim(shell_exec("id $what nobody"));
var_dump($running->get('/')->body === "{$id('-u')} {$id('-g')} groups {$id('-G')}");
var_dump(str_starts_with($running->get('/')->body, '0'));
echo $running->stop();
$running = $running->another(['user' => 'nobody', 'group' => 'daemon']);
var_dump(str_starts_with($running->get('/')->body, $id('-u') . ' ' . trim(shell_exec('id -g daemon'))));
echo substr($running->line('master'), 0, 10), "\n", $running->stop();
foreach ([['user' => 'no-such-user'], ['group' => 'no-such-group']] as $options) {
    $failing = $running->failing($options);
    var_dump($failing->wait() !== 0);
    echo preg_match('/Exception: (.*) in /', $failing->log(), $match) ? $match[1] : $failing->log(), "\n";
}
?>
--EXPECT--
bool(true)
bool(false)
bool(true)
master 0 0
bool(true)
user "no-such-user" does not exist; name one of the system's users
bool(true)
group "no-such-group" does not exist; name one of the system's groups

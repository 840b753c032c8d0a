--TEST--
options user and group are refused without root
--SKIPIF--
<?php
if (trim(shell_exec('id -u')) === '0' && !is_executable('/usr/bin/setpriv')) {
    echo 'skip is root';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
// As root, the same file is run once more as nobody.
if (trim(shell_exec('id -u')) === '0') {
    $command = explode("\0", rtrim(file_get_contents('/proc/self/cmdline'), "\0"));
    $code = '$s = new Peregrine\Http\Server("127.0.0.1", 0); $s->set(["user" => "root"]); $s->on("request", "strlen");'
        . 'try { $s->start(); } catch (Peregrine\Exception $e) { echo $e->getMessage(), "\n"; }';
    $at = array_search('-f', $command);
    $settings = array_slice($command, 1, ($at ?: count($command) - 1) - 1);
    $copied = null;
    foreach ($settings as &$setting) {
        if (str_starts_with($setting, 'extension=')) {
            // The module may lie where nobody may not read.
            $copied = tempnam(sys_get_temp_dir(), 'peregrine') . '.so';
            copy(substr($setting, 10), $copied);
            chmod($copied, 0644);
            $setting = "extension=$copied";
        }
    }
    $line = array_merge(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', PHP_BINARY], $settings, ['-r', $code]);
    echo shell_exec('cd / && ' . implode(' ', array_map('escapeshellarg', $line)) . ' 2>&1');
    unlink($copied);
} else {
    $server = new Peregrine\Http\Server('127.0.0.1', 0);
    $server->set(['user' => 'root']);
    $server->on('request', 'strlen');
    try {
        $server->start();
    } catch (Peregrine\Exception $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
user and group need root; start the server as root or leave them out

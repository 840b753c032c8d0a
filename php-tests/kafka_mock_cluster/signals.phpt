--TEST--
No signal comes to the thread of a Kafka\MockCluster: it would take an interrupted poll(2) for its end
--FILE--
<?php
use Peregrine\Kafka\MockCluster;

require __DIR__ . '/../include/server.php';

function blocked(string $thread): string
{
    preg_match('/^SigBlk:\s*(\w+)$/m', file_get_contents("$thread/status"), $mask);
    return $mask[1];
}

$before = blocked('/proc/self');
$cluster = new MockCluster();
$thread = until(function () {
    foreach (glob('/proc/self/task/*') as $thread) {
        if (trim(file_get_contents("$thread/comm")) === 'rdk:mock') {
            return $thread;
        }
    }
    return null;
}, "the cluster's thread");
$low = hexdec(substr(blocked($thread), -8));
foreach (['HUP' => 1, 'USR1' => 10, 'ALRM' => 14, 'TERM' => 15, 'CHLD' => 17] as $name => $number) {
    echo $name, ' ', $low >> $number - 1 & 1 ? 'blocked' : 'delivered', "\n";
}
var_dump(blocked('/proc/self') === $before);
?>
--EXPECT--
HUP blocked
USR1 blocked
ALRM blocked
TERM blocked
CHLD blocked
bool(true)

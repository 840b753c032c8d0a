--TEST--
Few requests under way, in a heap of which garbage is a small part: the collector runs as often as PHP asks for it, so garbage does not pile up
--INI--
memory_limit=-1
--FILE--
<?php
require __DIR__ . '/../include/server.php';

/** Part of a cycle from which all that the process keeps can be reached, so that a run takes its time. */
final class Node
{
    public Node $self;

    public function __construct(public array &$kept)
    {
        $this->self = $this;
    }
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $kept = array_map(fn (int $number) => [$number], range(1, 50_000));
    $server->on('request', function () use (&$kept) {
        gc_collect_cycles();
        $runs = gc_status()['runs'];
        for ($i = 0; $i < 200_000; $i++) {
            new Node($kept);
        }
        echo gc_status()['runs'] - $runs >= 19 ? 'each time' : 'put off';
    });
});
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
each time

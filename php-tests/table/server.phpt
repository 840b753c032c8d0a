--TEST--
Table, Atomic and Lock made before start() are shared by all workers and survive a worker's death
--EXTENSIONS--
posix
--FILE--
<?php
use Peregrine\{Atomic, Lock};

require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/table.php';

$table = table(100);
$table->set('sum', []);
$answers = new Atomic;
$lock = new Lock;
$running = serve(function ($server) use ($table, $answers, $lock) {
    $server->set(['worker_num' => 2]);
    $server->on('request', function ($request, $response) use ($table, $answers, $lock) {
        switch ($request->server['path_info']) {
            case '/add':
                $lock->lock();
                $table->set('sum', ['n' => $table->get('sum', 'n') + 1]);
                $answers->add();
                $table->set('worker ' . getmypid(), []);
                // Nobody unlocks: the end of the coroutine does.
                return $response->end((string) getmypid());
            case '/die':
                $lock->lock();
                posix_kill(getmypid(), SIGKILL);
        }
        $response->end(json_encode([$table->get('sum', 'n'), $answers->get(), $table->count() - 1]));
    });
});
$pids = [];
for ($n = 0; $n < 40 || count($pids) < 2; $n++) {
    $pids[(string) $running->get('/add')->body] = true;
}
[$sum, $added, $workers] = $running->get('/')->json();
var_dump($sum === $n, $added === $n, $workers);
var_dump($running->get('/die'));
$running->get('/add');
var_dump($running->get('/')->json()[0] === $sum + 1);
var_dump(str_contains($running->stop(), 'was ended by signal 9'));
?>
--EXPECT--
bool(true)
bool(true)
int(2)
NULL
bool(true)
bool(true)

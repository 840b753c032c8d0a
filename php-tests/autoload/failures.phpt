--TEST--
An autoloader that throws, exits, dies or does not find releases those that wait
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

spl_autoload_register(function (string $class) {
    static $tries = [];
    $try = $tries[$class] = ($tries[$class] ?? 0) + 1;
    Coroutine::sleep(0.002);
    if ($try === 1) {
        match ($class) {
            'Throws' => throw new RuntimeException("cannot read $class"),
            'Cancelled' => Coroutine::sleep(10),
            default => null,
        };
        return;
    }
    if ($class !== 'Nowhere') {
        eval("class $class {}");
    }
});
run(function () {
    foreach (['Throws', 'Finds', 'Nowhere', 'Cancelled'] as $class) {
        $outcomes = $ids = [];
        for ($i = 0; $i < 20; $i++) {
            $ids[] = go(function () use ($class, &$outcomes) {
                try {
                    $outcome = get_class(new $class);
                } catch (Throwable $e) {
                    $outcome = get_class($e) . ': ' . $e->getMessage();
                }
                $outcomes[$outcome] = ($outcomes[$outcome] ?? 0) + 1;
            });
        }
        if ($class === 'Cancelled') {
            Coroutine::sleep(0.01);
            Coroutine::cancel($ids[0], true);
        }
        Coroutine::join($ids);
        ksort($outcomes);
        echo json_encode($outcomes), "\n";
    }
});
?>
--EXPECT--
{"RuntimeException: cannot read Throws":1,"Throws":19}
{"Error: Class \"Finds\" not found":1,"Finds":19}
{"Error: Class \"Nowhere\" not found":20}
{"Cancelled":19,"Peregrine\\Coroutine\\CanceledException: coroutine #62 was cancelled":1}

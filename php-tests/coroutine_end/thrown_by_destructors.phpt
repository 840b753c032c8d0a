--TEST--
An exception thrown by a destructor at the end of a coroutine is its own uncaught one, wherever the object was
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
foreach ([
    '$local = new Thrower;',
    'Peregrine\Coroutine::getContext()["x"] = new Thrower;',
    '$f = (function ($thrower) { return function () use ($thrower) {}; })(new Thrower); Peregrine\go($f); unset($f); echo "never\n";',
    'Peregrine\go(function ($thrower) { Peregrine\Coroutine::sleep(0.001); }, new Thrower); Peregrine\Coroutine::sleep(10);',
    'Peregrine\defer((function ($thrower) { return function () use ($thrower) {}; })(new Thrower));',
    'ob_start(function ($text) { throw new Exception("thrown"); });',
] as $body) {
    child(<<<PHP
    class Thrower { public function __destruct() { throw new Exception('thrown'); } }
    Peregrine\\run(function () {
        set_exception_handler(function (\$e) { echo \$e->getMessage(), ' in #', Peregrine\\Coroutine::getCid(), "\\n"; });
        try { Peregrine\\go(function () { $body }); } finally { echo "parent goes\\n"; }
    });
    echo "never\\n";
    PHP);
}
?>
--EXPECT--
thrown in #2
parent goes
status 255
thrown in #2
parent goes
status 255
thrown in #2
parent goes
status 255
parent goes
thrown in #3
status 255
thrown in #2
parent goes
status 255
thrown in #2
parent goes
status 255

--TEST--
A Request and a Response made by hand are of no use and do no harm
--FILE--
<?php
require __DIR__ . '/../include/server.php';
foreach ([Peregrine\Http\Request::class, Peregrine\Http\Response::class] as $class) {
    try {
        $object = new $class();
        echo get_debug_type($object), "\n";
        if ($class === Peregrine\Http\Request::class) {
            $calls = [fn () => $object->rawContent(), fn () => $object->getMethod(), fn () => $object->getData()];
        } else {
            $calls = [fn () => $object->isWritable(), fn () => $object->end('x'), fn () => $object->write('x'), fn () => $object->header('a', 'b'), fn () => $object->detach(), fn () => $object->sendfile(__FILE__)];
        }
        foreach ($calls as $call) {
            try {
                var_dump($call());
            } catch (Error $e) {
                echo get_class($e), "\n";
            }
        }
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
Peregrine\Http\Request
Error
Error
Error
Peregrine\Http\Response
Error
Error
Error
Error
Error
Error

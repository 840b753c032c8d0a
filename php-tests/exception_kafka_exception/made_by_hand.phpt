--TEST--
A KafkaException that PHP code makes has no name and is neither retriable nor fatal
--FILE--
<?php
use Peregrine\Exception\KafkaException;

$e = new KafkaException('by hand', -192);
var_dump($e instanceof Peregrine\Exception, $e->getMessage(), $e->getCode(), $e->getName(), $e->isRetriable(), $e->isFatal());
try {
    $e->isFatal(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
string(7) "by hand"
int(-192)
string(0) ""
bool(false)
bool(false)
Peregrine\Exception\KafkaException::isFatal() expects exactly 0 arguments, 1 given

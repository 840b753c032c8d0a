--TEST--
Peregrine\Exception and Peregrine\Error are the roots of what is thrown
--FILE--
<?php
var_dump(get_parent_class(Peregrine\Exception::class), get_parent_class(Peregrine\Error::class));
try {
    throw new Peregrine\Exception('text', 7, new Peregrine\Error('cause'));
} catch (Exception $e) {
    echo $e->getMessage(), ' ', $e->getCode(), ' ', $e->getPrevious()->getMessage(), "\n";
}
?>
--EXPECT--
string(9) "Exception"
string(5) "Error"
text 7 cause

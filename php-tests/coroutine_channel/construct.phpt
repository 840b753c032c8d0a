--TEST--
A channel holds $size values, at least one; it is neither cloned nor serialized
--FILE--
<?php
use Peregrine\Coroutine\Channel;

var_dump((new Channel)->capacity, (new Channel(5))->capacity, (new Channel(0))->capacity, (new Channel(-3))->capacity);
try {
    new Channel('big');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    clone new Channel;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    serialize(new Channel);
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
class Forgetful extends Channel
{
    public function __construct() {}
}
try {
    (new Forgetful)->push(1);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
class Named extends Channel
{
    public function __construct(public string $name) { parent::__construct(2); }
}
$named = new Named('n');
var_dump($named->push(1), $named->length(), $named->capacity, $named->name);
?>
--EXPECT--
int(1)
int(5)
int(1)
int(1)
Peregrine\Coroutine\Channel::__construct(): Argument #1 ($size) must be of type int, string given
Trying to clone an uncloneable object of class Peregrine\Coroutine\Channel
Serialization of 'Peregrine\Coroutine\Channel' is not allowed
the object was not constructed: a subclass's constructor must call parent::__construct()
bool(true)
int(1)
int(2)
string(1) "n"

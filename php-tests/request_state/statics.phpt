--TEST--
Static properties of isolated classes are a request's own: named before and after they are loaded, inherited, typed, by reference
--INI--
peregrine.isolate="Own, App\Late \Facade"
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
use Peregrine\Coroutine;

class Own
{
    public static $any = 'initial';
    public static int $typed = 0;
    public static ?object $object = null;
    public static $list = [self::FIRST];
    public static array $never;
    protected static $hidden = 'h';
    const FIRST = 1;

    public static function hide($value): void
    {
        static::$hidden = $value;
    }

    public static function hidden(): mixed
    {
        return static::$hidden;
    }
}
class Child extends Own
{
    public static $own = 'childs';
}
class Facade
{
    protected static array $resolved = [];

    public static function __callStatic($name, $arguments)
    {
        return static::$resolved[static::class] ??= new $name(...$arguments);
    }
}
class Named
{
    public static $later = 0;
}
class Shared
{
    public static int $count = 0;
}

function read(): array
{
    return [Own::$any, Own::$typed, Own::$object?->id, Own::$list, Own::$never ?? null, Child::$any, Own::hidden(), Named::$later];
}

Own::$any = 'booted';
Own::$object = (object) ['id' => 'of the process'];

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', fn () => Coroutine::isolate(classes: [Named::class]));
    $server->on('request', function () {
        $id = $_GET['id'];
        $before = read();
        if (!class_exists('App\Late', false)) {
            eval('namespace App; class Late { public static $value = "declared"; public static $sum = 2 * \Own::FIRST; }');
        }
        $late = [App\Late::$value, App\Late::$sum];
        Own::$any = "any $id";
        Own::$typed = (int) $id;
        Own::$object = (object) ['id' => $id];
        Own::$list[] = $id;
        Own::$never = [$id];
        Own::hide("hidden $id");
        App\Late::$value = "late $id";
        Named::$later = $id;
        Facade::ArrayObject([$id]);
        $reference = &Own::$typed;
        $array = &Own::$list;
        Shared::$count++;
        $mine = read();
        together(2);
        $same = read() === $mine && App\Late::$value === "late $id" && Facade::x()->getArrayCopy() === [$id];
        Coroutine::sleep(0.005);
        $reference += 100;
        $array[] = 'more';
        try {
            $reference = 'text';
        } catch (TypeError) {
            $typed = true;
        }
        together(2);
        Coroutine::sleep(0.005);
        echo json_encode([$before, $late, $same, Own::$typed, Own::$list, $typed, Child::$own]);
    });
});
foreach ([[1, 2], [3, 4]] as $ids) {
    foreach (ask_together($running, array_map(fn ($id) => "GET /?id=$id HTTP/1.1\r\nHost: a\r\n\r\n", $ids)) as $answer) {
        echo $answer, "\n";
    }
}
echo $running->stop();
?>
--EXPECT--
200 [["booted",0,"of the process",[1],null,"booted","h",0],["declared",2],true,101,[1,"1","more"],true,"childs"]
200 [["booted",0,"of the process",[1],null,"booted","h",0],["declared",2],true,102,[1,"2","more"],true,"childs"]
200 [["booted",0,"of the process",[1],null,"booted","h",0],["declared",2],true,103,[1,"3","more"],true,"childs"]
200 [["booted",0,"of the process",[1],null,"booted","h",0],["declared",2],true,104,[1,"4","more"],true,"childs"]

--TEST--
Context is an ArrayObject: dimensions, count, iteration
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Context;
use function Peregrine\run;

run(function () {
    $context = Coroutine::getContext();
    $context['a'] = 1;
    $context['b']['c'] = 2;
    var_dump(isset($context['a']), isset($context['x']), count($context));
    foreach ($context as $key => $value) {
        echo $key, ' => ', json_encode($value), "\n";
    }
    unset($context['a']);
    echo json_encode($context->getArrayCopy()), ' ', get_parent_class(Context::class), "\n";
    echo $context['missing'];
});
?>
--EXPECTF--
bool(true)
bool(false)
int(2)
a => 1
b => {"c":2}
{"b":{"c":2}} ArrayObject

Warning: Undefined array key "missing" in %s on line %d

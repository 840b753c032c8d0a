<?php
// One method for each thing Phalcon's users rely on; /do/NAME/ARGUMENT runs it, in the MVC and in the Micro application.
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Di\DiInterface;

final class Behaviours
{
    private const GROUPS = [Reading::class, Answering::class, Visiting::class, Data::class, Process::class, Parts::class, Isolation::class];

    public static function run(DiInterface $di, string $name, ?string $argument): mixed
    {
        $method = lcfirst(str_replace('-', '', ucwords($name, '-')));
        foreach (self::GROUPS as $group) {
            if (method_exists($group, $method)) {
                $behaviour = new $group();
                $behaviour->setDI($di);
                return $behaviour->$method($argument);
            }
        }
        return $di->getShared('response')->setStatusCode(404)->setContent("no behaviour $name");
    }
}

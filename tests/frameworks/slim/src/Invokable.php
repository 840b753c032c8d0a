<?php

namespace Shop;

class Invokable
{
    public function __construct(private $container)
    {
    }

    public function __invoke($request, $response, array $args)
    {
        return $response->write('invoked with ' . $args['what'] . ' ' . get_class($this->container));
    }

    public static function fixed($request, $response)
    {
        return $response->write('static method');
    }
}

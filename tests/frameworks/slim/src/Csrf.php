<?php

namespace Shop;

class Csrf
{
    public function token(): string
    {
        return $_SESSION['csrf'] ??= bin2hex(random_bytes(16));
    }

    public function __invoke($request, $response, $next)
    {
        if (!hash_equals($this->token(), (string) $request->getParsedBodyParam('token'))) {
            return $response->withStatus(400)->write('Failed CSRF check!');
        }

        return $next($request, $response);
    }
}

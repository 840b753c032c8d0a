<?php

use Slim\App;

return function (App $app) {
    // Last added, first run.
    $app->add(function ($request, $response, $next) {
        $response = $next($request->withAttribute('inner', 'seen by the route'), $response);

        return $response->withAddedHeader('X-Trace', 'inner');
    });
    $app->add(function ($request, $response, $next) {
        if ($request->getQueryParam('stop')) {
            return $response->withStatus(418)->write('stopped by the middleware');
        }
        $response = $next($request, $response);

        return $response->withAddedHeader('X-Trace', 'outer');
    });
};

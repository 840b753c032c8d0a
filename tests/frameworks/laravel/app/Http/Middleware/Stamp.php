<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;

class Stamp
{
    public function handle(Request $request, Closure $next, ...$words)
    {
        $request->attributes->set('stamp', implode('+', $words));
        $response = $next($request);
        $response->headers->set('X-Stamp', implode('+', $words));

        return $response;
    }

    public function terminate(Request $request, $response): void
    {
        if ($file = $request->query('terminate')) {
            file_put_contents(storage_path('app/'.basename($file)), 'terminated');
        }
    }
}

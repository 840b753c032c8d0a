<?php

namespace App\Exceptions;

use Illuminate\Foundation\Exceptions\Handler as ExceptionHandler;

class Handler extends ExceptionHandler
{
    protected $dontFlash = ['password'];

    public function register()
    {
        $this->renderable(function (\DomainException $e, $request) {
            return response()->json(['error' => $e->getMessage(), 'path' => $request->path()], 422);
        });
    }
}

<?php

namespace App\Providers;

use App\Models\Author;
use Illuminate\Cache\RateLimiting\Limit;
use Illuminate\Foundation\Support\Providers\RouteServiceProvider as ServiceProvider;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\RateLimiter;
use Illuminate\Support\Facades\Route;

class RouteServiceProvider extends ServiceProvider
{
    public function boot()
    {
        RateLimiter::for('few', fn (Request $request) => Limit::perMinute(2)->by($request->query('who')));
        Route::pattern('id', '[0-9]+');
        Route::bind('name', fn ($value) => Author::where('name', $value)->firstOrFail());
        $this->routes(function () {
            Route::prefix('api')->middleware('api')->group(base_path('routes/api.php'));
            Route::middleware('web')->group(base_path('routes/web.php'));
        });
    }
}

<?php

namespace App\Providers;

use App\Services\Counter;
use Illuminate\Support\Facades\Blade;
use Illuminate\Support\Facades\Response;
use Illuminate\Support\Facades\Validator;
use Illuminate\Support\Facades\View;
use Illuminate\Support\ServiceProvider;
use Illuminate\Support\Str;

class AppServiceProvider extends ServiceProvider
{
    public function register()
    {
        $this->app->singleton(Counter::class);
        $this->app->bind('fresh', fn () => new Counter());
        $this->app->when(\App\Http\Controllers\ServiceController::class)->needs('$word')->give('contextual');
    }

    public function boot()
    {
        View::share('shared', 'shared with all');
        View::composer('page', fn ($view) => $view->with('composed', 'by the composer of '.request()->path()));
        Blade::directive('shout', fn ($text) => "<?php echo strtoupper($text); ?>");
        Blade::if('even', fn ($n) => 0 === $n % 2);
        Validator::extend('odd', fn ($attribute, $value) => 1 === (int) $value % 2, 'The :attribute must be odd.');
        Response::macro('caps', fn ($text) => Response::make(strtoupper($text)));
        Str::macro('twice', fn ($text) => $text.$text);
    }
}

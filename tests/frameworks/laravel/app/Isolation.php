<?php

namespace App;

use App\Models\Book;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\App;
use Illuminate\Support\Facades\Cookie;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Event;
use Illuminate\Support\Facades\Request as Requests;
use Illuminate\Support\Facades\Schema;
use Illuminate\Support\Facades\View;

/** Each answer proves what was its own before and after it waited; tests/frameworks/isolation.php asks and checks. */
class Isolation
{
    /** Requests between their first and their last wait. Not isolated: it counts what happens together. */
    public static int $together = 0;

    /** Where an application waits: for its database, for another service. Nothing happens where there are no coroutines. */
    public static function pause(): void
    {
        if (class_exists(\Peregrine\Coroutine::class, false)) {
            \Peregrine\Coroutine::sleep(0.004 * random_int(500, 1500) / 1000);
        }
    }

    public function __invoke(Request $request, string $token)
    {
        $app = app();
        $app->instance('held', $token);
        config(['app.token' => $token]);
        Current::$token = $token;
        Current::$seen[] = $token;
        date_default_timezone_set($request->query('zone'));
        setlocale(LC_CTYPE, $request->query('ctype'));
        ini_set('precision', $request->query('precision'));
        App::setLocale($request->query('language'));
        View::share('shared_token', $token);
        Cookie::queue(Cookie::make('own_back', $token));
        header("X-Native: $token");
        Event::listen('iso', fn ($word) => "$token heard $word");
        session(['count' => session('count', 0) + 1, 'token' => $token]);
        DB::setDefaultConnection('scratch');
        Schema::create('books', function ($table) {
            $table->id();
            $table->string('title');
            $table->string('owner')->nullable();
        });
        Book::create(['title' => $token]);
        ++self::$together;
        self::pause();
        ob_start();
        echo "buffer of $token";
        self::pause();
        Book::create(['title' => " $token "]);
        $page = view('iso', ['token' => $token])->render();
        self::pause();
        $together = self::$together--;
        $buffer = ob_get_clean();

        return response()->json([
            'held' => app('held'), 'own' => app() === $app && App::getFacadeRoot() === $app, 'config' => config('app.token'), 'static' => [Current::$token, Current::$seen], 'post' => $_POST, 'request' => Requests::post(), 'helper' => request('token'), 'get' => $_GET['token'] ?? null,
            'server' => $_SERVER['HTTP_X_TOKEN'] ?? null, 'uri' => basename(request()->path()), 'input' => filter_input(INPUT_POST, 'token'), 'session' => session('token'), 'count' => session('count'), 'buffer' => $buffer, 'page' => trim($page), 'heard' => Event::dispatch('iso', ['a word']),
            'rows' => Book::pluck('title'), 'connection' => Book::first()->getConnection() === DB::connection('scratch'), 'pages' => Book::paginate(1)->url(2), 'zone' => [date_default_timezone_get(), (new \DateTime())->getTimezone()->getName()], 'ctype' => setlocale(LC_CTYPE, '0'), 'precision' => ini_get('precision'),
            'language' => [App::currentLocale(), __('shop.greeting', ['name' => $token])], 'url' => basename(route('iso', $token)), 'together' => $together,
        ])->header('X-Token', $token);
    }
}

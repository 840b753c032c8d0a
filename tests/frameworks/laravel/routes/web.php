<?php

use App\Events\OrderPlaced;
use App\Exceptions\PaymentNeeded;
use App\Http\Controllers\ServiceController;
use App\Http\Requests\StoreOrder;
use Illuminate\Http\Request;
use Illuminate\Support\Arr;
use Illuminate\Support\Carbon;
use Illuminate\Support\Facades\App;
use Illuminate\Support\Facades\Blade;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Config;
use Illuminate\Support\Facades\Cookie;
use Illuminate\Support\Facades\Crypt;
use Illuminate\Support\Facades\Event;
use Illuminate\Support\Facades\Hash;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Route;
use Illuminate\Support\Facades\Storage;
use Illuminate\Support\Facades\URL;
use Illuminate\Support\Facades\Validator;
use Illuminate\Support\Str;

Route::get('/', fn () => '<h1>Home</h1>')->name('home');
Route::get('/hello/{who?}', fn ($who = 'world') => 'Hello '.e($who))->name('hello');
Route::get('/number/{id}', fn ($id) => ['id' => (int) $id]);
Route::get('/where/{word}', fn ($word) => $word)->where('word', '[a-z]+');
Route::get('/rest/{rest}', fn ($rest) => explode('/', $rest))->where('rest', '.*');
Route::match(['get', 'post'], '/both', fn (Request $request) => $request->method())->withoutMiddleware([\App\Http\Middleware\VerifyCsrfToken::class]);
Route::any('/free/any', fn (Request $request) => response($request->method())->header('X-Method', $request->method()));
Route::put('/free/put', fn (Request $request) => ['put' => $request->all(), 'method' => $request->method(), 'real' => $request->getRealMethod()]);
Route::redirect('/old', '/hello/redirected', 301);
Route::permanentRedirect('/older', '/hello/older');
Route::view('/plain-view', 'plain', ['word' => '<viewed>']);
Route::domain('{account}.example.org')->group(fn () => Route::get('/account', fn ($account) => "account $account"));
Route::prefix('admin')->name('admin.')->middleware('stamp:one,two')->group(function () {
    Route::get('/users', fn (Request $request) => [$request->attributes->get('stamp'), route('admin.users'), Route::currentRouteName()])->name('users');
    Route::get('/terminate', fn () => 'ending');
});
Route::get('/terminated/{file}', function ($file) {
    $path = storage_path('app/'.basename($file));
    for ($i = 0; $i < 1500 && !is_file($path); ++$i) {
        class_exists(\Peregrine\Coroutine::class, false) ? \Peregrine\Coroutine::sleep(0.02) : usleep(20000);
    }

    return ['found' => is_file($path)];
});
Route::get('/urls', fn () => [route('home', [], false), route('hello', ['who' => 'a b', 'q' => 'x&y'], false), url('/x') === URL::to('/x'), route('hello', 'me') === url('/hello/me'), parse_url(asset('a.css'), PHP_URL_PATH), action(ServiceController::class, [], false)]);
Route::get('/absolute', fn () => [url('/a'), url()->current(), url()->full(), secure_url('/s')]);
Route::get('/signed', fn (Request $request) => $request->hasValidSignature() ? 'valid' : 'invalid')->name('signed');
Route::get('/sign', fn () => ['url' => URL::signedRoute('signed', ['a' => 1], null, false)]);
Route::get('/guarded', fn () => 'signed')->name('guarded')->middleware('signed:relative');
Route::get('/service', ServiceController::class);

// What came
Route::any('/free/request', fn (Request $request) => [
    'method' => $request->method(), 'path' => $request->path(), 'query' => $request->query(), 'all' => $request->all(), 'post' => $_POST, 'get' => $_GET, 'super' => $_REQUEST,
    'string' => $request->input('a.b', 'none'), 'bool' => $request->boolean('flag'), 'has' => $request->has(['a', 'flag']), 'isForm' => $request->is('free/*'), 'ajax' => $request->ajax(), 'pjax' => $request->pjax(), 'type' => $request->getContentType(), 'body' => strlen($request->getContent()),
]);
Route::get('/headers', fn (Request $request) => ['one' => $request->header('X-One'), 'none' => $request->header('X-None', 'fallback'), 'has' => $request->hasHeader('X-One'), 'bearer' => $request->bearerToken(), 'user' => $request->getUser(), 'password' => $request->getPassword(), 'agent' => $request->userAgent()]);
Route::get('/negotiate', fn (Request $request) => ['wants' => $request->wantsJson(), 'expects' => $request->expectsJson(), 'accepts' => $request->accepts(['text/html', 'application/json']), 'prefers' => $request->prefers(['text/html', 'application/json']), 'language' => $request->getPreferredLanguage(['en', 'de', 'fr']), 'format' => $request->format()]);
Route::get('/client', fn (Request $request) => ['ip' => $request->ip(), 'ips' => $request->ips(), 'secure' => $request->secure(), 'host' => $request->getHost(), 'url' => parse_url($request->fullUrl(), PHP_URL_SCHEME)]);
Route::get('/server', fn (Request $request) => ['method' => $_SERVER['REQUEST_METHOD'], 'uri' => $request->server('REQUEST_URI'), 'query' => $request->server('QUERY_STRING') ?: null, 'script' => $_SERVER['SCRIPT_NAME'], 'input' => filter_input(INPUT_GET, 'n', FILTER_VALIDATE_INT), 'root' => $request->root() === $request->getSchemeAndHttpHost(), 'time' => abs(time() - $_SERVER['REQUEST_TIME']) < 60, 'env' => [env('APP_ENV'), getenv('APP_ENV'), $_ENV['APP_ENV'] ?? null]]);
Route::post('/free/files', function (Request $request) {
    $told = [];
    $files = $request->allFiles();
    array_walk_recursive($files, function ($file, $key) use (&$told) {
        $told[] = [$key, $file->getClientOriginalName(), $file->extension(), $file->getClientMimeType(), $file->getSize(), md5_file($file->path()), $file->isValid()];
    });

    return ['files' => $told, 'has' => $request->hasFile('one'), 'input' => $request->input()];
});
Route::post('/free/store', function (Request $request) {
    $path = $request->file('file')->store('uploads');
    $text = Storage::get($path);
    Storage::delete($path);

    return ['text' => $text, 'in' => dirname($path), 'extension' => pathinfo($path, PATHINFO_EXTENSION), 'left' => Storage::exists($path)];
});
Route::get('/cookies/read', fn (Request $request) => ['secret' => $request->cookie('secret'), 'plain' => $request->cookie('plain'), 'sealed' => ($_COOKIE['secret'] ?? null) !== $request->cookie('secret'), 'none' => $request->cookie('none', 'default')]);
Route::get('/cookies/set', fn () => response('set')->cookie('secret', 'sealed value', 60)->cookie('plain', 'open', 60, '/', null, false, false));
Route::get('/cookies/queue', function () {
    Cookie::queue('queued', 'later', 5, '/only');

    return 'queued';
});
Route::get('/cookies/forget', fn () => response('forgotten')->withCookie(Cookie::forget('secret')));

// What goes
Route::get('/status/{code}', fn ($code) => response("status $code", (int) $code));
Route::get('/array', fn () => ['text' => '<ä> & "q"', 'n' => 1.5, 'null' => null]);
Route::get('/model', fn () => collect(['a' => 1])->merge(['b' => 2]));
Route::get('/json', fn () => response()->json(['a' => 'ü'], 201, ['X-Json' => '1'], JSON_UNESCAPED_UNICODE | JSON_PRETTY_PRINT));
Route::get('/jsonp', fn (Request $request) => response()->jsonp($request->query('callback', 'cb'), ['a' => 1]));
Route::get('/set-headers', fn () => response('headers')->withHeaders(['X-One' => 'a', 'X-Two' => ['b', 'c']])->header('Content-Type', 'text/plain'));
Route::get('/cached', fn () => response('cached'))->middleware('cache.headers:public;max_age=600;etag');
Route::get('/redirect/{code}', fn ($code) => redirect('/hello/there?a=1', (int) $code));
Route::get('/to-route', fn () => redirect()->route('hello', ['who' => 'routed', 'x' => 1]));
Route::get('/to-away', fn () => redirect()->away('https://example.org/?a=b&c'));
Route::get('/to-back', fn () => back()->with('note', 'sent back'));
Route::get('/stream', fn () => response()->stream(function () {
    for ($i = 1; $i <= 5; ++$i) {
        echo "line $i\n";
        flush();
    }
}, 200, ['Content-Type' => 'text/plain', 'X-Stream' => '1']));
Route::get('/stream-download', fn () => response()->streamDownload(function () {
    echo str_repeat('streamed ', 2000);
}, 'größe.txt', ['Content-Type' => 'text/plain']));
Route::get('/download', fn () => response()->download(public_path('sample.txt'), 'own name.txt')->setLastModified(null));
Route::get('/file', fn () => response()->file(public_path('sample.txt'), ['Content-Type' => 'text/plain'])->setLastModified(new DateTime('2021-03-04 05:06:07 UTC')));
Route::get('/storage-download', fn () => Storage::disk('public')->download('sample.txt', 'disk.txt')->setLastModified(null));
Route::get('/no-content', fn () => response()->noContent());
Route::get('/caps', fn () => response()->caps('macro '.Str::twice('ab')));
Route::get('/big', fn () => response(str_repeat("0123456789abcdef\n", 20000))->header('Content-Type', 'text/plain'));
Route::get('/echo', function () {
    echo 'echoed, ';

    return 'then returned';
});
Route::get('/exit', function () {
    header('X-Exit: 1');
    http_response_code(203);
    exit('gone');
});
Route::get('/native', function () {
    header('X-Native: yes');
    setcookie('native', 'a b', 0, '/', '', false, true);

    return 'native';
});
Route::get('/left-open', function () {
    ob_start();
    echo '[left open]';

    return 'body';
});
Route::get('/late', function () {
    register_shutdown_function(function () { echo '|late|'; });
    app()->terminating(fn () => print '|terminating|');

    return 'early';
});

// Blade
Route::get('/page', fn (Request $request) => view('page', ['name' => $request->query('name', '<Anon> & "co"'), 'items' => ['a' => 1, 'b<' => 2, 'c' => 3], 'none' => []]));
Route::get('/inline', fn () => view('inline')->with('n', 4)->render());
Route::get('/missing-view', fn () => view('not-there'));
Route::get('/error-view', fn () => view('broken'));
Route::get('/lang/{locale}', function ($locale) {
    App::setLocale($locale);

    return view('lang', ['locale' => App::currentLocale()]);
});

// Sessions
Route::get('/session/count', function (Request $request) {
    $request->session()->increment('count');

    return ['count' => session('count')];
});
Route::get('/session/put/{key}/{value}', function ($key, $value) {
    session([$key => $value]);

    return Arr::except(session()->all(), ['_token', '_previous']);
});
Route::get('/session/all', fn (Request $request) => Arr::except($request->session()->all(), ['_token', '_previous']));
Route::get('/session/pull/{key}', fn (Request $request, $key) => ['pulled' => $request->session()->pull($key), 'has' => $request->session()->has($key)]);
Route::get('/session/push/{value}', function (Request $request, $value) {
    $request->session()->push('list', $value);

    return session('list');
});
Route::get('/session/regenerate', function (Request $request) {
    $old = $request->session()->getId();
    $request->session()->regenerate();

    return ['changed' => $old !== $request->session()->getId(), 'values' => Arr::except(session()->all(), ['_token', '_previous'])];
});
Route::get('/session/invalidate', function (Request $request) {
    $request->session()->invalidate();

    return Arr::except(session()->all(), '_token');
});
Route::get('/session/flash/{text}', fn ($text) => redirect('/session/flashed')->with('status', $text));
Route::get('/session/flashed', fn () => ['status' => session('status')]);
Route::get('/session/reflash', function (Request $request) {
    $request->session()->reflash();

    return 'kept';
});
Route::get('/session/previous', fn (Request $request) => ['previous' => parse_url((string) url()->previous(), PHP_URL_PATH)]);

// Forms
Route::get('/form', fn () => view('form'));
Route::post('/form', fn (StoreOrder $request) => ['valid' => $request->validated(), 'safe' => $request->safe()->only(['name'])]);
Route::put('/form', fn (Request $request) => ['method' => $request->method(), 'real' => $request->getRealMethod(), 'a' => $request->input('a')]);
Route::post('/free/form', fn (StoreOrder $request) => ['valid' => $request->validated()]);
Route::post('/free/validate', fn (Request $request) => $request->validate(['title' => 'required|max:10', 'url' => 'nullable|url', 'tags' => 'array|min:1', 'tags.*' => 'distinct|in:a,b,c', 'author' => 'exists:authors,name', 'new' => 'unique:authors,name', 'reason' => 'required_if:title,why']));
Route::post('/free/bag', function (Request $request) {
    $validator = Validator::make($request->all(), ['n' => 'required|integer', 'file' => 'file|mimes:txt|max:1']);

    return ['fails' => $validator->fails(), 'errors' => $validator->errors()->all(), 'first' => $validator->errors()->first('n'), 'failed' => array_map('array_keys', $validator->failed())];
});

// Services
Route::get('/cache', function () {
    $key = Str::random(20);
    $told = [Cache::remember($key, 60, fn () => 'made'), Cache::get($key), Cache::has($key), Cache::increment("$key.n", 3), Cache::pull($key), Cache::get($key, 'gone'), Cache::store('array')->add($key, 1), Cache::store('array')->add($key, 2)];
    Cache::forget("$key.n");

    return $told;
});
Route::get('/event', function () {
    $event = new OrderPlaced('tea');
    Event::listen(OrderPlaced::class, function (OrderPlaced $event) { $event->notes[] = 'heard by the closure'; });
    Event::listen('shop.*', fn ($name, $data) => "$name with ".implode(',', $data));
    event($event);

    return ['notes' => $event->notes, 'wild' => event('shop.sold', ['a', 'b'])];
});
Route::get('/crypt', fn () => ['same' => Crypt::decryptString(Crypt::encryptString('secret')), 'hash' => Hash::check('pw', Hash::make('pw')), 'wrong' => Hash::check('no', Hash::make('pw'))]);
Route::get('/storage', function () {
    $name = 'notes/'.Str::random(20).'.txt';
    Storage::put($name, 'line one');
    Storage::append($name, 'line two');
    $told = [Storage::get($name), Storage::size($name), Storage::exists($name), Storage::delete($name), Storage::exists($name)];

    return $told;
});
Route::get('/config', fn () => [config('app.name'), Config::get('app.nothing', 'default'), tap(config(['app.changed' => 'now']), fn () => null), config('app.changed'), app()->environment('production'), app()->isLocale('en')]);
Route::get('/log', function () {
    Log::info('a line', ['with' => 'context']);

    return 'logged';
});
Route::get('/carbon', function () {
    Carbon::setTestNow('2024-02-29 12:00:00');
    $told = [now()->toDateTimeString(), now()->addMonthNoOverflow()->toDateString(), Carbon::parse('2024-01-01')->diffForHumans(), now('Asia/Tokyo')->format('H:i T')];
    Carbon::setTestNow();

    return $told;
});
Route::get('/real-time', fn () => ['now' => abs(now()->timestamp - time()) < 15, 'zone' => date_default_timezone_get(), 'changed' => config('app.changed')]);
Route::get('/strings', fn () => [Str::slug('Größe & mehr'), Str::snake('camelCaseText'), Str::plural('child'), Str::limit('a long text', 4), (string) Str::of(' x ')->trim()->upper(), Str::isUuid((string) Str::uuid()), Str::markdown('*hi*'), collect([3, 1, 2])->sort()->values()->chunk(2)->toArray(), data_get(['a' => ['b' => 1]], 'a.b'), class_basename(Request::class)]);

// Waits: tests/frameworks/isolation.php
Route::post('/free/iso/{token}', \App\Isolation::class)->name('iso');

// Errors
Route::get('/abort/{code}', fn ($code) => abort((int) $code, "aborted with $code"));
Route::get('/abort-response', fn () => abort(response('a whole response', 409)));
Route::get('/throw', fn () => throw new RuntimeException('secret details'));
Route::get('/throw/error', fn () => not_a_function());
Route::get('/throw/type', fn () => strlen([]));
Route::get('/throw/domain', fn () => throw new DomainException('domain rule'));
Route::get('/throw/payment', fn () => throw new PaymentNeeded('first'));
Route::get('/throw/model', fn () => \App\Models\Book::findOrFail(999));
Route::get('/throw/auth', fn () => throw new Illuminate\Auth\Access\AuthorizationException('not yours'));
Route::get('/throw/validation', fn () => throw Illuminate\Validation\ValidationException::withMessages(['a' => ['wrong a', 'very wrong'], 'b' => 'wrong b']));
Route::get('/warning', function () {
    $missing = [];

    return $missing['key'];
});
Route::get('/silenced', fn () => [@$_GET['missing'], rescue(fn () => throw new LogicException('x'), 'rescued', false), error_get_last()['message'] ?? null]);
Route::get('/fatal', fn () => trigger_error('stop here', E_USER_ERROR));
Route::get('/memory', function () {
    ini_set('memory_limit', (string) (memory_get_usage(true) + 8 * 1024 * 1024));
    str_repeat('x', 64 * 1024 * 1024);
});

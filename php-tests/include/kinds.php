<?php
// Every kind of state a request has of its own, one by one: how it is set to something made of a token, and how it looks.
// Looking changes nothing. Needs session_save_path() set, and Kinds::isolate() before requests come.

use Peregrine\Coroutine;

final class Held
{
    public static string $value = 'declared';
}

final class Caught
{
    public function __construct(public readonly string $token)
    {
    }

    public function __invoke(Throwable $e): void
    {
        echo $this->token;
    }
}

function remembered(string $token = ''): string
{
    static $last = 'nothing';
    return $last = $token === '' ? $last : $token;
}

final class Kinds
{
    /** Those that belong to a coroutine, so that a child's are not its parent's. */
    public const OF_COROUTINE = ['buffer', 'error handler', 'exception handler', 'error_reporting'];
    private const ZONES = ['Asia/Tokyo', 'Africa/Cairo', 'America/Lima', 'Europe/Oslo'];
    private const CHARSETS = ['ISO-8859-1', 'ISO-8859-15', 'Windows-1251', 'EUC-JP'];

    public static function isolate(): void
    {
        Coroutine::isolate(classes: [Held::class, 'remembered']);
    }

    /** Sets each kind for this token: letters and, at its end, a digit. */
    public static function set(string $token): void
    {
        $n = (int) substr($token, -1);
        foreach (['_GET', '_POST', '_COOKIE', '_FILES', '_SERVER', '_REQUEST', '_ENV'] as $name) {
            $GLOBALS[$name]['kinds'] = $token;
        }
        session_id($token);
        session_start(['use_cookies' => false, 'cache_limiter' => '']);
        $_SESSION['kinds'] = $token;
        header("X-Kinds: $token");
        setcookie('kinds', $token);
        http_response_code(410 + $n);
        ob_start(fn ($text) => $text, 100 + $n);
        echo $token;
        set_error_handler(fn ($type, $text) => $GLOBALS['_SERVER']['heard'] = "$token: $text");
        set_exception_handler(new Caught($token));
        error_reporting(E_ALL & ~(1 << $n));
        ini_set('user_agent', $token);
        ini_set('precision', (string) $n);
        set_include_path("/$token");
        ignore_user_abort($n % 2 === 0);
        date_default_timezone_set(self::ZONES[$n % 4]);
        date_create(str_repeat('?', $n));
        setlocale($n % 2 ? LC_CTYPE : LC_TIME, $n % 2 ? 'C' : 'C.UTF-8');
        chdir(['/usr', '/etc', '/proc', '/dev'][$n % 4]);
        umask($n);
        putenv("KINDS=$token");
        strtok(str_repeat("$token ", 20), ' ');
        mt_srand($n);
        $_SERVER['drawn'] = array_map(fn () => mt_rand(), range(1, 20));
        mt_srand($n);
        stream_context_set_default(['http' => ['user_agent' => $token]]);
        stream_wrapper_register("kinds.$token", ArrayObject::class);
        stream_filter_register("kinds.$token.*", php_user_filter::class);
        json_decode(['', '{', "\"\xff\"", '[[1]]', "\"\1\""][$n], false, $n === 3 ? 1 : 512);
        $n % 2 ? @preg_match('/./u', "\xff") : preg_match('/./u', 'ä', $_, 0, 1);
        libxml_use_internal_errors(true);
        array_map(simplexml_load_string(...), array_fill(0, $n, '<a'));
        mb_internal_encoding(self::CHARSETS[$n % 4]);
        mb_substitute_character(0x30 + $n);
        Held::$value = $token;
        remembered($token);
        register_shutdown_function(fn () => note("shutdown of $token sees " . ($_GET['kinds'] ?? 'nothing')));
        // Last, while no handler of ours hears it.
        set_error_handler(null);
        @trigger_error("error of $token");
        restore_error_handler();
    }

    /** @return array<string, mixed> */
    public static function look(): array
    {
        $seen = ['date errors' => date_get_last_errors()['error_count'] ?? null, 'json' => json_last_error(), 'preg' => preg_last_error()];
        foreach (['_GET', '_POST', '_COOKIE', '_FILES', '_SERVER', '_REQUEST', '_ENV', '_SESSION'] as $name) {
            $seen[$name] = $GLOBALS[$name]['kinds'] ?? null;
        }
        $exceptions = set_exception_handler(null);
        restore_exception_handler();
        $next = isset($_SERVER['drawn']) ? array_shift($_SERVER['drawn']) : null;
        $seen += [
            'error_get_last' => error_get_last()['message'] ?? null,
            'session' => [session_id(), session_status()],
            'headers' => self::ours(headers_list()),
            'status' => http_response_code(),
            'buffer' => [ob_get_level(), ob_get_contents(), ob_get_status()['chunk_size'] ?? null],
            'error handler' => self::heard(),
            'exception handler' => $exceptions?->token,
            'error_reporting' => error_reporting(),
            'ini' => [ini_get('user_agent'), ini_get('precision'), (string) (1 / 3), get_include_path(), ignore_user_abort()],
            'time zone' => [date_default_timezone_get(), date('e')],
            'locale' => [setlocale(LC_CTYPE, 0), setlocale(LC_TIME, 0)],
            'directory' => [getcwd(), umask()],
            'environment' => getenv('KINDS'),
            'strtok' => @strtok(' '), // PHP 8.3 warns where there is none
            'generator' => $next === null ? null : (mt_rand() === $next ? $_SERVER['kinds'] : 'another draws'),
            'stream context' => stream_context_get_options(stream_context_get_default())['http']['user_agent'] ?? null,
            'wrappers and filters' => self::ours([...stream_get_wrappers(), ...stream_get_filters()]),
            'libxml' => [libxml_use_internal_errors(), count(libxml_get_errors())],
            'mbstring' => [mb_internal_encoding(), mb_substitute_character()],
            'static property' => Held::$value,
            'static variable' => remembered(),
        ];
        return $seen;
    }

    private static function ours(array $names): array
    {
        return array_values(array_filter($names, fn ($name) => stripos($name, 'kinds') !== false));
    }

    /** What the handler that is set makes of an error; null without one of ours. */
    private static function heard(): ?string
    {
        $handler = set_error_handler(fn () => true);
        restore_error_handler();
        return $handler instanceof Closure && $handler(0, 'asked') ? $_SERVER['heard'] : null;
    }
}

/** What a request that begins now finds. */
function fresh_look(): array
{
    // A coroutine inherits handlers of the one that starts it.
    set_error_handler(null);
    set_exception_handler(null);
    Coroutine::join([Coroutine::isolate(function () use (&$seen) {
        $seen = Kinds::look();
    })]);
    restore_error_handler();
    restore_exception_handler();
    return $seen;
}

/** The names of what differs, with both values. */
function differing(array $one, array $other): array
{
    $differ = array_filter(array_keys($one), fn ($name) => $one[$name] !== $other[$name]);
    return array_map(fn ($name) => "$name: " . json_encode($one[$name]) . ' and ' . json_encode($other[$name]), array_values($differ));
}

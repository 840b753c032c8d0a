<?php

namespace Shop;

/** Each answer proves what was its own before and after it waited; tests/frameworks/isolation.php asks and checks. */
class Isolation
{
    /** Requests between their first and their last wait. Not isolated: it counts what happens together. */
    public static int $together = 0;

    public function __construct(private $container)
    {
    }

    /** Where an application waits: for its database, for another service. Nothing happens where there are no coroutines. */
    public static function pause(): void
    {
        if (class_exists(\Peregrine\Coroutine::class, false)) {
            \Peregrine\Coroutine::sleep(0.004 * random_int(500, 1500) / 1000);
        }
    }

    public function __invoke($request, $response, array $args)
    {
        $token = $args['token'];
        $query = $request->getQueryParams();
        $this->container['held'] = fn () => $token;
        Current::$token = $token;
        Current::$seen[] = $token;
        date_default_timezone_set($query['zone']);
        setlocale(LC_CTYPE, $query['ctype']);
        ini_set('precision', $query['precision']);
        header("X-Native: $token");
        set_error_handler(function (int $level, string $text) use (&$heard, $token) {
            $heard = "$token heard $text";

            return true;
        });
        $_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;
        $_SESSION['token'] = $token;
        $db = $this->container->get('scratch');
        $db->executeStatement('CREATE TABLE mine (token TEXT)');
        $db->insert('mine', ['token' => $token]);
        ++self::$together;
        self::pause();
        ob_start();
        echo "buffer of $token";
        self::pause();
        $db->insert('mine', ['token' => $token]);
        $page = $this->container->get('view')->render('iso.twig', ['token' => $token]);
        self::pause();
        $together = self::$together--;
        $buffer = ob_get_clean();
        trigger_error("by $token", E_USER_WARNING);
        restore_error_handler();

        return $response->withHeader('X-Token', $token)->withJson([
            'held' => $this->container->get('held'), 'static' => [Current::$token, Current::$seen], 'post' => $_POST, 'parsed' => $this->container->get('request')->getParsedBody(), 'get' => $_GET['token'] ?? null, 'cookie' => $_COOKIE['own'] ?? null,
            'server' => $_SERVER['HTTP_X_TOKEN'] ?? null, 'uri' => basename($this->container->get('request')->getUri()->getPath()), 'input' => filter_input(INPUT_POST, 'token'), 'session' => $_SESSION['token'], 'count' => $_SESSION['count'],
            'buffer' => $buffer, 'page' => trim($page), 'heard' => $heard ?? null, 'rows' => $db->fetchFirstColumn('SELECT token FROM mine'), 'zone' => [date_default_timezone_get(), (new \DateTime())->getTimezone()->getName()],
            'ctype' => setlocale(LC_CTYPE, '0'), 'precision' => ini_get('precision'), 'together' => $together,
        ]);
    }

    /** Counts under the lock of the session, with a wait between reading and writing. */
    public function count($request, $response)
    {
        $count = $_SESSION['shared'] ?? 0;
        self::pause();
        $_SESSION['shared'] = $count + 1;

        return $response->withJson(['count' => $count + 1]);
    }
}

<?php
// Everything that must be this request's own, before and after waits in which others run: /do/own/T?t=T&c=C with T also in
// the form and a cookie, C in the session once it is there. Answers with T and the names of what was not T.
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Di\Di;
use Shop\Models\Maker;
use Shop\Models\Product;
use Shop\Wait;

class Isolation extends Behaviour
{
    /** Named in peregrine.isolate by the tests. */
    public static string $static = '';

    public function own(?string $token): mixed
    {
        $zone = ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'UTC'][crc32($token) % 4];
        $locale = ['C', 'C.UTF-8'][crc32($token) % 2];
        $wait = fn () => Wait::milliseconds(crc32($token . microtime()) % 4);
        $di = $this->getDI();
        $di->setShared('token', fn () => $token);
        self::$static = $token;
        date_default_timezone_set($zone);
        setlocale(LC_CTYPE, $locale);
        ini_set('user_agent', $token);
        set_error_handler(fn () => $GLOBALS['seen'] = $token);
        header("X-Token: $token");
        $this->db->execute('UPDATE makers SET name = ? WHERE id = 1', [$token]);
        $wait();
        ob_start();
        echo $token;
        $wait();
        $session = $this->session;
        $client = $_GET['c'] ?? '';
        $before = $session->get('client', $client);
        $session->set('client', $client);
        $session->set('token', $token);
        $wait();
        $model = new Product();
        $checks = [
            'container' => $di->getShared('token'), 'default container' => Di::getDefault()->getShared('token'), 'model container' => $model->getDI()->getShared('token'),
            'get' => $_GET['t'] ?? null, 'post' => $_POST['t'] ?? null, 'request' => $_REQUEST['t'] ?? null, 'query' => $this->request->getQuery('t'),
            'form' => $this->request->getPost('t'), 'body' => strpos($this->request->getRawBody(), $token) === false ? '' : $token, 'uri' => basename($this->request->getURI(true)),
            'cookie' => $_COOKIE['t'] ?? null, 'input' => filter_input(INPUT_POST, 't'), 'session before' => $before === $client ? $token : '', 'session' => $session->get('token'),
            '$_SESSION' => in_array($token, $_SESSION, true) ? $token : '', 'static' => self::$static, 'ini' => ini_get('user_agent'),
            'header' => in_array("X-Token: $token", headers_list(), true) ? $token : '',
        ];
        $wait();
        $checks['model'] = Maker::findFirst(1)->name;
        $wait();
        $checks['phql'] = $this->modelsManager->executeQuery('SELECT m.name FROM ' . Maker::class . ' m WHERE m.id = 1')->getFirst()->name;
        $checks['buffer'] = ob_get_clean();
        $wrong = array_keys(array_filter($checks, fn ($value) => $value !== $token));
        date_default_timezone_get() === $zone || $wrong[] = 'timezone';
        setlocale(LC_CTYPE, 0) === $locale || $wrong[] = 'locale';
        restore_error_handler();
        return $this->json(['token' => $token, 'checked' => count($checks) + 2, 'wrong' => $wrong]);
    }

    /** Adds one to a number in the session, with a wait between reading and writing: the session's lock has to hold. */
    public function addSlowly(): mixed
    {
        $session = $this->session;
        $number = $session->get('number', 0);
        Wait::milliseconds(3);
        $session->set('number', $number + 1);
        return $this->response->setContent((string) ($number + 1));
    }
}

<?php
// What a request does to the process it runs in, and how it ends.
declare(strict_types=1);

namespace Shop\Behaviours;

use Shop\Wait;

class Process extends Behaviour
{
    public function throws(?string $where): mixed
    {
        if ($where === 'buffered') {
            ob_start();
            echo 'half a page';
        }
        ini_set('display_errors', $where === 'quietly' ? '0' : '1');
        throw new \DomainException("thrown $where");
    }

    public function exits(?string $how): mixed
    {
        header('X-Exit: yes');
        http_response_code(203);
        echo 'before exit; ';
        Wait::milliseconds(1);
        exit($how === 'number' ? 3 : "said $how");
    }

    public function shutdown(): mixed
    {
        register_shutdown_function(function () {
            echo '; shut down ', json_encode([isset($_GET['q']) ? $_GET['q'] : null, error_get_last() === null]);
        });
        return $this->response->setContent('registered');
    }

    public function errors(): mixed
    {
        $seen = [];
        set_error_handler(function (int $level, string $text) use (&$seen): bool {
            $seen[] = [$level, $text];
            return true;
        });
        Wait::milliseconds(2);
        trigger_error('a warning', E_USER_WARNING);
        echo @$undefined;
        restore_error_handler();
        @trigger_error('the last', E_USER_NOTICE);
        return $this->json([$seen, error_get_last()['message'] ?? null]);
    }

    public function handled(): mixed
    {
        set_exception_handler(function (\Throwable $e) {
            http_response_code(418);
            echo 'handled: ', $e->getMessage();
        });
        $this->request->getQuery('direct') !== null && throw new \LogicException('caught by the front controller');
        return $this->response->setContent('no exception');
    }

    public function userError(): mixed
    {
        header('X-Before: yes');
        ini_set('display_errors', '0');
        trigger_error('the end', E_USER_ERROR);
        return $this->response->setContent('never');
    }

    public function fatal(): mixed
    {
        ini_set('display_errors', '0');
        register_shutdown_function(function () {
            echo 'fatal: ', strtok(error_get_last()['message'] ?? 'none', '(');
        });
        return eval('class Twice {} class Twice {}');
    }

    public function ini(?string $precision): mixed
    {
        $before = [ini_get('precision'), ini_get('default_charset'), date_default_timezone_get(), setlocale(LC_NUMERIC, 0), mb_internal_encoding(), error_reporting()];
        ini_set('precision', $precision ?? '5');
        ini_set('default_charset', 'ISO-8859-1');
        date_default_timezone_set('Asia/Tokyo');
        mb_internal_encoding('ISO-8859-1');
        error_reporting(E_ERROR);
        Wait::milliseconds(2);
        $after = [ini_get('precision'), ini_get('default_charset'), date_default_timezone_get(), mb_internal_encoding(), error_reporting(), date('H:i', 0), (string) (1 / 3)];
        return $this->json([$before, $after]);
    }

    public function locale(): mixed
    {
        $before = setlocale(LC_ALL, 0);
        $set = setlocale(LC_ALL, 'C.UTF-8', 'en_US.UTF-8');
        Wait::milliseconds(2);
        return $this->json([$before, $set, setlocale(LC_CTYPE, 0)]);
    }

    public function buffers(): mixed
    {
        $level = ob_get_level();
        ob_start(fn (string $text) => strtoupper($text));
        echo 'shouted';
        Wait::milliseconds(2);
        ob_start();
        echo ' hidden';
        $inner = ob_get_clean();
        $outer = ob_get_clean();
        return $this->json([$outer, $inner, ob_get_level() === $level]);
    }

    public function libxml(): mixed
    {
        libxml_use_internal_errors(true);
        Wait::milliseconds(2);
        $parsed = simplexml_load_string('<a><b></a>');
        $count = count(libxml_get_errors());
        json_decode('{');
        Wait::milliseconds(1);
        return $this->response->setContent(json_encode([$parsed, $count > 0]) . json_last_error() . '/' . preg_last_error_msg());
    }

    public function tokens(): mixed
    {
        $words = [strtok('a b c d', ' ')];
        for ($i = 0; $i < 3; $i++) {
            Wait::milliseconds(1);
            $words[] = strtok(' ');
        }
        mt_srand(42);
        $first = mt_rand();
        Wait::milliseconds(1);
        return $this->json([$words, $first, mt_rand()]);
    }

    public function directory(): mixed
    {
        chdir(__DIR__);
        $mask = umask(0077);
        putenv('SHOP_ENV=' . $this->request->getQuery('q'));
        Wait::milliseconds(2);
        return $this->json([basename(getcwd()), $mask, umask(), getenv('SHOP_ENV')]);
    }
}

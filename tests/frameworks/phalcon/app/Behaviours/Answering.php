<?php
// What Phalcon\Http\Response sends.
declare(strict_types=1);

namespace Shop\Behaviours;

use DateTime;
use DateTimeZone;
use Shop\Wait;

class Answering extends Behaviour
{
    public function status(?string $code): mixed
    {
        return $this->response->setStatusCode((int) $code)->setContent("status $code");
    }

    public function reason(): mixed
    {
        return $this->response->setStatusCode(299, 'Peculiar')->setContent('a reason of its own');
    }

    public function noContent(): mixed
    {
        return $this->response->setStatusCode(204, 'No Content');
    }

    public function answerHeaders(): mixed
    {
        $response = $this->response;
        $response->setHeader('X-One', '1')->setHeader('X-Two', 'b')->setHeader('X-Gone', 'x')->setHeader('X-Two', 'two');
        $response->removeHeader('X-Gone');
        header('X-Php: by hand');
        header('X-Php: a second', false);
        header('X-Never: 1');
        header_remove('X-Never');
        return $response->setContent(json_encode([$response->hasHeader('X-One'), $response->getHeaders()->toArray()]));
    }

    public function rawHeaders(): mixed
    {
        $response = $this->response;
        $response->setRawHeader('HTTP/1.1 451 Unavailable For Legal Reasons');
        $response->setRawHeader('X-Raw: yes');
        return $response->setContent('raw');
    }

    public function resetHeaders(): mixed
    {
        return $this->response->setHeader('X-Lost', '1')->resetHeaders()->setHeader('X-Kept', '1')->setContent('reset');
    }

    public function redirect(?string $kind): mixed
    {
        $response = $this->response;
        return match ($kind) {
            'local' => $response->redirect('products/3'),
            'permanent' => $response->redirect('products/4', false, 301),
            'external' => $response->redirect('https://example.org/a?b=c', true),
            'other' => $response->redirect('done', false, 303),
            'odd' => $response->redirect('done', false, 200),
            'header' => header('Location: /plain') ?? 'moved by header()',
            default => $response->redirect(),
        };
    }

    public function jsonAnswer(?string $kind): mixed
    {
        $data = ['text' => 'Grüße / "quoted" <tag>', 'list' => [1, 2.5, null, true], 'object' => new \stdClass()];
        return match ($kind) {
            'pretty' => $this->response->setJsonContent($data, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE),
            'latin' => $this->response->setContentType('application/json', 'ISO-8859-1')->setJsonContent($data),
            'problem' => $this->response->setStatusCode(422)->setContentType('application/problem+json')->setContent('{"title":"No"}'),
            default => $this->response->setJsonContent($data),
        };
    }

    public function caching(?string $kind): mixed
    {
        $response = $this->response;
        $when = new DateTime('2026-01-02 03:04:05', new DateTimeZone('Europe/Berlin'));
        return match ($kind) {
            'cache' => $response->setCache(10)->setContent('ten minutes'),
            'expires' => $response->setExpires($when)->setContent('expires'),
            'modified' => $response->setLastModified($when)->setContent('modified'),
            'etag' => $response->setEtag('"abc"')->setContent('etag'),
            'not-modified' => $response->setEtag('"abc"')->setNotModified(),
            default => $response->setContent('nothing'),
        };
    }

    public function binary(): mixed
    {
        $bytes = implode('', array_map('chr', range(0, 255)));
        return $this->response->setContentType('application/octet-stream')->setContentLength(1024)->setContent(str_repeat($bytes, 4));
    }

    public function large(?string $kilobytes): mixed
    {
        return $this->response->setContentType('text/plain')->setContent(str_repeat(str_repeat('0123456789abcdef', 63) . "0123456789abcde\n", (int) $kilobytes));
    }

    public function append(): mixed
    {
        return $this->response->setContent('one')->appendContent(', two')->appendContent(', three');
    }

    public function file(?string $kind): mixed
    {
        $file = __DIR__ . '/../views/manual.txt';
        $response = $this->response;
        return match ($kind) {
            'named' => $response->setFileToSend($file, 'the "manual".txt'),
            'unicode' => $response->setFileToSend($file, 'Käse.txt'),
            'inline' => $response->setContentType('text/plain', 'UTF-8')->setFileToSend($file, null, false),
            'status' => $response->setStatusCode(203)->setHeader('X-File', 'yes')->setFileToSend($file),
            default => $response->setFileToSend($file),
        };
    }

    public function streamed(): mixed
    {
        $response = $this->response;
        $response->setContentType('text/plain')->setHeader('X-Streamed', 'yes')->sendHeaders();
        while (ob_get_level() > 0) {
            ob_end_flush();
        }
        for ($i = 0; $i < 4; $i++) {
            echo "line $i\n";
            flush();
            Wait::milliseconds(1);
        }
        return false;
    }

    public function echoed(?string $text): mixed
    {
        echo "echoed $text";
        header('X-Echo: yes');
        http_response_code(202);
        return $this->response;
    }

    public function sent(): mixed
    {
        $this->response->setContent('sent by hand')->send();
        try {
            $this->response->send();
        } catch (\Throwable $e) {
            echo '; ', get_class($e);
        }
        echo '; ', json_encode([$this->response->isSent(), headers_sent()]);
        exit;
    }

    public function sentHeaders(): mixed
    {
        header('X-A: 1');
        header('Content-Type: text/x-shop; charset=utf-8');
        setcookie('c', 'v');
        $list = array_values(array_filter(headers_list(), fn ($line) => !str_starts_with($line, 'X-Powered-By') && !str_starts_with($line, 'Host')));
        sort($list);
        return $this->response->setContent(json_encode([$list, http_response_code(), headers_sent()]));
    }

    public function registered(): mixed
    {
        header_register_callback(function () {
            header('X-Callback: ' . http_response_code());
        });
        return $this->response->setStatusCode(201)->setContent('registered');
    }
}

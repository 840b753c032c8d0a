<?php
declare(strict_types=1);

namespace PhalconIngest\Controllers;

use Phalcon\Http\ResponseInterface;
use Phalcon\Mvc\Controller;

/** Answers in JSON, and counts the request. */
abstract class JsonController extends Controller
{
    public function initialize(): void
    {
        $this->counters->add('requests');
    }

    /**
     * @param array<string, mixed> $body
     * @param array<string, string> $headers
     */
    protected function answer(int $status, array $body, array $headers = []): ResponseInterface
    {
        $this->response->setStatusCode($status);
        $this->response->setContentType('application/json');
        foreach ($headers as $name => $value) {
            $this->response->setHeader($name, $value);
        }
        // A rule's own text may be quoted in a message; whatever it holds, there is an answer.
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;
        return $this->response->setContent(json_encode($body, $flags));
    }
}

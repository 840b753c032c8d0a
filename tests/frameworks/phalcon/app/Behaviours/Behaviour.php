<?php
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Di\Injectable;
use Phalcon\Http\ResponseInterface;

abstract class Behaviour extends Injectable
{
    protected function json(mixed $data): ResponseInterface
    {
        return $this->response->setJsonContent($data, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
    }
}

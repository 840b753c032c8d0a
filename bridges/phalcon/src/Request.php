<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

/** Phalcon's request, which reads everything it needs by itself, with a way to the server's. */
class Request extends \Phalcon\Http\Request
{
    /** The server's own request: its connection (`fd`), the exact headers, the raw head. */
    public function peregrine(): \Peregrine\Http\Request
    {
        return $this->getDI()->getShared(Handler::REQUEST);
    }
}

<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Phalcon\Http\ResponseInterface;

/** Phalcon's response with a body that is sent piece by piece, and with files sent by the server instead of through PHP. */
class Response extends \Phalcon\Http\Response
{
    private ?iterable $pieces = null;

    /**
     * The body is what $pieces yields; each piece is sent before the next is asked for, so a generator may wait between
     * them, and a client that reads slowly slows it down.
     *
     * @param iterable<string> $pieces
     */
    public function stream(iterable $pieces): static
    {
        $this->pieces = $pieces;
        return $this;
    }

    public function send(): ResponseInterface
    {
        if ($this->isSent() || ($this->pieces === null && !$this->isFile())) {
            return parent::send();
        }
        $this->sendHeaders();
        $this->sendCookies();
        $this->sent = true;
        $this->pieces !== null ? $this->sendPieces($this->pieces) : $this->sendFile();
        return $this;
    }

    /** The server's own response. */
    public function peregrine(): \Peregrine\Http\Response
    {
        return $this->getDI()->getShared(Handler::RESPONSE);
    }

    private function isFile(): bool
    {
        return (string) $this->content === '' && (string) $this->file !== '';
    }

    private function sendPieces(iterable $pieces): void
    {
        foreach ($pieces as $piece) {
            echo $piece;
            if (ob_get_level() > 0) {
                ob_flush();
            }
            flush();
        }
    }

    private function sendFile(): void
    {
        // What the request has echoed so far would come first, so then PHP sends the file too.
        if (headers_sent() || ob_get_length() > 0 || !$this->getDI()->has(Handler::RESPONSE)) {
            readfile($this->file);
            return;
        }
        $response = $this->peregrine();
        $response->status(http_response_code() ?: 200);
        // PHP's header() is for what is echoed; the server's response has headers of its own.
        $fields = [];
        foreach (headers_list() as $line) {
            [$name, $value] = explode(':', $line, 2);
            $fields[$name][] = ltrim($value);
        }
        foreach ($fields as $name => $values) {
            $response->header($name, count($values) > 1 ? $values : $values[0]);
        }
        $response->sendfile($this->file);
    }
}

<?php
// Requests sent one after another over a connection of their own, each when the answer before it is whole. Driven by
// Fleet, which runs many at once.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Lane
{
    /** @var resource|null */
    public $socket = null;
    /** @var array<int, Answer> by the request's number in the list */
    public array $answers = [];
    private readonly Visitors $visitors;
    private ?Browser $browser = null;
    private string $out = '';
    private string $in = '';
    private float $asked = 0.0;
    private float $deadline = 0.0;

    /** @param array<int, array> $requests by their number in the list */
    public function __construct(private array $requests, private readonly string $host, private readonly bool $keep)
    {
        $this->visitors = new Visitors();
    }

    public function isOver(): bool
    {
        return !$this->requests;
    }

    public function isWriting(): bool
    {
        return $this->out !== '';
    }

    /** Sends the next request when none is under way. */
    public function begin(float $timeout): void
    {
        if ($this->browser || $this->isOver()) {
            return;
        }
        $request = reset($this->requests);
        $this->browser = $this->visitors->of($request);
        $this->asked = microtime(true);
        if (!$this->socket && !$this->connect()) {
            $this->finish(Answer::failed("cannot connect to $this->host"));
            return;
        }
        $this->out = $this->browser->bytes($request, $this->host, $this->keep);
        $this->deadline = $this->asked + $timeout;
    }

    public function write(): void
    {
        $sent = @fwrite($this->socket, $this->out);
        // A server may answer and close before it has read the whole body: then reading tells.
        $this->out = $sent === false ? '' : substr($this->out, $sent);
    }

    public function read(): void
    {
        $piece = @fread($this->socket, 65536);
        $this->in .= (string) $piece;
        $ended = (string) $piece === '' && feof($this->socket);
        $head = (reset($this->requests)['method'] ?? 'GET') === 'HEAD';
        if ($answer = Answer::read($this->in, $head, $ended)) {
            $this->finish($answer);
        }
    }

    public function check(): void
    {
        if ($this->browser && microtime(true) > $this->deadline) {
            $this->finish(Answer::failed('no whole answer in time'));
        }
    }

    private function connect(): bool
    {
        $this->in = '';
        $this->socket = @stream_socket_client("tcp://$this->host", $code, $text, 30.0) ?: null;
        return $this->socket && stream_set_blocking($this->socket, false);
    }

    private function finish(Answer $answer): void
    {
        $number = key($this->requests);
        $this->browser->takes($this->requests[$number], $answer);
        $answer->asked = $this->asked;
        $answer->port = (int) substr(strrchr($this->host, ":"), 1);
        // A cookie that is taken back may have a value, too.
        $answer->ids = $this->browser->cookies + $this->browser->captured + array_column($answer->cookies(), 'value', 'name');
        $this->answers[$number] = $answer;
        unset($this->requests[$number]);
        $this->browser = null;
        $this->out = '';
        if ($answer->closes || !$this->keep || $this->isOver()) {
            $this->socket && fclose($this->socket);
            $this->socket = null;
        }
    }
}

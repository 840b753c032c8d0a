<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

use Peregrine\Coroutine\Http\Client;

/**
 * Rules at an http(s) URL, asked for with If-None-Match. Runs in a coroutine of a worker. Redirects are not followed:
 * they would let the origin's operator move the rules elsewhere unseen.
 */
final class Http implements Source
{
    private const TIMEOUT = 10.0; // seconds

    private readonly string $host;
    private readonly int $port;
    private readonly bool $tls;
    private readonly string $target;
    /** @var array<string, string> */
    private readonly array $headers;

    /** @param string $url which Config has looked at */
    public function __construct(private readonly string $url)
    {
        $parts = parse_url($url);
        $this->tls = strtolower($parts['scheme']) === 'https';
        $this->host = $parts['host'];
        $this->port = $parts['port'] ?? ($this->tls ? 443 : 80);
        $this->target = ($parts['path'] ?? '/') . (isset($parts['query']) ? "?{$parts['query']}" : '');
        $headers = ['Accept' => 'application/json', 'User-Agent' => 'peregrine-ingest'];
        if (isset($parts['user'])) {
            $login = rawurldecode($parts['user']) . ':' . rawurldecode($parts['pass'] ?? '');
            $headers['Authorization'] = 'Basic ' . base64_encode($login);
        }
        $this->headers = $headers;
    }

    public function fetch(string $tag): ?Fetched
    {
        $client = new Client($this->host, $this->port, $this->tls);
        try {
            $client->set(['timeout' => self::TIMEOUT]);
            $client->setHeaders($this->headers + ($tag === '' ? [] : ['If-None-Match' => $tag]));
            if (!$client->get($this->target)) {
                throw new Unavailable("no answer from {$this->name()}: " . ($client->errMsg ?: "error $client->errCode"));
            }
            return $this->read($client, $tag);
        } finally {
            $client->close();
        }
    }

    /** Without user and password. */
    public function name(): string
    {
        return preg_replace('~//[^/@]*@~', '//', $this->url);
    }

    private function read(Client $client, string $tag): ?Fetched
    {
        $status = $client->getStatusCode();
        if ($status === 304 && $tag !== '') {
            return null;
        }
        if ($status !== 200) {
            throw new Unavailable("{$this->name()} answered $status, expected 200 or 304");
        }
        return new Fetched((string) $client->getBody(), $client->getHeaders()['etag'] ?? '');
    }
}

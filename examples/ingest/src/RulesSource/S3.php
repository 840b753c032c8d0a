<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

use Peregrine\Aws\Signer;
use Peregrine\Coroutine\Http\Client;

/**
 * Rules in an object of S3, or of what speaks its language (AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL), asked for with
 * If-None-Match. May be gzipped. Runs in a coroutine of a worker; credentials and region are found as AWS's tools find them.
 */
final class S3 implements Source
{
    private const TIMEOUT = 10.0; // seconds
    /** Of the document: more than that is no document but a bomb. */
    private const MAX_BYTES = 8 << 20;

    private readonly string $bucket;
    private readonly string $key;
    private readonly Signer $signer;

    /** @param string $url s3://bucket/key, which Config has looked at */
    public function __construct(private readonly string $url)
    {
        [$this->bucket, $this->key] = explode('/', substr($url, strlen('s3://')), 2);
        $this->signer = new Signer('s3');
    }

    public function fetch(string $tag): ?Fetched
    {
        try {
            $url = $this->address();
            $condition = $tag === '' ? [] : ['If-None-Match' => $tag];
            $headers = $this->signer->sign('GET', $url, $condition) + $condition;
        } catch (\Peregrine\Exception $e) {
            throw new Unavailable($e->getMessage());
        }
        $parts = parse_url($url);
        $tls = $parts['scheme'] === 'https';
        $client = new Client($parts['host'], $parts['port'] ?? ($tls ? 443 : 80), $tls);
        try {
            $client->set(['timeout' => self::TIMEOUT]);
            $client->setHeaders($headers + ['User-Agent' => 'peregrine-ingest']);
            if (!$client->get($parts['path'])) {
                throw new Unavailable("no answer from {$parts['host']}: " . ($client->errMsg ?: "error $client->errCode"));
            }
            return $this->read($client, $tag);
        } finally {
            $client->close();
        }
    }

    public function name(): string
    {
        return $this->url;
    }

    /** The bucket is in the path where it cannot be in the name: elsewhere, and with dots, which no certificate covers. */
    private function address(): string
    {
        $key = implode('/', array_map(rawurlencode(...), explode('/', $this->key)));
        $endpoint = $this->signer->endpoint();
        if ($endpoint !== null) {
            return rtrim($endpoint, '/') . "/$this->bucket/$key";
        }
        $region = $this->signer->region();
        $domain = "s3.$region.amazonaws.com" . (str_starts_with($region, 'cn-') ? '.cn' : '');
        return str_contains($this->bucket, '.') ? "https://$domain/$this->bucket/$key" : "https://$this->bucket.$domain/$key";
    }

    private function read(Client $client, string $tag): ?Fetched
    {
        $status = $client->getStatusCode();
        $body = (string) $client->getBody();
        if ($status === 304 && $tag !== '') {
            return null;
        }
        if ($status !== 200) {
            $code = preg_match('~<Code>(\w{1,64})</Code>~', $body, $m) === 1 ? " $m[1]" : '';
            throw new Unavailable("S3 answered $status$code, expected 200 or 304");
        }
        return new Fetched($this->plain($body), $client->getHeaders()['etag'] ?? '');
    }

    /** By its first bytes: Content-Encoding is what somebody said at the upload. */
    private function plain(string $body): string
    {
        if (!str_starts_with($body, "\x1f\x8b")) {
            return $body;
        }
        if (!function_exists('gzdecode')) {
            throw new Unavailable('the object is gzipped, and PHP has no zlib');
        }
        $plain = @gzdecode($body, self::MAX_BYTES);
        return $plain !== false ? $plain : throw new Unavailable('the object is broken gzip, or has more than ' . self::MAX_BYTES . ' bytes');
    }
}

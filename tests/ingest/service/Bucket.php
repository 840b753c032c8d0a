<?php
declare(strict_types=1);

/** The bucket "rules.test" on an S3-compatible server of its own (s3.py), which checks signatures. */
final class Bucket
{
    /** What the service's environment needs. @var array<string, string> */
    public readonly array $env;
    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];

    /** @param string $python as scripts/s3 prints it */
    public function __construct(string $python)
    {
        $descriptors = [['pipe', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'a']];
        $this->process = proc_open([$python, dirname(__DIR__) . '/s3.py'], $descriptors, $this->pipes);
        $said = json_decode((string) fgets($this->pipes[1]), true) ?? throw new RuntimeException('s3.py did not start');
        $this->env = [
            'AWS_ENDPOINT_URL_S3' => $said['url'], 'AWS_REGION' => 'eu-central-1',
            'AWS_ACCESS_KEY_ID' => $said['key'], 'AWS_SECRET_ACCESS_KEY' => $said['secret'],
        ];
    }

    public function put(string $key, string $body, ?string $encoding = null): void
    {
        fwrite($this->pipes[0], json_encode(['key' => $key, 'body' => base64_encode($body), 'encoding' => $encoding]) . "\n");
        fgets($this->pipes[1]) === "done\n" || throw new RuntimeException('s3.py did not put');
    }

    public function end(): void
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }
}

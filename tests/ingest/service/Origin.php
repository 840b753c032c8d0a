<?php
declare(strict_types=1);

/** An HTTP origin for rules: PHP's own web server, with ETags, over files of a scratch directory. */
final class Origin
{
    public readonly string $url;
    private readonly string $directory;
    /** @var resource */
    private $process;

    public function __construct()
    {
        $this->directory = sys_get_temp_dir() . '/peregrine-origin-' . bin2hex(random_bytes(6));
        mkdir($this->directory);
        file_put_contents("$this->directory/router.php", <<<'ROUTER'
            <?php
            file_put_contents(__DIR__ . '/log', ($_SERVER['HTTP_IF_NONE_MATCH'] ?? '-') . "\n", FILE_APPEND);
            if (is_file(__DIR__ . '/down')) { http_response_code(500); exit; }
            $text = file_get_contents(__DIR__ . '/rules');
            $tag = '"' . md5($text) . '"';
            header("ETag: $tag");
            if (($_SERVER['HTTP_IF_NONE_MATCH'] ?? '') === $tag) { http_response_code(304); exit; }
            header('Content-Type: application/json');
            echo $text;
            ROUTER);
        $port = free_port();
        $this->url = "http://127.0.0.1:$port/rules.json?v=1";
        $quiet = ['file', '/dev/null', 'a'];
        $this->process = proc_open([PHP_BINARY, '-n', '-S', "127.0.0.1:$port", "$this->directory/router.php"], [$quiet, $quiet, $quiet], $pipes);
    }

    public function serve(string $document): void
    {
        file_put_contents("$this->directory/rules.new", $document);
        rename("$this->directory/rules.new", "$this->directory/rules");
    }

    public function fail(bool $fail): void
    {
        $fail ? touch("$this->directory/down") : unlink("$this->directory/down");
    }

    /** @return list<string> If-None-Match of every request so far, '-' without one */
    public function asked(): array
    {
        return explode("\n", trim((string) @file_get_contents("$this->directory/log")));
    }

    public function end(): void
    {
        proc_terminate($this->process, 9);
        array_map(unlink(...), glob("$this->directory/*"));
        rmdir($this->directory);
    }
}

<?php
/** RULES as an object of S3: signed, fetched with ETag, plain or gzipped; wrong keys are said. Skipped without moto. */
declare(strict_types=1);

return static function (string $extension): void {
    exec(escapeshellarg(dirname(__DIR__, 3) . '/scripts/s3'), $python, $status);
    if ($status !== 0) {
        $GLOBALS['skipped']++;
        return;
    }
    $document = static fn (string $version): string => '{"version":"' . $version . '","types":{"t":{}}}';
    $bucket = new Bucket($python[0]);
    $env = ['RULES' => 's3://rules.test/a folder/rules+1.json', 'RULES_REFRESH' => '1'] + $bucket->env;
    $service = new Running($extension, $env);
    eventually('s3: a missing object is said', static fn (): bool => str_contains($service->log(), 'S3 answered 404 NoSuchKey'));
    same('s3: not ready without rules', 503, $service->status('/readyz'));

    $bucket->put('a folder/rules+1.json', $document('one'));
    $service->awaitReady();
    same('s3: first rules', 'one', $service->json('/stats')['rules_version']);
    $bucket->put('a folder/rules+1.json', gzencode($document('two')), 'gzip');
    eventually('s3: gzipped rules', static fn (): bool => ($service->json('/stats')['rules_version'] ?? '') === 'two');
    // Logged a moment after they are in force, and once.
    eventually('s3: gzipped rules are logged', static fn (): bool => str_contains($service->log(), 'rules two'));
    eventually('s3: confirmed by If-None-Match', static fn (): bool => ($service->json('/stats')['rules_age_s'] ?? 60) <= 1);
    same('s3: and not read again', [1, 0], [substr_count($service->log(), 'rules two'), substr_count($service->log(), 'not refreshed from s3://rules.test/a folder/rules+1.json: no')]);
    $bucket->put('a folder/rules+1.json', substr(gzencode($document('three')), 0, -9));
    eventually('s3: broken gzip is said', static fn (): bool => str_contains($service->log(), 'broken gzip'));
    same('s3: and the old rules stay', 'two', $service->json('/stats')['rules_version']);
    same('s3: ends with 0', 0, $service->end());

    $wrong = new Running($extension, ['AWS_SECRET_ACCESS_KEY' => 'S3CRET-wrong'] + $env);
    eventually('s3: a wrong secret is refused', static fn (): bool => str_contains($wrong->log(), 'S3 answered 403 SignatureDoesNotMatch'));
    $wrong->end();
    same('s3: and not logged', false, str_contains($wrong->log() . $service->log(), 'S3CRET') || str_contains($service->log(), $bucket->env['AWS_SECRET_ACCESS_KEY']));
    $bucket->end();
};

<?php
/** What cannot be meant keeps the service from starting: status 1 and a sentence. And RULES as a file that changes. */
declare(strict_types=1);

return static function (string $extension): void {
    $bad = [
        'PORT is "x"' => ['PORT' => 'x'],
        'there is no file /nowhere/rules.json' => ['RULES' => '/nowhere/rules.json'],
        'not valid JSON' => ['RULES' => __FILE__],
        'KAFKA_BROKERS is not set' => ['PEREGRINE_IMAGE' => '1'],
        'KAFKA_SASL_MECHANISM is "SCRAM"' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_MECHANISM' => 'SCRAM'],
    ];
    foreach ($bad as $sentence => $env) {
        $service = new Running($extension, $env);
        same("settings: $sentence", [1, true], [$service->end(0), str_contains($service->log(), $sentence)]);
    }

    $file = tempnam(sys_get_temp_dir(), 'rules');
    $write = static function (string $version) use ($file): void {
        file_put_contents("$file.new", '{"version":"' . $version . '","types":{"t":{}}}');
        rename("$file.new", $file);
    };
    $write('first');
    $service = (new Running($extension, ['RULES' => $file, 'RULES_REFRESH' => '1', 'KAFKA_EMBEDDED' => '1', 'PEREGRINE_IMAGE' => '1']))->awaitReady();
    same('settings: rules of a file', 'first', $service->json('/stats')['rules_version']);
    $write('second');
    eventually('settings: a changed file', static fn (): bool => ($service->json('/stats')['rules_version'] ?? '') === 'second');
    unlink($file);
    eventually('settings: a missing file is logged', static fn (): bool => str_contains($service->log(), 'Rules second stay'));
    same('settings: and the rules stay', 'second', $service->json('/stats')['rules_version']);
    same('settings: ends with 0', 0, $service->end(2));
};

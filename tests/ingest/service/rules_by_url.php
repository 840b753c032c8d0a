<?php
/** RULES as a URL: fetched with ETag, refreshed in all workers, and a bad document or a failing origin changes nothing. */
declare(strict_types=1);

return static function (string $extension): void {
    $document = static fn (string $version, string $rule): string => '{"version":"' . $version . '","types":{"t":{"payload.v":' . $rule . '}}}';
    $event = '{"id":"1","type":"t","ts":"2026-11-02T10:11:12Z","payload":{"v":5}}';
    $origin = new Origin();
    $service = new Running($extension, ['RULES' => $origin->url, 'RULES_REFRESH' => '1']);

    eventually('not ready without rules', static fn (): bool => $service->status('/readyz') === 503);
    $answer = $service->post($event);
    same('503 without rules', [503, '1'], [$answer['status'], $answer['headers']['retry-after'] ?? null]);

    $origin->serve($document('one', '{"max":10}'));
    $service->awaitReady();
    same('first rules', ['one', 202], [$service->json('/stats')['rules_version'], $service->post($event)['status']]);
    eventually('asks with the tag', static fn (): bool => preg_grep('/^"/', $origin->asked()) !== []);

    $origin->serve($document('two', '{"max":4}'));
    $versions = static fn (): array => array_map(static fn () => $service->json('/stats')['rules_version'] ?? null, range(1, 20));
    eventually('all workers have the new rules', static fn (): bool => array_unique($versions()) === ['two']);
    same('and use them', 422, $service->post($event)['status']);

    foreach (['{"max":' => 'not valid JSON', $document('x', '{"maxx":1}') => 'did you mean \"max\"'] as $bad => $sentence) {
        $origin->serve($bad);
        eventually("logged: $sentence", static fn (): bool => str_contains($service->log(), stripslashes($sentence)));
    }
    $origin->serve($document('x', '{"pattern":"("}'));
    same('the old rules stay', ['two'], array_unique($versions()));
    $origin->fail(true);
    same('and without an origin', 422, $service->post($event)['status']);
    $origin->fail(false);
    $origin->serve($document('three', '{"max":10}'));
    $service->signal(10); // a reload looks at once; the timer would in 30 s, after a failure
    eventually('a good one is taken again', static fn (): bool => array_unique($versions()) === ['three']);
    same('ends with 0', 0, $service->end());
    $origin->end();
};

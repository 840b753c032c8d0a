<?php
/** Brokers nobody answers for: 503 with Retry-After after message.timeout.ms, and the rest of the service goes on. */
declare(strict_types=1);

return static function (string $extension): void {
    $service = (new Running($extension, ['KAFKA_BROKERS' => '127.0.0.1:' . free_port()]))->awaitReady();
    $event = '{"id":"1","type":"sensor.reading","ts":"2026-11-02T10:11:12Z","payload":{"sensor":"roof-1","celsius":1}}';
    same('kafka down: readyz', 'brokers', $service->json('/readyz')['kafka']);
    foreach ([1 => $event, 3 => "[$event,$event,$event]"] as $events => $body) {
        $start = microtime(true);
        $answer = $service->post($body);
        same("kafka down: 503 for $events", [503, '5'], [$answer['status'] ?? null, $answer['headers']['retry-after'] ?? null]);
        same('kafka down: not before the timeout', true, microtime(true) - $start > 4);
    }
    same('kafka down: 422 at once', 422, $service->post('[]')['status']);
    $stats = $service->json('/stats');
    same('kafka down: stats', [0, 0, 4], [$stats['accepted'], $stats['delivered'], $stats['failed']]);
    same('kafka down: ends with 0', 0, $service->end());
};

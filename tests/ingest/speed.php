<?php
/** How many events a second one core parses and checks, without server and Kafka: php -n tests/ingest/speed.php */
declare(strict_types=1);

use Ingest\Http\{ArrayElements, Batch};
use Ingest\Rules\Document;

require __DIR__ . '/../../examples/ingest/src/autoload.php';

/** Median of 7 runs of at least 0.2 s. */
function measure(string $what, int $events, callable $act): void
{
    $rates = [];
    for ($run = 0; $run < 7; $run++) {
        $done = 0;
        $start = hrtime(true);
        do {
            $act();
            $done += $events;
        } while (hrtime(true) - $start < 200_000_000);
        $rates[] = $done / ((hrtime(true) - $start) / 1e9);
    }
    sort($rates);
    printf("%-42s %9s events/s  %6.2f µs\n", $what, number_format($rates[3]), 1e6 / $rates[3]);
}

$event = '{"id":"o-1","type":"order.created","ts":"2026-11-02T10:11:12Z","payload":{"amount":12.5,"currency":"EUR",'
    . '"items":[{"sku":"ABCD-1234","quantity":1},{"sku":"ABCD-9999","quantity":2}],"customer":{"email":"a@example.org","country":"DE"}}}';
$array = '[' . implode(',', array_fill(0, 1000, $event)) . ']';
$bad = strtr($array, ['"EUR"' => '"XXX"', '"ABCD-9999"' => '"x"']);
$rules = Document::compile(file_get_contents(__DIR__ . '/../../examples/ingest/rules.json'));
$many = ['payload.amount' => ['type' => 'number', 'required' => true]];
for ($i = 0; $i < 5000; $i++) {
    $many["payload.optional$i.field"] = ['type' => 'string', 'required' => true];
}
$wide = Document::compile(json_encode(['version' => '1', 'types' => ['order.created' => $many]]));

printf("PHP %s, JIT of PCRE %s, %d bytes an event\n", PHP_VERSION, ini_get('pcre.jit') ? 'on' : 'off', strlen($event));
$decoded = Batch::parse($array)->events;
measure('json_decode, 1,000 in an array', 1000, static fn () => json_decode($array));
measure('element texts', 1000, static fn () => ArrayElements::texts($array));
measure('rules, 9 fields', 1000, static fn () => $rules->errors($decoded));
measure('parse and rules, one event', 1, static fn () => $rules->errors(Batch::parse($event)->events));
measure('parse and rules, array of 1,000', 1000, static fn () => $rules->errors(Batch::parse($array)->events));
measure('the same, 2 errors in each', 1000, static fn () => $rules->errors(Batch::parse($bad)->events));
measure('rules, 5,001 fields of which 1 is there', 1000, static fn () => $wide->errors($decoded));
$document = json_encode(['version' => '1', 'types' => ['order.created' => $many]]);
measure('compile a document of 5,001 fields', 1, static fn () => Document::compile($document));

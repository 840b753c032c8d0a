<?php
/** A request body: which are taken apart, which are refused with what. */
declare(strict_types=1);

use Ingest\Http\{Batch, Refused};

same('batch: a single event keeps the body as it came', [" {\"id\":1.0}\n"], Batch::parse(" {\"id\":1.0}\n")->texts);
same('batch: an array gives each its own text', ['{"a":1.50}', '{"a":2}'], Batch::parse('[ {"a":1.50}, {"a":2} ]')->texts);
same('batch: decoded beside it', 2, count(Batch::parse('[{"a":1},{"a":2}]')->events));
same('batch: {} is not []', ['stdClass', 'array'], array_map(get_debug_type(...), Batch::parse('[{},[]]')->events));
same('batch: 1,000 fit', 1000, count(Batch::parse('[' . str_repeat('{},', 999) . '{}]')->texts));

$refused = [
    'nothing' => ['', 400],
    'blank' => [' ', 400],
    'not JSON' => ['{"id":', 400],
    'two values' => ['{}{}', 400],
    'a trailing comma' => ['[{},]', 400],
    'a byte order mark' => ["\u{FEFF}{}", 400],
    'not UTF-8' => ["{\"id\":\"\xff\"}", 400],
    'half a surrogate pair' => ['{"id":"\ud800"}', 400],
    'a raw control character' => ["{\"id\":\"\x01\"}", 400],
    'NaN' => ['{"id":NaN}', 400],
    'too deep' => [str_repeat('[', 512) . str_repeat(']', 512), 400],
    'too deep, unclosed' => [str_repeat('[', 100000), 400],
    'no events' => [' [ ] ', 422],
    '1,001 events' => ['[' . str_repeat('{},', 1000) . '{}]', 413],
];
foreach ($refused as $name => [$body, $status]) {
    same("batch: $name", $status, thrown("batch: $name", Refused::class, static fn () => Batch::parse($body))?->status);
}
same('batch: depth 511 is taken', 1, count(Batch::parse(str_repeat('[', 511) . str_repeat(']', 511))->texts));

$nul = '{"\u0000a":1,"b":{"\u0000":"\u0000x"},"c":["\u0000",{"\u0000":2}],"d":"\"\u0000\":"}';
$batch = Batch::parse($nul);
same('batch: names that begin with NUL are JSON', [$nul], $batch->texts);
same('batch: values beside them stay', ["\0", '"' . "\0" . '":'], [$batch->events[0]->c[0], $batch->events[0]->d]);
same('batch: and in arrays', ["{\"\\u0000\":1}", '2'], Batch::parse('[{"\u0000":1},2]')->texts);

<?php
/** What the rules accept and what they say otherwise. Each case: field rules, payload JSON, errors as "path rule". */
declare(strict_types=1);

use Ingest\Rules\Document;

/** Errors of one event of type t as "path rule", under $fields (JSON of the type's fields). */
function errorsOf(string $fields, string $event): array
{
    $rules = Document::compile('{"version":"1","types":{"t":' . $fields . '}}');
    $errors = $rules->errors([json_decode($event, flags: JSON_THROW_ON_ERROR)]);
    return array_map(static fn (array $e): string => trim("{$e['path']} {$e['rule']}"), $errors);
}

function event(string $payload): string
{
    return '{"id":"1","type":"t","ts":"2026-11-02T10:11:12Z","payload":' . $payload . '}';
}

/** Accepted and refused values of a field payload.v under $rule. */
$values = [
    '{"type":"string"}' => [['""', '"x"', '"1"', 'null'], ['1', '1.5', 'true', '[]', '{}', '["x"]']],
    '{"type":"integer"}' => [['0', '-1', '1.0', '-0', '-0.0', '1e3', '9223372036854775807', '9223372036854775808', '1E400', 'null'], ['1.5', '"1"', 'true', '[]', '1e-3']],
    '{"type":"number"}' => [['0', '-1.5', '1E400', '1e-400'], ['"1"', 'false', '[]', '{}']],
    '{"type":"boolean"}' => [['true', 'false'], ['0', '1', '"true"', '[]']],
    '{"type":"array"}' => [['[]', '[1]', '[null]'], ['{}', '"[]"', '0', '{"0":1}']],
    '{"type":"object"}' => [['{}', '{"a":1}', '{"0":1}'], ['[]', '[{}]', '"{}"', '1']],
    '{"min":0.01,"max":100000}' => [['0.01', '1', '100000', '100000.0', 'null'], ['0', '0.0099', '-1', '100000.01', '1E400', '-1E400', '"5"', 'true', '[]', '{}']],
    '{"type":"number","min":-1E300}' => [['-1E300', '1E400', '0'], ['-1E400']],
    '{"max":9007199254740992}' => [['9007199254740992', '9007199254740992.0', '-1'], ['9007199254740993', '9007199254740994.0', '1E19']],
    '{"max":9007199254740992.0}' => [['9007199254740992'], ['9007199254740993']],
    '{"max":9223372036854775807}' => [['9223372036854775807', '9.2e18'], ['9223372036854775808', '1E400']],
    '{"min":-9223372036854775808}' => [['-9223372036854775808', '-9223372036854775808.0', '0', '1E400'], ['-1E400', '-9.3e18']],
    '{"length":[2,3]}' => [['"ab"', '"abc"', '"éé"', '"漢字漢"', '"😀😀"', '"\ud83d\ude00\u00e9"', '[1,2]', '[null,null,null]', 'null'], ['""', '"a"', '"abcd"', '"é"', '"😀"', '[]', '[1]', '[1,2,3,4]', '12', 'true', '{"a":1,"b":2}']],
    '{"length":[0,0]}' => [['""', '[]'], ['" "', '[[]]']],
    '{"length":[1.0,2.0]}' => [['"a"'], ['"abc"']],
    '{"pattern":"^[A-Z0-9-]{4,20}$"}' => [['"ABC-1"', '"0000"', 'null'], ['"abc1"', '"ABC"', '"ABCD\n"', '"ABCD\nEFGH"', '1234', '["ABCD"]']],
    '{"pattern":"b+"}' => [['"abba"', '"b"'], ['"aaa"', '""']],
    '{"pattern":"^.$"}' => [['"é"', '"😀"'], ['"ab"', '""', '"\n"']],
    '{"pattern":"^/~#%!@,;$"}' => [['"/~#%!@,;"'], ['"x"']],
    '{"pattern":"(?i)^\\\\p{L}\\\\w+$"}' => [['"Éa"', '"éa"'], ['"1a"']],
    '{"pattern":""}' => [['""', '"x"'], ['1']],
    '{"pattern":"^\\u0000$"}' => [['"\u0000"'], ['""']],
    '{"enum":["a","1",""]}' => [['"a"', '"1"', '""', 'null'], ['1', '"A"', '"b"', 'true', '0', 'false', '["a"]', '{}']],
    '{"enum":[1,2.5,true]}' => [['1', '1.0', '2.5', 'true'], ['"1"', '2', '"true"', 'false', '1.0000000000000002', '[1]']],
    '{"enum":[0]}' => [['0', '0.0', '-0.0'], ['""', 'false', '"0"', '[]', '"a"']],
    '{"enum":["1e1"]}' => [['"1e1"'], ['"10"', '10', '"1E1"']],
    '{"enum":[9007199254740993]}' => [['9007199254740993'], ['9007199254740992']],
    '{}' => [['1', '"x"', '[]', '{}', 'null'], []],
    '{"required":false}' => [['1', 'null'], []],
];
foreach ($values as $rule => [$good, $bad]) {
    foreach ($good as $value) {
        same("$rule takes $value", [], errorsOf('{"payload.v":' . $rule . '}', event('{"v":' . $value . '}')));
    }
    foreach ($bad as $value) {
        same("$rule refuses $value", true, errorsOf('{"payload.v":' . $rule . '}', event('{"v":' . $value . '}')) !== []);
    }
}

$items = '{"payload.items":{"type":"array","length":[1,3]},"payload.items.*.sku":{"type":"string","required":true,"pattern":"^[A-Z]+$"},"payload.items.*.tags.*":{"type":"string","required":true,"length":[1,2]}}';
$address = '{"payload.address":{"type":"object"},"payload.address.city":{"required":true},"payload.address.geo.lat":{"required":true}}';
$chain = '{"payload.a":{"required":true},"payload.a.b":{"required":true},"payload.a.b.c":{"required":true},"payload.a.x.y":{"required":true},"payload.a.o":{"type":"object"},"payload.a.o.p":{"required":true}}';
$cases = [
    // null and absence
    ['{"payload.v":{"type":"string","required":true,"length":[1,2]}}', '{}', ['payload.v required']],
    ['{"payload.v":{"type":"string","required":true,"length":[1,2]}}', '{"v":null}', ['payload.v required']],
    ['{"payload.v":{"type":"string","length":[1,2],"enum":["a"]}}', '{"v":null}', []],
    ['{"payload.v":{"required":true}}', '{"v":0,"w":1}', []],
    ['{"payload.v":{"required":true}}', '{"v":""}', []],
    // a failed type suppresses the field's other rules, not those below it
    ['{"payload.v":{"type":"string","length":[3,4],"pattern":"^x"}}', '{"v":7}', ['payload.v type']],
    ['{"payload.v":{"length":[3,4],"pattern":"^x","type":"string"}}', '{"v":7}', ['payload.v type']],
    ['{"payload.v":{"type":"object"},"payload.v.w":{"required":true}}', '{"v":[]}', ['payload.v type', 'payload.v.w required']],
    ['{"payload.v":{"type":"string","length":[3,4],"pattern":"^x","enum":["xyz"]}}', '{"v":"a"}', ['payload.v length', 'payload.v pattern', 'payload.v enum']],
    ['{"payload.v":{"enum":["xyz"],"pattern":"^x","length":[3,4]}}', '{"v":"a"}', ['payload.v enum', 'payload.v pattern', 'payload.v length']],
    // the wildcard
    [$items, '{"items":[{"sku":"A"},{"sku":"B","tags":["x","yz"]}]}', []],
    [$items, '{"items":[{"sku":"A"},{"sku":"b"},{}]}', ['payload.items.1.sku pattern', 'payload.items.2.sku required']],
    [$items, '{"items":[]}', ['payload.items length']],
    [$items, '{}', []],
    [$items, '{"items":[null,5,"x",[]]}', ['payload.items length', 'payload.items.1.sku required', 'payload.items.2.sku required', 'payload.items.3.sku required']],
    [$items, '{"items":{"0":{}}}', ['payload.items type']],
    [$items, '{"items":[{"tags":[null,"abc"]},{"tags":[1]}]}', ['payload.items.0.sku required', 'payload.items.1.sku required', 'payload.items.0.tags.0 required', 'payload.items.0.tags.1 length', 'payload.items.1.tags.0 type']],
    ['{"payload.m.*.*":{"type":"integer"}}', '{"m":[[1,2],[3,"x"],5,[[]]]}', ['payload.m.1.1 type', 'payload.m.3.0 type']],
    ['{"payload.v.*":{"type":"string"},"payload.v.0":{"enum":["a"]}}', '{"v":["a",1]}', ['payload.v.1 type']],
    ['{"payload.v.1":{"required":true,"enum":["a"]}}', '{"v":["x"]}', ['payload.v.1 required']],
    ['{"payload.v.1":{"required":true,"enum":["a"]}}', '{"v":["x","b"]}', ['payload.v.1 enum']],
    ['{"payload.v.1":{"required":true,"enum":["a"]}}', '{"v":{"1":"a"}}', []],
    ['{"payload.v.01":{"required":true}}', '{"v":["x","b"]}', ['payload.v.01 required']],
    // required below an absent parent
    [$address, '{}', []],
    [$address, '{"address":null}', []],
    [$address, '{"address":{}}', ['payload.address.city required']],
    [$address, '{"address":{"city":"x","geo":{}}}', ['payload.address.geo.lat required']],
    [$address, '{"address":{"city":"x","geo":null}}', []],
    [$address, '{"address":"here"}', ['payload.address type', 'payload.address.city required']],
    [$chain, '{}', ['payload.a required', 'payload.a.b required', 'payload.a.b.c required']],
    [$chain, '{"a":{}}', ['payload.a.b required', 'payload.a.b.c required']],
    [$chain, '{"a":{"b":{"c":1},"o":{}}}', ['payload.a.o.p required']],
    ['{"payload.a.b.c":{"required":true}}', '{}', []],
    ['{"payload.l":{"required":true},"payload.l.*.x":{"required":true}}', '{}', ['payload.l required']],
    // order is the document's, not the tree's
    ['{"payload.b":{"required":true},"payload.a.x":{"type":"string"},"payload.c":{"required":true},"payload.a.w":{"type":"string"}}', '{"a":{"w":1,"x":1}}', ['payload.b required', 'payload.a.x type', 'payload.c required', 'payload.a.w type']],
    // names are only cut at dots; anything else is part of them, and unknown fields are free
    ['{"payload.a b/c-d.é":{"required":true}}', '{"a b/c-d":{}}', ['payload.a b/c-d.é required']],
    ['{"payload.0":{"required":true}}', '{"0":1,"x":{"y":[]}}', []],
    ['{"payload.0":{"required":true}}', '{"1":1}', ['payload.0 required']],
    ['{"payload.v":{"enum":[1]}}', '{"v":2,"v":1}', []],
    ['{"payload.v":{"enum":[1]}}', '{"v":1,"v":2}', ['payload.v enum']],
    ['{"payload":{},"source":{"type":"string","required":true}}', '{}', ['source required']],
];
foreach ($cases as [$fields, $payload, $want]) {
    same("$fields on $payload", $want, errorsOf($fields, event($payload)));
}

$ts = '2026-11-02T10:11:12Z';
$long = str_repeat('é', 128);
$envelopes = [
    ['{"id":"1","type":"t","ts":"' . $ts . '","payload":{}}', []],
    ['{"id":"' . $long . '","type":"t","ts":"' . $ts . '","payload":{},"extra":[1]}', []],
    ['{"id":"' . $long . 'x","type":"t","ts":"' . $ts . '","payload":{}}', ['id length']],
    ['{"id":"","type":"t","ts":"' . $ts . '","payload":{}}', ['id length']],
    ['{"id":1,"type":"t","ts":"' . $ts . '","payload":{}}', ['id type']],
    ['{"id":null,"type":null,"ts":null,"payload":null}', ['id required', 'type required', 'ts required', 'payload required']],
    ['{}', ['id required', 'type required', 'ts required', 'payload required']],
    ['{"id":"1","type":"T","ts":"' . $ts . '","payload":{}}', ['type enum']],
    ['{"id":"1","type":5,"ts":"' . $ts . '","payload":{}}', ['type type']],
    ['{"id":"1","type":"t","ts":"2026-02-30T00:00:00Z","payload":{}}', ['ts format']],
    ['{"id":"1","type":"t","ts":1762078272,"payload":{}}', ['ts type']],
    ['{"id":"1","type":"t","ts":"' . $ts . '","payload":[]}', ['payload type']],
    ['{"id":"1","type":"t","ts":"' . $ts . '"}', ['payload required']],
    ['[]', ['type']], ['[{}]', ['type']], ['"x"', ['type']], ['7', ['type']], ['null', ['type']],
];
foreach ($envelopes as [$event, $want]) {
    same("envelope $event", $want, errorsOf('{"payload.v":{"type":"string"}}', $event));
}
same('no payload: what is required in it is missing too', ['payload required', 'payload.v required'],
    errorsOf('{"payload.v":{"required":true}}', '{"id":"1","type":"t","ts":"' . $ts . '"}'));
same('a document may narrow the envelope', ['id pattern', 'payload.v required'],
    errorsOf('{"payload.v":{"required":true},"id":{"required":true,"pattern":"^o-"}}', event('{}')));

$rules = Document::compile('{"version":"7","types":{"a":{"payload.v":{"required":true,"type":"integer","max":3}},"2":{}}}');
same('version', '7', $rules->version);
same('types', ['a', '2'], $rules->types());
$make = static fn (string $type, string $v): stdClass => json_decode('{"id":"i","type":"' . $type . '","ts":"' . $ts . '","payload":{"v":' . $v . '}}');
same('errors in event order, with index, path, rule and message', [
    ['index' => 0, 'path' => 'payload.v', 'rule' => 'max', 'message' => 'must be at most 3'],
    ['index' => 2, 'path' => 'type', 'rule' => 'enum', 'message' => 'must be one of "a", "2"'],
    ['index' => 3, 'path' => 'payload.v', 'rule' => 'required', 'message' => 'is required'],
    ['index' => 4, 'path' => 'payload.v', 'rule' => 'type', 'message' => 'must be an integer, is a string'],
], $rules->errors([$make('a', '4'), $make('2', '4'), $make('b', '4'), $make('a', 'null'), $make('a', '"x"')]));
same('the rules are not changed by use', [], $rules->errors([$make('a', '1'), $make('a', '2')]));

$flood = $rules = Document::compile('{"version":"1","types":{"t":{"payload.v.*":{"type":"string"}}}}');
$errors = $flood->errors([json_decode(event('{"v":[' . str_repeat('1,', 300000) . '1]}'))]);
same('errors are listed up to a limit', [10000, 'payload.v.9999'], [count($errors), end($errors)['path']]);

// PCRE: what needs more than the JIT's stack is matched without it; what needs too much backtracking does not match.
same('a long value', [], errorsOf('{"payload.v":{"pattern":"^(a|b)*c$"}}', event('{"v":"' . str_repeat('ab', 20000) . 'c"}')));
same('a hopeless pattern', ['payload.v pattern'], errorsOf('{"payload.v":{"pattern":"^(a+)+$"}}', event('{"v":"' . str_repeat('a', 40) . 'b"}')));

<?php
/** Bad rules documents: each is refused with a sentence that names the place and the mistake. */
declare(strict_types=1);

use Ingest\Rules\{BadRules, Document};

$wrap = static fn (string $rules, string $path = 'payload.v'): string => '{"version":"1","types":{"order.created":{' . json_encode($path) . ':' . $rules . '}}}';
$bad = [
    'not JSON' => ['{"version":', 'not valid JSON'],
    'a list' => ['[]', 'must be an object ({…}), is an array'],
    'no version' => ['{"types":{"a":{}}}', 'needs "version"'],
    'a number as version' => ['{"version":1,"types":{"a":{}}}', 'needs "version"'],
    'no types' => ['{"version":"1"}', '"types" of the rules document must be an object'],
    'types a list' => ['{"version":"1","types":[]}', 'is an array'],
    'types empty' => ['{"version":"1","types":{}}', 'is empty'],
    'a misspelt member' => ['{"version":"1","type":{"a":{}}}', 'did you mean "types"?'],
    'a type that is a list' => ['{"version":"1","types":{"order.created":[]}}', 'Type "order.created" must be an object'],
    'rules that are a list' => [$wrap('[]'), 'field "payload.v": its rules must be an object'],
    'an unknown rule' => [$wrap('{"require":true}'), 'In "order.created", field "payload.v": unknown rule "require"; did you mean "required"?'],
    'an unknown rule, other case' => [$wrap('{"Min":1}'), 'did you mean "min"?'],
    'an unknown rule, far from any' => [$wrap('{"uniqueItems":true}'), 'unknown rule "uniqueItems"; Known: type, required, min, max, length, pattern, enum.'],
    'an unknown type' => [$wrap('{"type":"int"}'), 'rule "type" is "int"; Known: string, integer'],
    'a misspelt type' => [$wrap('{"type":"strnig"}'), 'did you mean "string"?'],
    'a type that is null' => [$wrap('{"type":null}'), 'rule "type" must be one of'],
    'required as a string' => [$wrap('{"required":"true"}'), 'rule "required" must be true or false'],
    'min as a string' => [$wrap('{"min":"1"}'), 'rule "min" must be a number'],
    'max as null' => [$wrap('{"max":null}'), 'rule "max" must be a number'],
    'max infinite' => [$wrap('{"max":1E400}'), 'rule "max" must be a number'],
    'min above max' => [$wrap('{"min":2,"max":1}'), 'rule "min" is above max'],
    'min on a string' => [$wrap('{"type":"string","min":1}'), 'rule "min" is a rule for number or integer, the type here is string'],
    'min before its type' => [$wrap('{"min":1,"type":"string"}'), 'the type here is string'],
    'length as a number' => [$wrap('{"length":3}'), 'rule "length" must be [min, max]'],
    'length of three' => [$wrap('{"length":[1,2,3]}'), 'rule "length" must be [min, max]'],
    'length below 0' => [$wrap('{"length":[-1,2]}'), 'rule "length" must be [min, max]'],
    'length with fractions' => [$wrap('{"length":[0.5,2]}'), 'rule "length" must be [min, max]'],
    'length without end' => [$wrap('{"length":[0,1E400]}'), 'rule "length" must be [min, max]'],
    'length reversed' => [$wrap('{"length":[3,2]}'), 'rule "length" has its min above its max'],
    'length of an object' => [$wrap('{"type":"object","length":[1,2]}'), 'rule for string or array'],
    'a pattern that does not compile' => [$wrap('{"pattern":"^[a-z"}'), 'rule "pattern" does not compile: Compilation failed: missing terminating ]'],
    'a pattern that ends in a backslash' => [$wrap('{"pattern":"a\\\\"}'), 'rule "pattern" does not compile'],
    'a pattern that is not a string' => [$wrap('{"pattern":5}'), 'rule "pattern" must be a regular expression'],
    'a pattern on an array' => [$wrap('{"type":"array","pattern":"x"}'), 'rule "pattern" is a rule for string'],
    'enum empty' => [$wrap('{"enum":[]}'), 'rule "enum" must be a list'],
    'enum as an object' => [$wrap('{"enum":{"a":1}}'), 'rule "enum" must be a list'],
    'enum with null' => [$wrap('{"enum":["a",null]}'), 'null counts as absent'],
    'enum with a list' => [$wrap('{"enum":[["a"]]}'), 'not an array'],
    'enum of another type' => [$wrap('{"type":"string","enum":["a",1]}'), 'lists 1, which is not a string'],
    'an empty segment' => [$wrap('{}', 'payload..v'), 'empty segment'],
    'an empty path' => [$wrap('{}', ''), 'empty segment'],
    'a path that begins with *' => [$wrap('{}', '*.id'), 'cannot begin with *'],
    'a segment that begins with NUL' => [$wrap('{}', "payload.\0v"), 'begins with NUL'],
    'another type for id' => [$wrap('{"type":"integer"}', 'id'), 'it is always a string'],
];
foreach ($bad as $name => [$json, $want]) {
    $sentence = thrown("document: $name", BadRules::class, static fn () => Document::compile($json))?->getMessage();
    same("document: $name says so", $want, str_contains((string) $sentence, $want) ? $want : $sentence);
}

$many = [];
for ($i = 0; $i < 5000; $i++) {
    $many["payload.group$i.field"] = ['type' => 'string', 'required' => true, 'pattern' => "^x$i\$"];
}
$rules = Document::compile(json_encode(['version' => 'big', 'types' => ['t' => $many]]));
$event = json_decode('{"id":"1","type":"t","ts":"2026-11-02T10:11:12Z","payload":{"group7":{"field":"y"},"group4999":{}}}');
same('document: 5,000 rules', ['payload.group7.field', 'payload.group4999.field'], array_column($rules->errors([$event]), 'path'));

$bundled = Document::compile(file_get_contents(__DIR__ . '/../../../examples/ingest/rules.json'));
same('document: the bundled one compiles', true, count($bundled->types()) >= 3);

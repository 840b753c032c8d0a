<?php
/** The texts of an array's elements: byte for byte, whatever they hold. */
declare(strict_types=1);

use Ingest\Http\ArrayElements;

$cases = [
    'empty' => ['[]', []],
    'empty with white space' => [" [ \n\t\r ] ", []],
    'one' => ['[1]', ['1']],
    'scalars' => ['[1,-2.5e+3,1E400,true,false,null,"x"]', ['1', '-2.5e+3', '1E400', 'true', 'false', 'null', '"x"']],
    'white space around, kept inside' => ["\n[ {\"a\" : 1 } ,\r\n\t[ 1 , 2 ] ]\n", ['{"a" : 1 }', '[ 1 , 2 ]']],
    'brackets and commas in strings' => ['["],[","{}","}{,"]', ['"],["', '"{}"', '"}{,"']],
    'escaped quotes' => ['["\\"","\\\\","\\\\\\"]","a\\\\"]', ['"\\""', '"\\\\"', '"\\\\\\"]"', '"a\\\\"']],
    'escapes in keys' => ['[{"\\"]}":{"\\\\":"}"}},{}]', ['{"\\"]}":{"\\\\":"}"}}', '{}']],
    'duplicate keys' => ['[{"a":1,"a":[2]},{"a":1,"a":[2]}]', ['{"a":1,"a":[2]}', '{"a":1,"a":[2]}']],
    'unicode' => ["[\"é漢😀\",\"\\u00e9\\ud83d\\ude00\",\"\u{2028}\"]", ['"é漢😀"', '"\\u00e9\\ud83d\\ude00"', "\"\u{2028}\""]],
    'nested empties' => ['[[],{},[[]],[{}]]', ['[]', '{}', '[[]]', '[{}]']],
    'empty strings' => ['["","",{"":""}]', ['""', '""', '{"":""}']],
];
foreach ($cases as $name => [$json, $want]) {
    json_decode($json, flags: JSON_THROW_ON_ERROR);
    same("elements: $name", $want, ArrayElements::texts($json));
}

$deep = str_repeat('[', 254) . str_repeat('{"k":[', 128) . '"]}"' . str_repeat(']}', 128) . str_repeat(']', 254);
same('elements: the deepest json_decode follows', [$deep, '0'], ArrayElements::texts("[$deep,0]"));
same('elements: and it does', true, is_array(json_decode("[$deep,0]")));

/** Random values, their texts joined with random white space: what comes out is what went in. */
$value = static function (int $depth) use (&$value): string {
    $text = static fn (): string => json_encode(
        substr(str_shuffle('ab"\\[]{},: é漢😀' . "\n\t/"), 0, random_int(0, 3)) ,
        JSON_INVALID_UTF8_SUBSTITUTE | (random_int(0, 1) ? JSON_UNESCAPED_UNICODE : 0),
    );
    $blank = static fn (): string => [' ', '', "\n", "\t\r"][random_int(0, 3)];
    $many = static fn (callable $make): string => implode(',', array_map(
        static fn (): string => $blank() . $make() . $blank(),
        array_fill(0, random_int(0, 4), null),
    ));
    return match (random_int(0, $depth > 0 ? 5 : 3)) {
        0 => (string) random_int(-99, 99),
        1 => '1.5E+3',
        2 => 'true',
        3 => $text(),
        4 => '[' . $many(static fn (): string => $value($depth - 1)) . ']',
        5 => '{' . $many(static fn (): string => $text() . $blank() . ':' . $blank() . $value($depth - 1)) . '}',
    };
};
for ($round = 0; $round < 300; $round++) {
    $want = array_map(static fn (): string => $value(5), array_fill(0, random_int(1, 20), null));
    $json = ' [ ' . implode(" ,\n", $want) . '] ';
    json_decode($json, flags: JSON_THROW_ON_ERROR);
    if ($want !== ArrayElements::texts($json)) {
        same("elements: random round $round of $json", $want, ArrayElements::texts($json));
    }
}
same('elements: 300 random arrays', true, true);

// Linear: the worst shapes of 2 MiB take a fraction of a second; quadratic work on them would take hours.
$half = 1 << 20;
$shapes = [
    'brackets' => ['[' . str_repeat('[],', $half / 2) . '[]]', $half / 2 + 1],
    'quotes' => ['["' . str_repeat('\\"', $half) . '"]', 1],
    'backslashes' => ['["' . str_repeat('\\\\', $half) . '"]', 1],
    'one object of many' => ['[{"a":[' . str_repeat('{"a":"b"},', intdiv($half, 6)) . '0]},1]', 2],
    'digits' => ['[' . str_repeat('1,', $half) . '1]', $half + 1],
    'blanks' => ['[' . str_repeat(' ', 2 * $half) . '1]', 1],
];
foreach ($shapes as $name => [$json, $count]) {
    same("elements: 2 MiB of $name", $count, count(ArrayElements::texts($json)));
}

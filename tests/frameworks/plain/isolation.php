<?php
// What tests/frameworks/isolation.php asks of this application and what each answer must be.
declare(strict_types=1);

return [
    'path' => '/iso/',
    'count' => '/iso/count',
    'expected' => function (array $asked): array {
        $token = $asked['token'];

        return [
            'held' => $token, 'local' => $token, 'constant' => $token, 'static' => [$token, [$token]], 'post' => ['token' => $token], 'request' => $token, 'get' => $token, 'cookie' => $token, 'server' => $token, 'uri' => $token,
            'input' => $token, 'body' => "token=$token", 'session' => $token, 'count' => $asked['count'], 'buffer' => "buffer of $token", 'heard' => "$token heard by $token", 'rows' => [$token, $token],
            'zone' => [$asked['zone'], $asked['zone']], 'ctype' => $asked['ctype'], 'precision' => $asked['precision'],
        ];
    },
];

<?php
// What tests/frameworks/isolation.php asks of this application and what each answer must be.
declare(strict_types=1);

return [
    'path' => '/iso/',
    'count' => '/iso-count',
    'expected' => function (array $asked): array {
        ['token' => $token, 'language' => $language] = $asked;
        $word = ['en' => 'Good day', 'de' => 'Guten Tag', 'fr' => 'Bonjour'][$language];

        return [
            'holder' => [$token], 'static' => [$token, [$token]], 'post' => ['token' => $token], 'request' => ['token' => $token], 'get' => $token, 'cookie' => $token, 'server' => $token, 'uri' => $token, 'main' => $token, 'input' => $token,
            'session' => [$token, $token], 'count' => $asked['count'], 'buffer' => "buffer of $token", 'page' => "[{$token}|{$token}]$language$token", 'heard' => "$token heard by $token", 'rows' => [$token, $token],
            'zone' => [$asked['zone'], $asked['zone']], 'ctype' => $asked['ctype'], 'precision' => $asked['precision'], 'language' => [$language, $language, $language], 'greeting' => "$word, $token", 'url' => $token,
        ];
    },
];

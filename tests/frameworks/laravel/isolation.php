<?php
// What tests/frameworks/isolation.php asks of this application and what each answer must be.
declare(strict_types=1);

return [
    'path' => '/free/iso/',
    // Laravel's sessions in files have no lock: of two requests at once the later write wins, as under FPM.
    'count' => null,
    'expected' => function (array $asked): array {
        ['token' => $token, 'language' => $language] = $asked;
        $greeting = ['en' => "Good day, $token", 'de' => 'Guten Tag, ' . ucfirst($token), 'fr' => "Good day, $token"][$language];

        return [
            'held' => $token, 'own' => true, 'config' => $token, 'static' => [$token, [$token]], 'post' => ['token' => $token], 'request' => ['token' => $token], 'helper' => $token, 'get' => $token, 'server' => $token, 'uri' => $token, 'input' => $token,
            'session' => $token, 'count' => $asked['count'], 'buffer' => "buffer of $token", 'page' => "[{$token}{$token}][<span  data-size=\"big\" data-colour=\"grey\">{$token}{$token}</span>\n]", 'heard' => ["$token heard a word"], 'rows' => [$token, $token], 'connection' => true,
            'pages' => "http://{$asked['host']}/free/iso/$token?page=2", 'zone' => [$asked['zone'], $asked['zone']], 'ctype' => $asked['ctype'], 'precision' => $asked['precision'], 'language' => [$language, $greeting], 'url' => $token,
        ];
    },
];

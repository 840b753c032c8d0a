<?php
declare(strict_types=1);

namespace Ingest\Kafka;

/** How the service proves to the brokers who it is, and they to it: environment variables as librdkafka's settings. */
final class Login
{
    private const PROTOCOLS = ['plaintext', 'ssl', 'sasl_plaintext', 'sasl_ssl'];
    private const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM'];
    private const VARIABLES = [
        'KAFKA_SECURITY_PROTOCOL', 'KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD', 'KAFKA_SASL_PASSWORD_FILE',
        'KAFKA_SSL_CA_LOCATION', 'KAFKA_SSL_CERTIFICATE_LOCATION', 'KAFKA_SSL_KEY_LOCATION', 'KAFKA_SSL_KEY_PASSWORD',
        'KAFKA_SSL_KEY_PASSWORD_FILE',
    ];

    /** @param array<string, string> $settings for every client of the brokers, beside their addresses */
    private function __construct(#[\SensitiveParameter] public readonly array $settings)
    {
    }

    /**
     * @param array<string, string> $env without variables that are empty
     * @throws \InvalidArgumentException for what cannot be meant; its sentence has no secret
     */
    public static function fromEnvironment(#[\SensitiveParameter] array $env): self
    {
        $set = array_values(array_intersect(self::VARIABLES, array_keys($env)));
        if ($set === []) {
            return new self([]);
        }
        isset($env['KAFKA_BROKERS']) || self::refuse("$set[0] is set, but KAFKA_BROKERS is not; name the brokers to log in to.");
        $mechanism = isset($env['KAFKA_SASL_MECHANISM']) ? self::oneOf($env, 'KAFKA_SASL_MECHANISM', self::MECHANISMS) : null;
        // A password is not sent in the clear unless somebody says so.
        $otherwise = preg_grep('/^KAFKA_SASL_/', $set) === [] ? 'ssl' : 'sasl_ssl';
        $protocol = self::oneOf($env + ['KAFKA_SECURITY_PROTOCOL' => $otherwise], 'KAFKA_SECURITY_PROTOCOL', self::PROTOCOLS);
        $settings = ['security.protocol' => $protocol];
        $settings += str_ends_with($protocol, 'ssl') ? self::tls($env) : self::none($set, 'KAFKA_SSL_', $protocol, 'ssl or sasl_ssl');
        $settings += str_starts_with($protocol, 'sasl_') ? self::sasl($env, $mechanism, $protocol) : self::none($set, 'KAFKA_SASL_', $protocol, 'sasl_ssl');
        return new self($settings);
    }

    /** What is set, without what is secret. @return array<string, string> */
    public function __debugInfo(): array
    {
        $secrets = array_intersect_key($this->settings, ['sasl.password' => 0, 'ssl.key.password' => 0]);
        return array_map(static fn (): string => '***', $secrets) + $this->settings;
    }

    /** @param array<string, string> $env @return array<string, string> */
    private static function tls(#[\SensitiveParameter] array $env): array
    {
        $settings = [];
        foreach (['ssl.ca.location' => 'CA', 'ssl.certificate.location' => 'CERTIFICATE', 'ssl.key.location' => 'KEY'] as $key => $word) {
            $name = "KAFKA_SSL_{$word}_LOCATION";
            if (isset($env[$name])) {
                str_contains(self::contents($name, $env[$name]), '-----BEGIN ') || self::refuse("$name is {$env[$name]}, which is no PEM file.");
                $settings[$key] = $env[$name];
            }
        }
        if (isset($settings['ssl.certificate.location']) !== isset($settings['ssl.key.location'])) {
            self::refuse('KAFKA_SSL_CERTIFICATE_LOCATION and KAFKA_SSL_KEY_LOCATION go together; set both or none.');
        }
        $password = self::secret($env, 'KAFKA_SSL_KEY_PASSWORD');
        if ($password !== null && !isset($settings['ssl.key.location'])) {
            self::refuse('KAFKA_SSL_KEY_PASSWORD is set, but KAFKA_SSL_KEY_LOCATION is not.');
        }
        return $password === null ? $settings : $settings + ['ssl.key.password' => $password];
    }

    /** @param array<string, string> $env @return array<string, string> */
    private static function sasl(#[\SensitiveParameter] array $env, ?string $mechanism, string $protocol): array
    {
        $mechanism ?? self::refuse("KAFKA_SECURITY_PROTOCOL is $protocol, but KAFKA_SASL_MECHANISM is not set; it takes " . implode(', ', self::MECHANISMS) . '.');
        [$user, $password] = [$env['KAFKA_SASL_USERNAME'] ?? null, self::secret($env, 'KAFKA_SASL_PASSWORD')];
        if ($mechanism === 'AWS_MSK_IAM') {
            $protocol === 'sasl_ssl' || self::refuse("KAFKA_SECURITY_PROTOCOL is $protocol; AWS_MSK_IAM takes sasl_ssl, which it is without being set.");
            if ($user !== null || $password !== null) {
                self::refuse('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are not for AWS_MSK_IAM; it takes the credentials of AWS (AWS_ACCESS_KEY_ID, AWS_PROFILE, ...).');
            }
            return ['sasl.mechanism' => $mechanism];
        }
        if ($user === null || $password === null) {
            self::refuse("KAFKA_SASL_MECHANISM is $mechanism; set KAFKA_SASL_USERNAME, and KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE.");
        }
        return ['sasl.mechanism' => $mechanism, 'sasl.username' => $user, 'sasl.password' => $password];
    }

    /** The secret in the variable, or in the file that NAME_FILE names; null when neither is set. @param array<string, string> $env */
    private static function secret(#[\SensitiveParameter] array $env, string $name): ?string
    {
        if (!isset($env["{$name}_FILE"])) {
            return $env[$name] ?? null;
        }
        !isset($env[$name]) || self::refuse("$name and {$name}_FILE contradict each other; set one of them.");
        $secret = rtrim(self::contents("{$name}_FILE", $env["{$name}_FILE"]), "\r\n");
        $secret !== '' || self::refuse("{$name}_FILE is {$env["{$name}_FILE"]}, which is empty.");
        return $secret;
    }

    private static function contents(string $name, string $file): string
    {
        $contents = is_file($file) ? @file_get_contents($file) : false;
        $contents !== false || self::refuse("$name is $file, which cannot be read.");
        return $contents;
    }

    /** @param array<string, string> $env @param list<string> $takes */
    private static function oneOf(#[\SensitiveParameter] array $env, string $name, array $takes): string
    {
        foreach ($takes as $value) {
            if (strcasecmp($env[$name], $value) === 0) {
                return $value;
            }
        }
        self::refuse("$name is \"$env[$name]\"; it takes " . implode(', ', $takes) . '.');
    }

    /** Settings for what the protocol does not do are a mistake. @param list<string> $set @return array{} */
    private static function none(array $set, string $prefix, string $protocol, string $takes): array
    {
        foreach ($set as $name) {
            !str_starts_with($name, $prefix) || self::refuse("$name is set, but KAFKA_SECURITY_PROTOCOL is $protocol; it takes $takes for that.");
        }
        return [];
    }

    private static function refuse(string $sentence): never
    {
        throw new \InvalidArgumentException($sentence);
    }
}

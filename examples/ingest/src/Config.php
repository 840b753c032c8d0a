<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\Kafka\Login;

/** The service's settings, all from the environment. A value that cannot be meant is refused with a sentence. */
final class Config
{
    private function __construct(
        public readonly string $host,
        public readonly int $port,
        public readonly int $workers,
        /** librdkafka's bootstrap.servers; null: an embedded cluster. */
        public readonly ?string $brokers,
        public readonly string $topic,
        /** A path, an http(s) URL, s3://bucket/key, or kafka://topic or kafka://topic/key. */
        public readonly string $rules,
        /** Seconds between looks at the rules. */
        public readonly int $rulesRefresh,
        /** Whether $rules is the document that comes with the service. */
        public readonly bool $bundledRules,
        public readonly Login $login,
    ) {
    }

    /**
     * @param array<string, string> $env as getenv() gives it; an empty value counts as not set
     * @throws \InvalidArgumentException
     */
    public static function fromEnvironment(#[\SensitiveParameter] array $env): self
    {
        $env = array_filter($env, static fn (string $value): bool => $value !== '');
        $bundled = dirname(__DIR__) . '/rules.json';
        $rules = $env['RULES'] ?? $bundled;
        return new self(
            self::host($env['HOST'] ?? '127.0.0.1'),
            self::number($env, 'PORT', 9501, 1, 65535),
            self::number($env, 'WORKERS', self::cpus(), 1, 256),
            self::brokers($env),
            self::topic($env['KAFKA_TOPIC'] ?? 'events'),
            self::rules($rules, isset($env['KAFKA_BROKERS'])),
            self::number($env, 'RULES_REFRESH', 3600, 1, 604800),
            $rules === $bundled,
            Login::fromEnvironment($env),
        );
    }

    private static function host(string $host): string
    {
        if (preg_match('~^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$~D', $host) !== 1) {
            throw new \InvalidArgumentException("HOST is \"$host\"; it takes the IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");
        }
        return $host;
    }

    /** @param array<string, string> $env */
    private static function number(#[\SensitiveParameter] array $env, string $name, int $default, int $min, int $max): int
    {
        $value = $env[$name] ?? (string) $default;
        if (preg_match('/^\d{1,9}$/D', $value) !== 1 || $value < $min || $value > $max) {
            throw new \InvalidArgumentException("$name is \"$value\"; it takes a whole number from $min to $max.");
        }
        return (int) $value;
    }

    /** @param array<string, string> $env */
    private static function brokers(#[\SensitiveParameter] array $env): ?string
    {
        $embedded = $env['KAFKA_EMBEDDED'] ?? '0';
        if ($embedded !== '0' && $embedded !== '1') {
            throw new \InvalidArgumentException("KAFKA_EMBEDDED is \"$embedded\"; it takes 1 or 0.");
        }
        $brokers = $env['KAFKA_BROKERS'] ?? null;
        if ($brokers === null) {
            $inImage = ($env['PEREGRINE_IMAGE'] ?? '0') === '1';
            if ($inImage && $embedded === '0') {
                throw new \InvalidArgumentException('KAFKA_BROKERS is not set. Name your brokers (host:port,host:port), '
                    . 'or set KAFKA_EMBEDDED=1 for a cluster inside this container that keeps nothing.');
            }
            return null;
        }
        if ($embedded === '1') {
            throw new \InvalidArgumentException('KAFKA_BROKERS and KAFKA_EMBEDDED=1 contradict each other; set one of them.');
        }
        foreach (explode(',', $brokers) as $broker) {
            if (preg_match('/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/D', trim($broker), $m) !== 1 || ($m[1] ?? 1) > 65535) {
                throw new \InvalidArgumentException("KAFKA_BROKERS holds \"$broker\"; it takes host:port,host:port.");
            }
        }
        return $brokers;
    }

    private static function topic(string $topic): string
    {
        if (preg_match('/^[A-Za-z0-9._-]{1,249}$/D', $topic) !== 1 || $topic === '.' || $topic === '..') {
            throw new \InvalidArgumentException("KAFKA_TOPIC is \"$topic\"; it takes 1 to 249 of A-Z a-z 0-9 . _ -");
        }
        return $topic;
    }

    private static function rules(string $rules, bool $hasBrokers): string
    {
        if (preg_match('~^([a-z][a-z0-9+.-]*)://~i', $rules, $m) !== 1) {
            return $rules;
        }
        $takes = match (strtolower($m[1])) {
            'http', 'https' => isset(parse_url($rules)['host']) ? null : 'http://host/path',
            's3' => preg_match('~^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^?#]+$~D', $rules) === 1 ? null : 's3://bucket/key',
            'kafka' => preg_match('~^kafka://[A-Za-z0-9._-]{1,249}(?:/.{0,64})?$~Ds', $rules) === 1 ? null : 'kafka://topic or kafka://topic/key',
            default => 'a path, or an http://, https://, s3:// or kafka:// URL',
        };
        if ($takes !== null) {
            throw new \InvalidArgumentException("RULES is \"$rules\"; it takes $takes.");
        }
        if (str_starts_with($rules, 'kafka:') && !$hasBrokers) {
            throw new \InvalidArgumentException("RULES is \"$rules\", but KAFKA_BROKERS is not set; name the brokers that have the topic.");
        }
        return $rules;
    }

    /** The CPUs this process may run on; 1 when /proc does not say. */
    private static function cpus(): int
    {
        if (preg_match('/^Cpus_allowed_list:\s*(\S+)$/m', @file_get_contents('/proc/self/status') ?: '', $m) !== 1) {
            return 1;
        }
        $cpus = 0;
        foreach (explode(',', $m[1]) as $range) {
            $ends = explode('-', $range);
            $cpus += (int) end($ends) - (int) $ends[0] + 1;
        }
        return max(1, min(256, $cpus));
    }
}

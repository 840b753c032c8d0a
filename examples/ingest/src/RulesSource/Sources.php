<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

use Ingest\Config;

/** Which source RULES means. */
final class Sources
{
    /** Seconds between looks at rules that a topic brings by itself: a look costs nothing. */
    private const TOPIC_SECONDS = 1;

    /** In the master: a topic's rules are in shared memory. */
    public static function of(Config $config): Source
    {
        return match (strtolower((string) strstr($config->rules, '://', true))) {
            '' => new File($config->rules),
            's3' => new S3($config->rules),
            'kafka' => new Topic($config->rules, $config->brokers, $config->login),
            default => new Http($config->rules),
        };
    }

    /** In each worker. @return int seconds between looks */
    public static function start(Source $source, Config $config): int
    {
        if (!$source instanceof Topic) {
            return $config->rulesRefresh;
        }
        $source->start();
        return self::TOPIC_SECONDS;
    }
}

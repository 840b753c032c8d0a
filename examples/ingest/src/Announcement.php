<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\RulesSource\Source;

/** What a started service prints: where it is, what it uses, and a line to try it with. */
final class Announcement
{
    /** @param string $name what comes before "on http://…" */
    public static function of(string $name, Config $config, Source $rules): string
    {
        $host = str_contains($config->host, ':') ? "[$config->host]" : $config->host;
        $url = "http://$host:$config->port";
        $kafka = $config->brokers ?? 'embedded';
        $line = $config->bundledRules ? self::example($url) : "curl -s $url/stats";
        return "$name on $url, workers $config->workers, rules {$rules->name()}, Kafka $kafka, topic $config->topic\nTry:\n  $line\n";
    }

    private static function example(string $url): string
    {
        $event = '{"id":"r-1","type":"sensor.reading","ts":"' . gmdate('Y-m-d\TH:i:s\Z') . '","payload":{"sensor":"roof-1","celsius":21.5}}';
        return "curl -i $url/events -H 'Content-Type: application/json' -d '$event'";
    }
}

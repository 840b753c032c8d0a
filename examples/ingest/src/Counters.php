<?php
declare(strict_types=1);

namespace Ingest;

use Peregrine\Table;

/**
 * What the workers count, one shared row per worker slot. Sums outlive a worker: its successor counts on in the same
 * row; only `pid`, `started` and `requests` begin anew.
 */
final class Counters
{
    /** Events, not requests: of a body that cannot be counted, one. */
    private const SUMS = ['accepted', 'rejected', 'delivered', 'failed'];

    private readonly Table $table;
    private string $slot = '';

    public function __construct(private readonly int $workers)
    {
        $this->table = new Table($workers);
        foreach (['pid', 'started', 'requests', ...self::SUMS] as $column) {
            $this->table->column($column, Table::TYPE_INT, 8);
        }
        $this->table->create();
    }

    /** This process is now the worker in slot $slot. */
    public function begin(int $slot): void
    {
        $this->slot = (string) $slot;
        $this->table->set($this->slot, ['pid' => getmypid(), 'started' => time(), 'requests' => 0]);
    }

    /** @param 'requests'|'accepted'|'rejected'|'delivered'|'failed' $what */
    public function add(string $what, int $count = 1): void
    {
        if ($count > 0) {
            $this->table->incr($this->slot, $what, $count);
        }
    }

    /** @return array<string, int> over all workers since the server started */
    public function sums(): array
    {
        $rows = $this->rows();
        $sums = [];
        foreach (self::SUMS as $column) {
            $sums[$column] = array_sum(array_column($rows, $column));
        }
        return $sums;
    }

    /** @return list<array<string, int|null>> what each living worker did since it started */
    public function workers(): array
    {
        return array_map(static fn (array $row): array => [
            'pid' => $row['pid'],
            'requests' => $row['requests'],
            'rss_kib' => self::residentKib($row['pid']),
            'uptime_s' => max(0, time() - $row['started']),
        ], $this->rows());
    }

    /** @return list<array<string, int>> */
    private function rows(): array
    {
        $rows = [];
        for ($slot = 0; $slot < $this->workers; $slot++) {
            $row = $this->table->get((string) $slot);
            if (is_array($row)) {
                $rows[] = $row;
            }
        }
        return $rows;
    }

    /** null when the process is gone, or between two. */
    private static function residentKib(int $pid): ?int
    {
        $status = @file_get_contents("/proc/$pid/status");
        return $status !== false && preg_match('/^VmRSS:\s+(\d+) kB/m', $status, $m) === 1 ? (int) $m[1] : null;
    }
}

<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * The `ts` of an event: an RFC 3339 date-time that exists. `T` and `Z` may be lower case (5.6), a blank may not
 * stand for `T`. Second 60 is accepted where UTC can have a leap second: 23:59:60 UTC on the last day of a month
 * (5.7, appendix D); which months had one is not checked, since the list grows.
 */
final class Timestamp implements Check
{
    private const FORM = '/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/iD';
    private const DAYS = [1 => 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public function rule(): string
    {
        return 'format';
    }

    public function accepts(mixed $value): bool
    {
        if (!is_string($value) || preg_match(self::FORM, $value, $m) !== 1) {
            return false;
        }
        [, $year, $month, $day, $hour, $minute, $second] = $m;
        $sign = $m[7] ?? '+';
        [$offsetHour, $offsetMinute] = [(int) ($m[8] ?? 0), (int) ($m[9] ?? 0)];
        if ($month < 1 || $month > 12 || $day < 1 || $day > self::days((int) $year, (int) $month)) {
            return false;
        }
        if ($hour > 23 || $minute > 59 || $second > 60 || $offsetHour > 23 || $offsetMinute > 59) {
            return false;
        }
        if ($second < 60) {
            return true;
        }
        $offset = ($offsetHour * 60 + $offsetMinute) * ($sign === '-' ? -1 : 1);
        return self::endsMonthInUtc((int) $year, (int) $month, (int) $day, $hour * 60 + $minute - $offset);
    }

    public function message(mixed $value): string
    {
        return 'must be an RFC 3339 date and time, such as 2026-11-02T10:11:12Z';
    }

    private static function days(int $year, int $month): int
    {
        $leap = $year % 4 === 0 && ($year % 100 !== 0 || $year % 400 === 0);
        return self::DAYS[$month] + ($month === 2 && $leap ? 1 : 0);
    }

    /** Whether UTC minute $minute, counted from the start of that day (-1439 to 2878), is a month's last. */
    private static function endsMonthInUtc(int $year, int $month, int $day, int $minute): bool
    {
        return match ($minute) {
            -1 => $day === 1,
            1439 => $day === self::days($year, $month),
            default => false,
        };
    }
}

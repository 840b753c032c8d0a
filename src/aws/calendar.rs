//! Times as AWS writes them. The proleptic Gregorian calendar in UTC, seconds since 1970; no leap seconds, no zones.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `20260102T030405Z`, as signatures have it.
pub fn compact(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (year, month, day) = date((seconds / 86_400) as i64);
    let of_day = seconds % 86_400;
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// The time of `2026-01-02T03:04:05Z`, with or without a fraction of a second (RFC 3339 in UTC); `None` for anything else.
pub fn from_rfc3339(text: &str) -> Option<SystemTime> {
    let rest = text.strip_suffix('Z')?;
    let rest = rest.split_once('.').map_or(rest, |(whole, _)| whole);
    let (day, time) = rest.split_once('T')?;
    let [year, month, day] = numbers(day, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let fits = (1970..10_000).contains(&year) && (1..13).contains(&month) && (1..32).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(UNIX_EPOCH + Duration::from_secs(seconds as u64))
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let mut parts = text.split(between).map(|part| part.parse::<u16>().ok().map(i64::from));
    let all = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(all)
}

/// Days since 1970 of a date. A year begins in March here, so that the odd day of leap years is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    (year + era * 400 + i64::from(month < 3), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for day in (0..60_000).step_by(7).chain([59, 60, 789, 790, 11_016, 11_017, 20_512]) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
        let time = from_rfc3339("2026-01-02T03:04:05Z").unwrap();
        assert_eq!(time.duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_767_323_045);
        assert_eq!(compact(time), "20260102T030405Z");
        assert_eq!(compact(from_rfc3339("2024-02-29T23:59:59.123Z").unwrap()), "20240229T235959Z");
    }

    #[test]
    fn what_is_no_time() {
        for text in
            ["", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-01-02T03:04Z", "-1-1-1T1:1:1Z"]
        {
            assert_eq!(from_rfc3339(text), None, "{text}");
        }
    }
}

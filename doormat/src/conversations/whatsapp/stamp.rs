//! The date and time in front of a message, in the layouts that phones write.
//!
//! A stamp is three numbers, two or three more, and how they are set off: that much is read here. Which of the
//! first two numbers is the day is decided by [`Order::of`] over all stamps of a file, never by one of them.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::super::{is_mark, is_space};

/// How a stamp is laid out. An export is written by one app in one locale, so all its stamps look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// Between date fields: slash, dot or dash.
    separator: char,
    /// Between hours and minutes: colon or dot.
    colon: char,
    /// What ends the stamp: `]` (iOS), a dash (Android) or a colon (iOS before 2016).
    end: char,
    comma: bool,
    seconds: bool,
    halves: bool,
    /// The time comes before the date.
    turned: bool,
}

impl Shape {
    /// Whether iOS writes it.
    pub(super) const fn brackets(self) -> bool {
        self.end == ']'
    }
}

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    /// Before noon.
    Am,
    /// From noon on.
    Pm,
}

/// Three numbers and what is between them.
#[derive(Debug, Clone, Copy)]
struct Day {
    fields: [u16; 3],
    year_first: bool,
    separator: char,
}

/// Hours, minutes and perhaps seconds.
#[derive(Debug, Clone, Copy)]
struct Clock {
    hour: u16,
    minute: u16,
    second: Option<u16>,
    colon: char,
}

/// A date and a time as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub(super) shape: Shape,
    fields: [u16; 3],
    year_first: bool,
    clock: Clock,
    half: Option<Half>,
    /// AM or PM in capitals without dots, as the United States write it; India, Britain and Australia have `pm`,
    /// Spanish has `p. m.`.
    capitals: bool,
}

/// Which of the first two date fields is the day, where the year comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// 31/12/2023.
    DayFirst,
    /// 12/31/2023.
    MonthFirst,
}

impl Order {
    /// Finds the order over all stamps of a file. In this sequence, the first that decides:
    ///
    /// 1. a field above 12 is a day (if both sides have some, the side that has more);
    /// 2. dots: day first;
    /// 3. the reading under which the days go backwards less often: exports are in order of time;
    /// 4. slashes with `AM` or `PM` in capitals: month first;
    /// 5. day first.
    pub(super) fn of(stamps: &[Stamp]) -> Self {
        let open: Vec<&Stamp> = stamps.iter().filter(|stamp| !stamp.year_first).collect();
        let above = |at: usize| open.iter().filter(|s| s.fields.get(at).is_some_and(|&f| f > 12)).count();
        let (first, second) = (above(0), above(1));
        if first != second {
            return if first > second { Self::DayFirst } else { Self::MonthFirst };
        }
        if open.iter().any(|stamp| stamp.shape.separator == '.') {
            return Self::DayFirst;
        }
        let back = |order: Self| {
            let days: Vec<_> = open.iter().map(|stamp| stamp.ymd(order)).collect();
            days.iter().zip(days.iter().skip(1)).filter(|(before, after)| after < before).count()
        };
        let (day_first, month_first) = (back(Self::DayFirst), back(Self::MonthFirst));
        let american = || open.iter().any(|stamp| stamp.capitals && stamp.shape.separator == '/');
        if month_first < day_first || (month_first == day_first && american()) {
            Self::MonthFirst
        } else {
            Self::DayFirst
        }
    }
}

impl Stamp {
    fn ymd(&self, order: Order) -> (u16, u16, u16) {
        let [a, b, c] = self.fields;
        match order {
            _ if self.year_first => (a, b, c),
            Order::DayFirst => (c, b, a),
            Order::MonthFirst => (c, a, b),
        }
    }

    /// Seconds since 1970, taking the written time as UTC. `None` for years outside 1970 to 2199, which are of
    /// another calendar than ours and the Thai one (ours and 543).
    ///
    /// # Errors
    /// What is impossible about it.
    pub(super) fn time(&self, order: Order) -> Result<Option<i64>, String> {
        let (year, month, day) = self.ymd(order);
        let year = match year {
            0..=99 => 2000 + year,
            2400..=2799 => year - 543,
            _ => year,
        };
        let Clock { hour, minute, second, .. } = self.clock;
        let second = second.unwrap_or_default();
        if hour > 23 || minute > 59 || second > 59 {
            return Err(format!("{hour:02}:{minute:02}:{second:02} is no time"));
        }
        let hour = match self.half {
            Some(Half::Am) if hour == 12 => 0,
            Some(Half::Pm) if hour < 12 => hour + 12,
            _ => hour,
        };
        let small = |n: u16| i8::try_from(n).unwrap_or(i8::MAX);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(format!("no date in the order of this file: month {month}, day {day}"));
        }
        if !(1970..=2199).contains(&year) {
            return Ok(None);
        }
        let date = Date::new(i16::try_from(year).unwrap_or(i16::MAX), small(month), small(day));
        let time = date.map_err(|_| format!("month {month} of {year} has no day {day}"))?;
        let time = time.at(small(hour), small(minute), small(second), 0);
        Ok(Offset::UTC.to_timestamp(time).ok().map(jiff::Timestamp::as_second))
    }
}

/// Reads the stamp in front of a line. Gives it and what stands behind it.
pub(super) fn read(line: &str) -> Option<(Stamp, &str)> {
    let mut at = Cursor(line);
    at.spaces();
    let bracket = at.eat(&['[']).is_some();
    let (mut date_first, mut clock_first) = (at, at);
    let (date, between, clock, turned) = if let Some(date) = date_first.date() {
        let between = date_first.words(|c| c.is_ascii_digit())?;
        at = date_first;
        (date, between, at.clock()?, false)
    } else {
        // Vietnamese.
        let clock = clock_first.clock().filter(|clock| clock.colon == ':')?;
        let between = clock_first.words(|c| c.is_ascii_digit())?;
        at = clock_first;
        (at.date()?, between, clock, true)
    };
    let behind = at.words(|c| if bracket { c == ']' } else { matches!(c, '-' | '–' | '—' | ':') })?;
    let half = half_of(&between).or_else(|| half_of(&behind));
    // Some languages have a word there: "klo", "kl.", "às", "BE" before the time, "Uhr", "h" behind it.
    let odd = |words: &str, most: usize| half_of(words).is_none() && letters(words).chars().count() > most;
    if between.is_empty() || odd(&between, 6) || odd(&behind, 4) {
        return None;
    }
    let end = match at.peek()? {
        '-' | '–' | '—' if !behind.ends_with(' ') => return None,
        ':' if !behind.is_empty() && half_of(&behind).is_none() => return None,
        '–' | '—' => '-',
        end => end,
    };
    at.bump();
    if !bracket && !matches!(at.peek(), None | Some(' ')) {
        return None;
    }
    let shape = Shape {
        separator: date.separator,
        colon: clock.colon,
        end,
        comma: between.contains([',', '،']),
        seconds: clock.second.is_some(),
        halves: half.is_some(),
        turned,
    };
    let capitals =
        [&between, &behind].iter().any(|words| matches!(words.trim_matches([' ', ',']), "AM" | "PM"));
    Some((Stamp { shape, fields: date.fields, year_first: date.year_first, clock, half, capitals }, at.0))
}

/// A place in a line. Invisible marks do not exist for it; digits and spaces of all scripts are plain ones.
#[derive(Debug, Clone, Copy)]
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn peek(&mut self) -> Option<char> {
        self.0 = self.0.trim_start_matches(is_mark);
        self.0.chars().next().map(plain)
    }

    fn bump(&mut self) {
        let mut chars = self.0.chars();
        chars.next();
        self.0 = chars.as_str();
    }

    fn eat(&mut self, any: &[char]) -> Option<char> {
        let c = self.peek().filter(|c| any.contains(c))?;
        self.bump();
        Some(c)
    }

    fn spaces(&mut self) {
        while self.eat(&[' ']).is_some() {}
    }

    /// A number and how many digits it has: at least one, at most `most`.
    fn number(&mut self, most: usize) -> Option<(u16, usize)> {
        let (mut number, mut digits) = (0, 0);
        while digits < most
            && let Some(digit) = self.peek().and_then(|c| c.to_digit(10))
        {
            number = number * 10 + u16::try_from(digit).ok()?;
            digits += 1;
            self.bump();
        }
        (digits > 0).then_some((number, digits))
    }

    fn date(&mut self) -> Option<Day> {
        let (a, a_digits) = self.number(4)?;
        let separator = self.eat(&['/', '.', '-'])?;
        // "31. 12. 2023"; around a dash, spaces would mean something else.
        let spaced = |at: &mut Self| {
            if separator == '.' {
                at.spaces()
            }
        };
        spaced(self);
        let (b, _) = self.number(2)?;
        self.eat(&[separator])?;
        spaced(self);
        let (c, c_digits) = self.number(4)?;
        let year_first = a_digits == 4;
        let fits = a_digits != 3 && c_digits != 3 && !(year_first && c_digits == 4);
        fits.then_some(Day { fields: [a, b, c], year_first, separator })
    }

    fn clock(&mut self) -> Option<Clock> {
        let (hour, _) = self.number(2)?;
        let colon = self.eat(&[':', '.'])?;
        let (minute, 2) = self.number(2)? else { return None };
        // A colon may also be the end of the stamp.
        let mut ahead = *self;
        let second = match ahead.eat(&[colon]).and_then(|_| ahead.number(2)) {
            Some((second, 2)) => {
                *self = ahead;
                Some(second)
            }
            _ => None,
        };
        Some(Clock { hour, minute, second, colon })
    }

    /// Words, spaces and their punctuation up to a character of `until`, which stays. Not more than 24.
    fn words(&mut self, until: impl Fn(char) -> bool) -> Option<String> {
        let mut words = String::new();
        for _ in 0..24 {
            let c = self.peek()?;
            if until(c) {
                return Some(words);
            }
            let fits = c.is_alphabetic() || !c.is_ascii() || matches!(c, ' ' | ',' | '.' | '\'');
            if !fits {
                return None;
            }
            words.push(c);
            self.bump();
        }
        None
    }
}

/// The character, or the ASCII one of the same meaning.
fn plain(c: char) -> char {
    /// Zeros of the scripts that phones write numbers in: Arabic, Persian, Devanagari, Bengali, Thai, fullwidth.
    const ZEROS: [char; 6] = ['٠', '۰', '०', '০', '๐', '０'];
    if is_space(c) {
        return ' ';
    }
    if c.is_ascii() {
        return c;
    }
    let digit = ZEROS.iter().find_map(|&zero| u32::from(c).checked_sub(u32::from(zero)).filter(|&d| d < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

/// A word without dots, commas and spaces, in lower case.
fn letters(words: &str) -> String {
    words
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | ',' | '\'' | '،'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The half of the day that the words mean, in the languages that write it.
fn half_of(words: &str) -> Option<Half> {
    match letters(words).as_str() {
        "am"
        | "a"
        | "ص"
        | "قظ"
        | "पूर्वाह्न"
        | "上午"
        | "凌晨"
        | "早上"
        | "午前"
        | "오전"
        | "πμ"
        | "öö"
        | "de"
        | "sa"
        | "fm"
        | "pd"
        | "dop"
        | "inthemorning" => Some(Half::Am),
        "pm"
        | "p"
        | "م"
        | "بظ"
        | "अपराह्न"
        | "下午"
        | "晚上"
        | "中午"
        | "午後"
        | "오후"
        | "μμ"
        | "ös"
        | "du"
        | "ch"
        | "em"
        | "md"
        | "odp"
        | "intheafternoon"
        | "intheevening"
        | "atnight" => Some(Half::Pm),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

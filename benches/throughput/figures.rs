//! What was measured, as a table for people and one line of JSON for machines.

use std::time::Duration;

use serde_json::{Map, Number, Value};

/// Everything that was measured, in order.
#[derive(Default)]
pub struct Figures {
    rows: Vec<[String; 3]>,
    json: Map<String, Value>,
}

impl Figures {
    /// A number that is only for the record.
    pub fn note(&mut self, key: &str, number: f64) {
        let rounded = (number * 1000.0).round() / 1000.0;
        self.json
            .insert(key.to_owned(), Number::from_f64(rounded).map_or(Value::Null, Value::from));
    }

    /// A number for people as well.
    pub fn show(&mut self, what: &str, key: &str, number: impl Into<Option<f64>>) {
        self.compare(what, key, number, "");
    }

    /// A number and what is wished for. What could not be measured is said as well.
    pub fn compare(&mut self, what: &str, key: &str, number: impl Into<Option<f64>>, wish: &str) {
        let number = number.into();
        let shown = match number {
            None => "not measured".to_owned(),
            Some(number) if number < 10.0 => format!("{number:.2}"),
            Some(number) => format!("{number:.0}"),
        };
        self.rows.push([what.to_owned(), shown, wish.to_owned()]);
        if let Some(number) = number {
            self.note(key, number);
        }
    }

    /// Prints all of it.
    pub fn print(&self) {
        println!("{:<62} {:>12}  wanted", "", "measured");
        for [what, shown, wish] in &self.rows {
            println!("{what:<62} {shown:>12}  {wish}");
        }
        println!("{}", Value::Object(self.json.clone()));
    }
}

/// The average: for CPU time, which the kernel tells in steps as long as a part of a round.
pub fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The middle one.
pub fn median(numbers: &[f64]) -> f64 {
    quantile(numbers, 50)
}

/// The number below which `percent` of all are.
pub fn quantile(numbers: &[f64], percent: usize) -> f64 {
    assert!(!numbers.is_empty(), "something was measured");
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let place = (numbers.len() * percent / 100).min(numbers.len() - 1);
    numbers.get(place).copied().unwrap()
}

/// So many in this time, per second.
pub fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// CPU seconds for `count` as they would be for 10,000.
pub fn per_10_000(cpu: f64, count: usize) -> f64 {
    cpu * 10_000.0 / count as f64
}

/// Each of `ours` by the one of `theirs` that was measured beside it; the median.
pub fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    assert_eq!(ours.len(), theirs.len(), "one neighbour for each measurement");
    median(&ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>())
}

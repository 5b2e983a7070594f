//! Median and quartiles.

use serde::Serialize;

/// The middle of some samples and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
}

impl Spread {
    /// Of these samples; `None` without any.
    #[must_use]
    pub fn of(samples: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = samples.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self { median: at(&sorted, 0.5)?, low: at(&sorted, 0.25)?, high: at(&sorted, 0.75)? })
    }
}

/// The value at this share of a sorted list, between its neighbours where there is none.
fn at(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)? as f64);
    let (before, after) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(before + (after - before) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(Spread::of([4.0, 1.0, 3.0, 2.0]), Some(Spread { median: 2.5, low: 1.75, high: 3.25 }));
        assert_eq!(Spread::of([7.0]), Some(Spread { median: 7.0, low: 7.0, high: 7.0 }));
        assert_eq!(Spread::of([]), None);
    }
}

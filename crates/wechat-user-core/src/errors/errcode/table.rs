//! The rows of all families in one table, sorted while compiling: nothing is built at run time, and a code listed twice does not compile.

use super::{ErrCode, Place, Remedy};
use super::{
    address, authorize_page, credential, groups_and_tags, oauth, operator, people, permission, request, system,
};

/// What is known about one code.
///
/// ```
/// use wechat_user_core::{ErrCode, Place};
///
/// let entry = ErrCode::IP_NOT_IN_WHITELIST.entry().expect("a known code");
/// assert!(entry.advice_en(Place::TokenFetch).contains("white-list"));
/// assert!(entry.advice_zh(Place::TokenFetch).contains("IP白名单"));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// The number.
    pub code: ErrCode,
    /// The vendor's text, without the request id that the service appends; empty where none is known. Some are plainly wrong (40050 and
    /// 40117 speak of menus): show it, but do not act on it.
    pub errmsg: &'static str,
    /// What it means and when it comes, in English.
    pub en: &'static str,
    /// What it means and when it comes, in Chinese (中文说明).
    pub zh: &'static str,
    /// Whether the service certainly refused the request before it did anything. See [`ErrCode::says_not_done`].
    pub not_done: bool,
    /// By [`Place`], in the order of its variants.
    cures: [Cure; Place::ALL.len()],
}

#[derive(Clone, Copy, Debug)]
struct Cure {
    remedy: Remedy,
    advice: Option<Advice>,
}

/// A sentence that is more to the point than the remedy's own.
#[derive(Clone, Copy, Debug)]
struct Advice {
    en: &'static str,
    zh: &'static str,
}

impl Entry {
    /// What helps when the code comes at `place`.
    #[must_use]
    pub const fn remedy(&self, place: Place) -> Remedy {
        self.cures[place as usize].remedy
    }

    /// What to do when the code comes at `place`: a sentence for this code where there is one, otherwise that of the remedy.
    #[must_use]
    pub fn advice_en(&self, place: Place) -> &'static str {
        let cure = self.cures[place as usize];
        cure.advice.map_or(cure.remedy.advice_en(), |advice| advice.en)
    }

    /// The same in Chinese.
    #[must_use]
    pub fn advice_zh(&self, place: Place) -> &'static str {
        let cure = self.cures[place as usize];
        cure.advice.map_or(cure.remedy.advice_zh(), |advice| advice.zh)
    }
}

/// Begins a row: one remedy for all places, and no claim that nothing was done.
pub(super) const fn row(code: ErrCode, errmsg: &'static str, remedy: Remedy) -> Entry {
    let cure = Cure { remedy, advice: None };
    Entry { code, errmsg, en: "", zh: "", not_done: false, cures: [cure; Place::ALL.len()] }
}

impl Entry {
    pub(super) const fn en(mut self, en: &'static str) -> Self {
        self.en = en;
        self
    }

    pub(super) const fn zh(mut self, zh: &'static str) -> Self {
        self.zh = zh;
        self
    }

    pub(super) const fn not_done(mut self) -> Self {
        self.not_done = true;
        self
    }

    /// A sentence for this code, at all places.
    pub(super) const fn advise(mut self, en: &'static str, zh: &'static str) -> Self {
        let mut place = 0;
        while place < self.cures.len() {
            self.cures[place].advice = Some(Advice { en, zh });
            place += 1;
        }
        self
    }

    /// The remedy holds at this place alone; elsewhere the code is not expected, and nothing is known to help.
    pub(super) const fn only(mut self, at: Place) -> Self {
        let cure = self.cures[at as usize];
        self.cures = [Cure { remedy: Remedy::GiveUp, advice: None }; Place::ALL.len()];
        self.cures[at as usize] = cure;
        self
    }

    /// Another remedy at this place, with its general sentence.
    pub(super) const fn at(mut self, place: Place, remedy: Remedy) -> Self {
        self.cures[place as usize] = Cure { remedy, advice: None };
        self
    }

    /// Another remedy at this place, with a sentence for it.
    pub(super) const fn at_advise(mut self, place: Place, remedy: Remedy, en: &'static str, zh: &'static str) -> Self {
        self.cures[place as usize] = Cure { remedy, advice: Some(Advice { en, zh }) };
        self
    }
}

const FAMILIES: [&[Entry]; 10] = [
    system::ROWS,
    credential::ROWS,
    address::ROWS,
    permission::ROWS,
    request::ROWS,
    people::ROWS,
    groups_and_tags::ROWS,
    oauth::ROWS,
    authorize_page::ROWS,
    operator::ROWS,
];

const COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

static TABLE: [&Entry; COUNT] = sorted();

/// Every row is moved to its place among those before it (insertion sort).
const fn sorted() -> [&'static Entry; COUNT] {
    let mut table = [&FAMILIES[0][0]; COUNT];
    let (mut filled, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut next = 0;
        while next < FAMILIES[family].len() {
            let entry = &FAMILIES[family][next];
            let mut place = filled;
            while place > 0 && table[place - 1].code.get() >= entry.code.get() {
                assert!(table[place - 1].code.get() != entry.code.get(), "a code is listed twice");
                table[place] = table[place - 1];
                place -= 1;
            }
            table[place] = entry;
            filled += 1;
            next += 1;
        }
        family += 1;
    }
    table
}

pub(super) fn find(code: ErrCode) -> Option<&'static Entry> {
    let index = TABLE.binary_search_by_key(&code, |entry| entry.code).ok()?;
    TABLE.get(index).copied()
}

pub(super) fn all() -> impl Iterator<Item = &'static Entry> {
    TABLE.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_without_repetition_and_every_row_is_found() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        for entry in all() {
            assert_eq!(find(entry.code).map(|found| found.code), Some(entry.code));
        }
    }

    #[test]
    fn numbers_between_and_beyond_the_rows_are_not_found() {
        for code in [i64::MIN, -2, 1, 40_000, 40_004, 268_487_003, i64::MAX] {
            assert!(find(ErrCode::new(code)).is_none(), "{code}");
        }
    }

    #[test]
    fn the_order_of_the_places_is_the_order_of_their_numbers() {
        for (index, place) in Place::ALL.iter().enumerate() {
            assert_eq!(*place as usize, index);
        }
    }
}

//! The rows of all families in one table, sorted while compiling: nothing is built at run time, and a code listed twice
//! does not compile.

use super::ErrCode;
use super::entry::Entry;
use super::{
    address, authorize_page, credential, groups_and_tags, oauth, operator, permission, request, sources, system, users,
};

const FAMILIES: [&[Entry]; 11] = [
    system::ROWS,
    credential::ROWS,
    address::ROWS,
    permission::ROWS,
    request::ROWS,
    users::ROWS,
    groups_and_tags::ROWS,
    oauth::ROWS,
    authorize_page::ROWS,
    operator::ROWS,
    sources::ROWS,
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
    use crate::errors::errcode::Place;

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

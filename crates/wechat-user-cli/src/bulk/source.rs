//! The lines of a list that are still to be done, as items of a bulk run.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::marker::PhantomData;
use std::rc::Rc;

use wechat_user::OpenId;
use wechat_user::bulk::Feed;

use super::spool::{At, Lines, Mark, Spool};
use crate::messages::files;

/// What a line of a list holds.
pub(crate) trait Item: Feed<Self> + Clone {
    fn of_line(line: &str) -> Option<Self>;

    fn openid(&self) -> &OpenId;
}

impl Item for OpenId {
    fn of_line(line: &str) -> Option<Self> {
        Self::new(line.trim_end()).ok()
    }

    fn openid(&self) -> &OpenId {
        self
    }
}

/// An openid with its remark, as TSV.
impl Item for (OpenId, String) {
    fn of_line(line: &str) -> Option<Self> {
        let (openid, remark) = line.split_once('\t')?;
        let quoted = remark.strip_prefix('"').and_then(|remark| remark.strip_suffix('"'));
        let remark = quoted.map_or_else(|| remark.to_owned(), |quoted| quoted.replace("\"\"", "\""));
        Some((OpenId::new(openid).ok()?, remark))
    }

    fn openid(&self) -> &OpenId {
        &self.0
    }
}

/// The line of an openid with its remark.
pub(crate) fn remark_line(openid: &OpenId, remark: &str) -> String {
    if remark.contains(['"', '\t']) {
        format!("{openid}\t\"{}\"", remark.replace('"', "\"\""))
    } else {
        format!("{openid}\t{remark}")
    }
}

/// Yields the items; notes for each of them, by its number, which line it has.
#[derive(Debug)]
pub(crate) struct Source<I> {
    lines: Lines,
    taken: Rc<RefCell<Taken>>,
    items: PhantomData<I>,
}

/// The items that were taken and have no outcome yet.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// The number of the first one.
    first: u64,
    places: VecDeque<Option<At>>,
    pub(crate) error: Option<io::Error>,
}

impl<I: Item> Source<I> {
    pub(crate) fn new(spool: &Spool) -> Self {
        Self { lines: spool.lines(), taken: Rc::default(), items: PhantomData }
    }

    pub(crate) fn taken(&self) -> Rc<RefCell<Taken>> {
        Rc::clone(&self.taken)
    }

    fn line(&mut self) -> io::Result<Option<(At, I)>> {
        while let Some((at, mark, line)) = self.lines.next()? {
            if mark == Mark::Open {
                let item = I::of_line(line).ok_or_else(|| io::Error::other(files::list_damaged()))?;
                return Ok(Some((at, item)));
            }
        }
        Ok(None)
    }
}

impl<I: Item> Iterator for Source<I> {
    type Item = I;

    fn next(&mut self) -> Option<I> {
        match self.line() {
            Ok(Some((at, item))) => {
                self.taken.borrow_mut().places.push_back(Some(at));
                Some(item)
            }
            Ok(None) => None,
            Err(error) => {
                self.taken.borrow_mut().error = Some(error);
                None
            }
        }
    }
}

impl Taken {
    /// The line of an item that has its outcome.
    pub(crate) fn place(&mut self, number: u64) -> Option<At> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let place = self.places.get_mut(at)?.take();
        while let Some(None) = self.places.front() {
            self.places.pop_front();
            self.first += 1;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_remark_is_read_back() {
        let openid = OpenId::new("o1").unwrap();
        for remark in ["", "老王", "5\" wide", "\"quoted\"", "a\tb", " a "] {
            let line = remark_line(&openid, remark);
            assert_eq!(<(OpenId, String)>::of_line(&line), Some((openid.clone(), remark.to_owned())), "{line:?}");
        }
    }

    #[test]
    fn outcomes_in_any_order_find_their_lines() {
        let spool = Spool::new::<io::Error>(None, |add| ["o1", "o2", "o3"].iter().try_for_each(|line| add(line)));
        let mut source = Source::<OpenId>::new(&spool.unwrap());
        let taken = source.taken();
        assert_eq!(source.by_ref().count(), 3);
        let positions = [2, 0, 0, 1].map(|number| taken.borrow_mut().place(number).map(|at| at.position));
        assert_eq!(positions, [Some(2), Some(0), None, Some(1)]);
        assert!(taken.borrow().places.is_empty());
    }
}

//! `client.statistics()`

use wechat_user_core::statistics::{Day, GetUserCumulate, GetUserSummary, Growth, Period, Totals};
use wechat_user_core::{ErrCode, Error};

use crate::shared::Handle;

/// User statistics (用户分析). Days are days in China.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
/// Figures that are not ready yet are no error: see [`Growth::not_ready`] and [`Totals::not_ready`].
#[derive(Clone, Copy, Debug)]
pub struct Statistics<'a>(&'a Handle);

/// The rows of all windows, and the days that they cover.
struct Rows<R> {
    rows: Vec<R>,
    ready: Option<Period>,
    not_ready: Option<Period>,
}

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Statistics<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// How many users began and ceased to follow (用户增减) on each day from one to another, both included, by channel:
    /// [`GetUserSummary`], one call for every 7 days. Rows that the service left out are zero.
    ///
    /// Days that are not over, and yesterday before 08:00, are not asked for. When the service says that a day is not
    /// ready (61503), that day and all later ones are [`Growth::not_ready`], and the days before it are asked for
    /// again.
    ///
    /// ```
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::Client;
    /// use wechat_user::statistics::Day;
    ///
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new();
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let growth = client.statistics().growth("2025-10-01".parse()?, "2025-12-31".parse()?)?;
    /// assert_eq!((growth.days.len(), growth.net(), growth.not_ready), (92, 0, None));
    /// # Ok(())
    /// # }
    /// ```
    pub fn growth(&self, from: Day, to: Day) -> Result<Growth, Error> {
        let read = self.read(Period::new(from, to)?, |window| {
            self.0.call(&GetUserSummary::new(window)?).map(|summary| summary.list)
        })?;
        Ok(Growth::fill(read.ready, &read.rows, read.not_ready))
    }

    /// How many users followed (累计用户) at the end of each day from one to another, both included: [`GetUserCumulate`],
    /// one call for every 7 days. A day that the service left out has the total of the day before it.
    ///
    /// Days that are not ready are treated as in [`growth`](Self::growth).
    pub fn total(&self, from: Day, to: Day) -> Result<Totals, Error> {
        let read = self.read(Period::new(from, to)?, |window| {
            self.0.call(&GetUserCumulate::new(window)?).map(|cumulate| cumulate.list)
        })?;
        Ok(Totals::fill(read.ready, &read.rows, read.not_ready))
    }

    fn read<R>(&self, period: Period, ask: impl Fn(Period) -> Result<Vec<R>, Error>) -> Result<Rows<R>, Error> {
        let (asked, _) = period.split_ready(self.0.now());
        let (mut rows, mut end) = (Vec::new(), period.from());
        for window in asked.into_iter().flat_map(Period::windows) {
            let more;
            (more, end) = until_ready(window, &ask)?;
            rows.extend(more);
            if end <= window.to() {
                break;
            }
        }
        let (ready, not_ready) = period.split(end);
        Ok(Rows { rows, ready, not_ready })
    }
}

/// Asks for a window, and for a day less as long as its last day is not ready. Returns the rows, and the first day that
/// they do not cover.
fn until_ready<R>(window: Period, ask: impl Fn(Period) -> Result<Vec<R>, Error>) -> Result<(Vec<R>, Day), Error> {
    let mut left = Some(window);
    while let Some(window) = left {
        match ask(window) {
            Err(error) if error.code() == Some(ErrCode::STATISTICS_NOT_READY) => left = window.split(window.to()).0,
            result => return Ok((result?, window.to().next())),
        }
    }
    Ok((Vec::new(), window.from()))
}

//! What is known about one code, and how the families write it down.

use super::{Concerns, ErrCode, Place, Remedy};

/// What is known about one code.
///
/// ```
/// use wechat_user_core::errcode::Place;
/// use wechat_user_core::ErrCode;
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
    /// The vendor's text, without the request id that the service appends; empty where none is known. Some are plainly
    /// wrong (40050 and 40117 speak of menus): show it, but do not act on it.
    pub errmsg: &'static str,
    /// What it means and when it comes, in English.
    pub en: &'static str,
    /// What it means and when it comes, in Chinese (中文说明).
    pub zh: &'static str,
    /// Whether the service certainly refused the request before it did anything. See [`ErrCode::says_not_done`].
    pub not_done: bool,
    /// By [`Place`], in the order of its variants.
    cures: [Cure; Place::ALL.len()],
    /// By [`Place`] too.
    concerns: [Concerns; Place::ALL.len()],
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

    /// What the code concerns when it comes at `place`.
    #[must_use]
    pub const fn concerns(&self, place: Place) -> Concerns {
        self.concerns[place as usize]
    }

    /// What to do when the code comes at `place`: a sentence for this code where there is one, otherwise that of the
    /// remedy.
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

/// Begins a row: one remedy for all places, no claim that nothing was done, and it concerns the call.
pub(super) const fn row(code: ErrCode, errmsg: &'static str, remedy: Remedy) -> Entry {
    let cure = Cure { remedy, advice: None };
    let concerns = [Concerns::Call; Place::ALL.len()];
    Entry { code, errmsg, en: "", zh: "", not_done: false, cures: [cure; Place::ALL.len()], concerns }
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

    /// It concerns one item, at all places.
    pub(super) const fn item(mut self) -> Self {
        self.concerns = [Concerns::Item; Place::ALL.len()];
        self
    }

    /// It concerns one item at this place: an authorization belongs to one user.
    pub(super) const fn item_at(mut self, place: Place) -> Self {
        self.concerns[place as usize] = Concerns::Item;
        self
    }

    /// It concerns the account, at all places.
    pub(super) const fn account(mut self) -> Self {
        self.concerns = [Concerns::Account; Place::ALL.len()];
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

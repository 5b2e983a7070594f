//! Assertions on the journal, with a readable difference.

use similar::TextDiff;

use super::FakeWeChat;

/// Assertions on the journal.
impl FakeWeChat {
    /// The calls so far, each as its verb, its path and how it ended, such as `POST /cgi-bin/groups/create 0`; see
    /// [`Ending`](crate::Ending).
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        let service = self.service();
        service.journal().map(|entry| format!("{} {} {}", entry.verb, entry.path, entry.ending)).collect()
    }

    /// Asserts that exactly these calls arrived, in this order, written as in the [`transcript`](Self::transcript).
    ///
    /// ```
    /// use transport_mock::FakeWeChat;
    /// use wechat_user_core::transport::Transport;
    /// use wechat_user_core::http::Request;
    ///
    /// let wechat = FakeWeChat::new();
    /// wechat.send(Request::get("https://api.weixin.qq.com/cgi-bin/groups/get").body(Vec::new())?)?;
    /// wechat.assert_calls(&["GET /cgi-bin/groups/get 41001"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When the calls differ, with the difference.
    #[track_caller]
    pub fn assert_calls(&self, expected: &[&str]) {
        let transcript = self.transcript();
        if transcript == expected {
            return;
        }
        let (expected, got) = (lines(expected), lines(&transcript));
        let difference = TextDiff::from_lines(expected.as_str(), got.as_str());
        let changes: String =
            difference.iter_all_changes().map(|change| format!("{} {}", change.tag(), change.value())).collect();
        panic!("the calls differ from the expected ones (- expected, + received):\n{changes}");
    }

    /// Asserts that a path was called this many times, including calls that failed.
    ///
    /// # Panics
    ///
    /// When the number differs, with all calls.
    #[track_caller]
    pub fn assert_called(&self, path: &str, times: u64) {
        let received = self.calls_to(path);
        assert!(
            received == times,
            "{path}: expected {times} calls, received {received}. All calls:\n{}",
            lines(&self.transcript())
        );
    }
}

fn lines(calls: &[impl AsRef<str>]) -> String {
    calls.iter().flat_map(|call| [call.as_ref(), "\n"]).collect()
}

use wechat_user_core::ErrorKind;

use crate::scripts::{depth, for_every_script};
use crate::world::{Fate, Seen, Setting, run};

const SETTINGS: [Setting; 4] = [
    Setting { safe: true, token_changes: true },
    Setting { safe: true, token_changes: false },
    Setting { safe: false, token_changes: true },
    Setting { safe: false, token_changes: false },
];

/// `MODEL_DEPTH` asks for more; a call that goes on after its script finds everything good.
const DEPTH: usize = 8;

fn every_script(setting: Setting, depth: usize) -> usize {
    for_every_script(&Fate::ALL, depth, |script| {
        let seen = run(setting, script);
        check(setting, script, &seen);
        seen.used
    })
}

/// It ends with one item, waits only in the future, never repeats what may have been done, sends a bounded number of
/// requests, and says of a create whether it may have been done.
#[test]
fn every_script_keeps_the_contract() {
    let depth = depth("MODEL_DEPTH", DEPTH);
    let runs: usize = std::thread::scope(|scope| {
        let threads = SETTINGS.map(|setting| scope.spawn(move || every_script(setting, depth)));
        threads.into_iter().map(|thread| thread.join().expect("a script that keeps the contract")).sum()
    });
    // Should this shrink, the model has stopped looking.
    assert!(runs > 900_000 || depth != DEPTH, "only {runs} scripts");
}

fn check(setting: Setting, script: &[Fate], seen: &Seen) {
    // Four attempts for what passes, and one more for a renewed token.
    assert!(seen.api <= 5, "{} API requests: {setting:?} {script:?}", seen.api);
    // Before the first attempt and after a rejection, four tries each.
    assert!(seen.tokens <= 8, "{} token requests: {setting:?} {script:?}", seen.tokens);
    let all_good = script.iter().all(|fate| *fate == Fate::Good);
    assert!(!all_good || seen.error.is_none(), "{script:?}");
    let last = seen.used.checked_sub(1).and_then(|last| script.get(last));
    if let (Some(error), Some(last)) = (&seen.error, last)
        && !setting.safe
        && !matches!(error.kind(), ErrorKind::Token(_))
    {
        let unknown = matches!(last, Fate::Lost | Fate::Gateway | Fate::Garbage | Fate::Busy);
        assert_eq!(error.may_have_been_done(), unknown, "{script:?}: {error:?}");
    }
    if let (Some(error), Some(last)) = (&seen.error, last)
        && !matches!(error.kind(), ErrorKind::Token(_))
    {
        let code = error.code().map(|code| code.get());
        assert_eq!(code, last.code(), "the error is not the last thing that happened: {script:?}: {error:?}");
    }
}

/// The figures of a service that rejects every token for ever.
#[test]
fn a_service_that_answers_40001_for_ever_costs_two_token_and_two_api_requests() {
    let forever = [Fate::Good, Fate::DeadToken, Fate::Good, Fate::DeadToken];
    let seen = run(Setting { safe: true, token_changes: true }, &forever);
    assert_eq!((seen.tokens, seen.api), (2, 2));
    assert_eq!(seen.error.unwrap().code().unwrap().get(), 40_001);

    let seen = run(Setting { safe: true, token_changes: false }, &forever);
    assert_eq!((seen.tokens, seen.api), (2, 1));
    let error = seen.error.unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::Token(stuck) if matches!(stuck.kind(), ErrorKind::TokenStuck)),
        "{error:?}"
    );
}

use core::time::Duration;

use wechat_user_core::qrcode::{CreateQrCode, Scene};
use wechat_user_core::shorten::{CreateShortKey, FetchLongData};
use wechat_user_core::statistics::{Day, GetUserCumulate, GetUserSummary, Period, UserSource};
use wechat_user_core::{Timestamp, decode};

use super::{Sample, sample};

pub(super) fn samples() -> Vec<Sample> {
    let scene = Scene::number(123).expect("not 0").lasting(Duration::from_secs(604_800)).expect("a week");
    let [from, to] = [2, 7].map(|day| Day::new(2014, 12, day).expect("a day"));
    let days = Period::new(from, to).expect("in order");
    vec![
        sample(&CreateQrCode::new(&scene), |response| {
            let code = decode::<CreateQrCode<'_>>(response)?;
            assert!(code.ticket.starts_with("gQH47joAAAAAAAAAASxodHRw") && code.ticket.ends_with("Emm3sUw=="));
            assert_eq!(code.lifetime(), Some(Duration::from_secs(60)));
            assert_eq!(code.url, "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI");
            Ok(())
        }),
        sample(
            &CreateShortKey::new("loooooong data")
                .and_then(|create| create.lasting(Duration::from_secs(86_400)))
                .expect("short and a day"),
            |response| {
                assert_eq!(decode::<CreateShortKey<'_>>(response)?.short_key, "iTqRJFSEqk9RvPk");
                Ok(())
            },
        ),
        sample(&FetchLongData::new("iTqRJFSEqk9RvPk").expect("a key"), |response| {
            let data = decode::<FetchLongData<'_>>(response)?;
            assert_eq!((data.long_data.as_str(), data.expire_seconds), ("loooooong data", Some(86_300)));
            assert_eq!(data.create_time, Some(Timestamp::from_unix_secs(1_611_047_541)));
            Ok(())
        }),
        sample(&GetUserSummary::new(days).expect("six days"), |response| {
            let rows = decode::<GetUserSummary>(response)?.list;
            let read: Vec<_> = rows.iter().map(|row| (row.ref_date, row.new_user, row.cancel_user)).collect();
            assert_eq!(read, [(Day::new(2014, 12, 7).expect("a day"), 0, 0)]);
            assert_eq!(rows[0].user_source, UserSource::Other);
            Ok(())
        }),
        sample(&GetUserCumulate::new(days).expect("six days"), |response| {
            let rows = decode::<GetUserCumulate>(response)?.list;
            let read: Vec<_> = rows.iter().map(|row| (row.ref_date, row.cumulate_user, row.user_source)).collect();
            assert_eq!(read, [(Day::new(2014, 12, 7).expect("a day"), 1_217_056, None)]);
            Ok(())
        }),
    ]
}

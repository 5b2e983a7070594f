//! The client as a program uses it.

use std::ops::ControlFlow;

use crate::Failure;
use crate::api::{Client, OpenId, Origin, UreqTransport, UserList};
use crate::contender::probe::{self, look};
use crate::job::{Target, WARM_UP};
use crate::sample::Sample;
use crate::totals::Totals;

/// Small calls, one after the other.
///
/// # Errors
///
/// Of any of them.
pub fn calls(target: &Target, times: u64) -> Result<Sample, Failure> {
    let client = client(target)?;
    let openid = OpenId::new(target.openid.as_str())?;
    let call = |totals: &mut Totals| -> Result<(), Failure> {
        let group = client.groups().of(&openid)?;
        totals.item();
        totals.number(u64::try_from(group.get())?);
        Ok(())
    };
    (0..WARM_UP).try_for_each(|_| call(&mut Totals::default()))?;
    probe::measure(|| {
        let mut totals = Totals::default();
        (0..times).try_for_each(|_| call(&mut totals))?;
        Ok(totals)
    })
}

/// Exports all followers.
///
/// # Errors
///
/// Of any request.
pub fn export(target: &Target, in_flight: usize) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    let summary = client(target)?.export().jobs(in_flight).for_each(|item| {
        count(&item.users, &mut totals);
        look();
        ControlFlow::Continue(())
    });
    match summary.error() {
        Some(error) => Err(error.clone().into()),
        None if summary.is_complete() => Ok(totals),
        None => Err("the export ended early".into()),
    }
}

fn client(target: &Target) -> Result<Client, Failure> {
    let transport = match &target.ca {
        Some(ca) => UreqTransport::builder().ca_certificates_pem(ca.as_str()).build()?,
        None => UreqTransport::new(),
    };
    let builder = Client::builder(target.app_id.as_str(), target.app_secret.as_str());
    Ok(builder.origin(target.url().parse::<Origin>()?).transport(transport).build()?)
}

/// Adds all profiles to the totals.
pub fn count(users: &UserList, totals: &mut Totals) {
    for user in users {
        totals.item();
        totals.text(Some(user.openid()));
        totals.text(user.nickname());
        totals.text(user.language());
        totals.text(user.city());
        totals.text(user.province());
        totals.text(user.country());
        totals.text(user.headimgurl());
        totals.text(user.unionid());
        totals.text(user.remark());
        totals.text(user.subscribe_scene());
        totals.text(user.qr_scene_str());
        let numbers = [
            user.subscribe_time().map(|time| time.as_unix_millis() as i64 / 1000),
            user.groupid().map(|group| group.get()),
            user.qr_scene(),
        ];
        numbers.into_iter().flatten().for_each(|number| totals.number(number.cast_unsigned()));
        user.tag_ids().iter().for_each(|tag| totals.number(tag.get().cast_unsigned()));
    }
}

//! Every limit on the size of a list: with no element, one, the limit, and one more.

use wechat_user_core::blacklist::{BlockUsers, UnblockUsers};
use wechat_user_core::groups::MoveUsers;
use wechat_user_core::machine::TagMembers;
use wechat_user_core::migration::{ChangeOpenIds, FromAccount};
use wechat_user_core::tags::{TagUsers, UntagUsers};
use wechat_user_core::users::GetUsers;
use wechat_user_core::{Batch, Endpoint, GroupId, InputError, OpenId, Origin, TagId, encode};

/// Builds a request from these openids, and returns how many it contains.
type Make = fn(&[OpenId]) -> Result<usize, InputError>;

#[test]
fn every_list_takes_one_to_its_limit() {
    let endpoints: [(&str, usize, Make); 9] = [
        ("move_users", 50, |list| Batch::new(list).map(|list| count(&MoveUsers::new(list, GroupId::STARRED)))),
        ("tag_users", 50, |list| Batch::new(list).map(|list| count(&TagUsers::new(list, TagId::STARRED)))),
        ("untag_users", 50, |list| Batch::new(list).map(|list| count(&UntagUsers::new(list, TagId::STARRED)))),
        ("TagMembers::add", 50, |list| Batch::new(list).map(|list| TagMembers::add(TagId::STARRED, list).left().len())),
        ("TagMembers::remove", 50, |list| {
            Batch::new(list).map(|list| TagMembers::remove(TagId::STARRED, list).left().len())
        }),
        ("block_users", 20, |list| Batch::new(list).map(|list| count(&BlockUsers::new(list)))),
        ("unblock_users", 20, |list| Batch::new(list).map(|list| count(&UnblockUsers::new(list)))),
        ("get_users", 100, |list| Batch::new(list).map(|list| count(&GetUsers::new(list)))),
        ("change_openids", 100, |list| {
            Batch::new(list).map(|list| count(&ChangeOpenIds::new(&FromAccount::new("wx1"), list)))
        }),
    ];
    let openids: Vec<OpenId> = (0..101).map(|n| OpenId::new(format!("OPENID{n}")).unwrap()).collect();
    for (name, limit, make) in endpoints {
        assert_eq!(make(&openids[..1]), Ok(1), "{name}");
        assert_eq!(make(&openids[..limit]), Ok(limit), "{name}");
        for given in [0, limit + 1] {
            let refused = make(&openids[..given]).unwrap_err();
            assert!(
                matches!(refused, InputError::BatchSize { limit: most, given: got, .. } if (most, got) == (limit, given)),
                "{name}: {refused}"
            );
            assert_eq!(refused.to_string(), format!("openids: 1 to {limit} in one call, got {given}"));
        }
    }
}

fn count<E: Endpoint>(endpoint: &E) -> usize {
    let request = encode(endpoint, &Origin::default(), None).unwrap();
    String::from_utf8(request.into_body()).unwrap().matches("OPENID").count()
}

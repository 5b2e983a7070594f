//! The groups (分组) of an account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The groups (分组): names, and how many followers are in each. The group of a user is stored with the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Groups {
    pub(crate) by_id: BTreeMap<i64, Group>,
    /// Groups and tags share one range of ids.
    pub(crate) next_id: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// Not kept for group 0: all users without another group are in it.
    #[serde(skip)]
    pub(crate) members: u64,
}

impl Groups {
    pub(crate) fn leave(&mut self, group: i64) {
        if let Some(group) = self.by_id.get_mut(&group).filter(|_| group != 0) {
            group.members -= 1;
        }
    }

    pub(crate) fn enter(&mut self, group: i64) {
        if let Some(group) = self.by_id.get_mut(&group).filter(|_| group != 0) {
            group.members += 1;
        }
    }
}

impl Default for Groups {
    fn default() -> Self {
        let reserved = [(0, "未分组"), (1, "黑名单"), (2, "星标组")];
        let by_id = reserved.map(|(id, name)| (id, Group { name: name.to_owned(), members: 0 })).into();
        Self { by_id, next_id: 100 }
    }
}

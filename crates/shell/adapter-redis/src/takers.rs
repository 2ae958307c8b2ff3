//! Who has taken which review: one text under `<prefix>:{<account>/<payment>}:taker`, which goes by
//! itself.

use std::collections::BTreeMap;

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use domain::ids::{CaseId, StaffId};
use ports::BoxError;
use ports::taker::{TAKEN_FOR, Taker, Takers};

/// Keys of one read: others wait for it. In a cluster the client asks each node for its own.
const AT_ONCE: usize = 500;

impl RedisStore {
    fn taker_key(&self, case: &CaseId) -> String {
        format!("{}:{{{case}}}:taker", self.options.prefix)
    }
}

/// An id of staff has no blank. What is not read is nobody: nothing hangs on it.
fn read(text: &str) -> Option<Taker> {
    let (staff, since) = text.split_once(' ')?;
    Some(Taker { staff: StaffId::parse(staff).ok()?, since: since.parse().ok()? })
}

#[async_trait]
impl Takers for RedisStore {
    async fn takers(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Taker>, BoxError> {
        let mut takers = BTreeMap::new();
        for some in cases.chunks(AT_ONCE) {
            let mut command = cmd("MGET");
            for case in some {
                command.arg(self.taker_key(case));
            }
            let texts = Vec::<Option<String>>::from_redis_value(self.ask(&command).await?)?;
            let found = some.iter().zip(texts);
            takers.extend(found.filter_map(|(case, text)| Some((case.clone(), read(&text?)?))));
        }
        Ok(takers)
    }

    async fn take(&self, case: &CaseId, Taker { staff, since }: &Taker) -> Result<(), BoxError> {
        let mut set = cmd("SET");
        set.arg(self.taker_key(case)).arg(format!("{staff} {since}")).arg("EX").arg(TAKEN_FOR);
        self.ask(&set).await?;
        Ok(())
    }

    async fn release(&self, case: &CaseId) -> Result<(), BoxError> {
        self.ask(cmd("DEL").arg(self.taker_key(case))).await?;
        Ok(())
    }
}

//! What machines gave lately: load and save, with the script that saves cases.

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use super::store::{Incomplete, text_of, version_of};
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::save_token::stamp;
use ports::store::Version;
use wire::record;

/// Two days: nothing counts longer than one.
const KEEP_MILLISECONDS: &str = "172800000";

impl RedisStore {
    fn outlay_key(&self, account: &AccountName) -> String {
        format!("{}:{{{account}}}:outlay", self.options.prefix)
    }
}

#[async_trait]
impl OutlayStore for RedisStore {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let mut command = cmd("HMGET");
        command.arg(self.outlay_key(account)).arg("version").arg("record");
        let answer = self.ask(&command).await?;
        match <(Option<String>, Option<Vec<u8>>)>::from_redis_value(answer)? {
            (None, None) => Ok((Outlay::default(), Version::default())),
            (Some(version), Some(record)) => {
                Ok((record::decode_outlay(&record)?, version_of(&version)?))
            }
            (Some(_), None) | (None, Some(_)) => Err(Incomplete.into()),
        }
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let token = self.tokens.next();
        let next = Version { saves: expected.saves.saturating_add(1), last: stamp(&token) };
        let [expected, next] = [expected, next].map(text_of);
        let record = record::encode_outlay(outlay);
        let arguments = [
            expected.as_bytes(),
            next.as_bytes(),
            token.as_bytes(),
            &record,
            KEEP_MILLISECONDS.as_bytes(),
        ];
        let answer = self.run_save(&self.outlay_key(account), arguments).await?;
        Ok(bool::from_redis_value(answer)?)
    }
}

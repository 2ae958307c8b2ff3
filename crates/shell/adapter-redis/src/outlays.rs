//! What machines gave lately: load and save, with the script that saves cases.

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use super::store::{FIELDS, Fields, text_of};
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::record_seal::RecordOf;
use ports::save_token::stamp;
use ports::store::Version;
use wire::record;

/// For ever: there is one for each account, and one that is missing is as good as unknown.
const KEEP: &[u8] = b"0";

impl RedisStore {
    fn outlay_key(&self, account: &AccountName) -> String {
        format!("{}:{{{account}}}:outlay", self.options.prefix)
    }
}

#[async_trait]
impl OutlayStore for RedisStore {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let mut command = cmd("HMGET");
        command.arg(self.outlay_key(account)).arg(&FIELDS);
        let answer = self.ask(&command).await?;
        let Some(Fields { version, record, seal }) = Fields::of(answer)? else {
            return Ok((Outlay::default(), Version::default()));
        };
        self.seal.check(RecordOf::Outlay(account), version, &record, seal.as_deref())?;
        Ok((record::decode_outlay(&record)?, version))
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let token = self.tokens.next();
        let next = Version { saves: expected.saves.saturating_add(1), last: stamp(&token) };
        let record = record::encode_outlay(outlay);
        let seal = self.seal.seal(RecordOf::Outlay(account), next, &record)?;
        let [expected, next] = [expected, next].map(text_of);
        let [expected, next, token, seal] = [&expected, &next, &token, &seal].map(String::as_bytes);
        let arguments = [expected, next, token, &record, seal, KEEP];
        let answer = self.run_save(&self.outlay_key(account), arguments).await?;
        Ok(bool::from_redis_value(answer)?)
    }

    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError> {
        self.any_case_of(account).await
    }
}

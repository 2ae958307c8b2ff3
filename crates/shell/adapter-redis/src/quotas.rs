//! How many messages of senders were counted: one number under
//! `<prefix>:{<sender>}:<window>`, which goes when the window is over.

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use domain::ids::SenderName;
use ports::BoxError;
use ports::quota::{QuotaStore, Window};

#[async_trait]
impl QuotaStore for RedisStore {
    async fn count(&self, sender: &SenderName, window: Window) -> Result<u64, BoxError> {
        let key = format!("{}:{{{sender}}}:quota:{}", self.options.prefix, window.key());
        // First the end of the number, then the number: a crash between the two leaves nothing behind.
        let mut begin = cmd("SET");
        begin.arg(&key).arg(0).arg("EX").arg(window.seconds()).arg("NX");
        self.ask(&begin).await?;
        let mut count = cmd("INCR");
        count.arg(&key);
        Ok(u64::from_redis_value(self.ask(&count).await?)?)
    }
}

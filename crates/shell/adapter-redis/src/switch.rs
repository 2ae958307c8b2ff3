//! The switch, under one key without an expiry.

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use domain::switch::Switch;
use ports::BoxError;
use ports::switch::SwitchStore;

/// Something is there that is no switch: it may have been one that stops everything.
#[derive(Debug, thiserror::Error)]
#[error("what is under {0} is no switch")]
struct NoSwitch(String);

impl RedisStore {
    fn switch_key(&self) -> String {
        format!("{}:switch", self.options.prefix)
    }
}

#[async_trait]
impl SwitchStore for RedisStore {
    async fn load_switch(&self) -> Result<Option<Switch>, BoxError> {
        let key = self.switch_key();
        let answer = self.ask(cmd("GET").arg(&key)).await?;
        let Some(text) = Option::<String>::from_redis_value(answer)? else { return Ok(None) };
        Ok(Some(wire::switch::read(&text).ok_or(NoSwitch(key))?))
    }

    async fn save_switch(&self, switch: &Switch) -> Result<(), BoxError> {
        let text = wire::switch::write(switch);
        self.ask(cmd("SET").arg(self.switch_key()).arg(text)).await?;
        Ok(())
    }
}

//! What waits comes now: its time is set to this moment, in its place.

use async_trait::async_trait;

use super::{Embedded, WriteError, work};
use ports::wake::{IsMeant, Wake, WakeError};

/// Messages per look: the thread that writes is free again after each.
const PAGE: u32 = 256;

impl Embedded {
    async fn wake_after(
        &self,
        places: (i64, i64),
        is_meant: &IsMeant<'_>,
    ) -> Result<(u64, Option<i64>), WriteError> {
        let now = self.clock.now().as_millisecond();
        let page = self.writer.run(move |t| work::waiting_after(t, places, now, PAGE)).await?;
        let last = page.last().map(|(number, _)| *number);
        let meant = page.iter().filter(|(_, message)| is_meant(message));
        let meant: Vec<i64> = meant.map(|(number, _)| *number).collect();
        let made = self.writer.run(move |t| work::make_due(t, &meant, now)).await?;
        Ok((u64::try_from(made).unwrap_or(u64::MAX), last))
    }
}

#[async_trait]
impl Wake for Embedded {
    async fn wake(&self, is_meant: &IsMeant<'_>) -> Result<u64, WakeError> {
        let mut woken = 0_u64;
        let failed = |woken, error: WriteError| WakeError { woken, source: error.into() };
        // What is deferred meanwhile has a later place.
        let until = self.writer.run(work::last_place).await;
        let until = until.map_err(|error| failed(woken, error))?;
        let mut after = 0;
        loop {
            let (made, last) = self
                .wake_after((after, until), is_meant)
                .await
                .map_err(|error| failed(woken, error))?;
            woken = woken.saturating_add(made);
            let Some(last) = last else { break };
            after = last;
        }
        self.bell.notify_waiters();
        Ok(woken)
    }
}

//! How many messages of senders were counted: statements and the port.

use async_trait::async_trait;
use rusqlite::{Transaction, named_params};

use super::Embedded;
use domain::ids::SenderName;
use ports::BoxError;
use ports::quota::{QuotaStore, Window};

/// Counts one more, and forgets the sender's windows before that one.
fn count(transaction: &Transaction<'_>, sender: &str, window: Window) -> rusqlite::Result<i64> {
    let (Window::Hour(number) | Window::Day(number)) = window;
    let key = named_params! { ":sender": sender, ":seconds": window.seconds(), ":number": number };
    transaction.execute(
        "DELETE FROM quotas WHERE sender = :sender AND seconds = :seconds AND number < :number",
        key,
    )?;
    transaction.query_row(
        "INSERT INTO quotas (sender, seconds, number, messages)
         VALUES (:sender, :seconds, :number, 1)
         ON CONFLICT (sender, seconds, number) DO UPDATE SET messages = messages + 1
         RETURNING messages",
        key,
        |row| row.get(0),
    )
}

#[async_trait]
impl QuotaStore for Embedded {
    async fn count(&self, sender: &SenderName, window: Window) -> Result<u64, BoxError> {
        let sender = sender.to_string();
        let counted = self.writer.run(move |t| count(t, &sender, window)).await?;
        Ok(u64::try_from(counted)?)
    }
}

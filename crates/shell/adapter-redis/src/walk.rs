//! The walk over all cases: master after master, by `SCAN`.

use async_trait::async_trait;
use redis::{FromRedisValue, cmd};

use super::RedisStore;
use domain::ids::{AccountName, CaseId};
use ports::BoxError;
use ports::store::{CaseStore as _, StoreError};
use ports::walk::{CasePage, CaseWalk, Cursor};

/// Keys that the server looks at for one page. It is not free for others meanwhile.
const LOOKED_AT: u32 = 512;

/// Where each master that is not done yet goes on.
type Places = Vec<(String, u64)>;

fn written(places: &Places) -> Option<Cursor> {
    let places = places.iter().map(|(master, place)| format!("{master}={place}"));
    let places: Vec<String> = places.collect();
    (!places.is_empty()).then(|| Cursor(places.join(" ")))
}

/// `None` for a cursor that is not ours.
fn places(cursor: &Cursor) -> Option<Places> {
    let place = |text: &str| {
        let (master, place) = text.rsplit_once('=')?;
        Some((master.to_owned(), place.parse().ok()?))
    };
    cursor.0.split(' ').map(place).collect()
}

/// A prefix as a pattern that stands for itself.
fn literally(prefix: &str) -> String {
    let mut pattern = String::with_capacity(prefix.len());
    for c in prefix.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | '^') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

impl RedisStore {
    /// A page of the keys of cases whose ids match the pattern.
    async fn scan(
        &self,
        master: &str,
        place: u64,
        ids: &str,
    ) -> Result<(u64, Vec<String>), BoxError> {
        let mut command = cmd("SCAN");
        let pattern = format!("{}:{{{ids}}}:case", literally(&self.options.prefix));
        command.arg(place).arg("MATCH").arg(pattern).arg("COUNT").arg(LOOKED_AT);
        let link = self.link()?;
        let answer = match link.ask_master(master, &command).await {
            Err(error) if error.is_silence() => {
                link.ask_master(master, &command).await.map_err(|e| e.or(error))
            }
            answer => answer,
        };
        Ok(FromRedisValue::from_redis_value(answer?)?)
    }

    /// Whether there is a case of the account. Where there is none, every key is looked at.
    pub(super) async fn any_case_of(&self, account: &AccountName) -> Result<bool, BoxError> {
        let ids = format!("{}/*", literally(account.as_str()));
        for master in self.link()?.masters().await? {
            let mut place = 0;
            loop {
                let (next, keys) = self.scan(&master, place, &ids).await?;
                if !keys.is_empty() {
                    return Ok(true);
                }
                if next == 0 {
                    break;
                }
                place = next;
            }
        }
        Ok(false)
    }

    fn id_in(&self, key: &str) -> Option<CaseId> {
        let id = key.strip_prefix(&self.options.prefix)?.strip_prefix(":{")?;
        CaseId::parse(id.strip_suffix("}:case")?).ok()
    }
}

#[async_trait]
impl CaseWalk for RedisStore {
    async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError> {
        let mut places = if let Some(cursor) = cursor {
            places(cursor).ok_or("the cursor is not one of this store")?
        } else {
            let masters = self.link()?.masters().await?;
            masters.into_iter().map(|master| (master, 0)).collect()
        };
        let Some((master, place)) = places.pop() else {
            return Ok(CasePage { cases: Vec::new(), next: None });
        };
        let (next, keys) = self.scan(&master, place, "*").await?;
        if next != 0 {
            places.push((master, next));
        }
        let mut cases = Vec::with_capacity(keys.len());
        for id in keys.iter().filter_map(|key| self.id_in(key)) {
            match self.load(&id).await {
                Ok(Some((case, _))) => cases.push(Ok(case)),
                // Expired, or moved on, since.
                Ok(None) => {}
                Err(error @ (StoreError::Corrupt { .. } | StoreError::Forged { .. })) => {
                    cases.push(Err(error));
                }
                Err(error @ (StoreError::Conflict(_) | StoreError::Unavailable { .. })) => {
                    return Err(error.into());
                }
            }
        }
        Ok(CasePage { cases, next: written(&places) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for known in [
            vec![(String::new(), 7)],
            vec![("10.0.0.1:6379".to_owned(), 0), ("[::1]:6379".to_owned(), u64::MAX)],
        ] {
            assert_eq!(places(&written(&known).unwrap()), Some(known));
        }
        assert_eq!(written(&Vec::new()), None);
        assert_eq!(places(&Cursor("pi_1".to_owned())), None);
    }

    #[test]
    fn a_prefix_stands_for_itself() {
        assert_eq!(literally("refundd"), "refundd");
        assert_eq!(literally("a*[b]?\\^"), "a\\*\\[b\\]\\?\\\\\\^");
    }
}

//! Reads a body, up to its limits.

use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::sleep;

use super::IngressOptions;
use super::answer::Answer;
use super::places::Places;

/// Memory set aside on the word of the sender; the rest is taken as bytes really arrive.
const TRUSTED_BYTES: usize = 8 * 1024;

/// Reads all of it, or says why not. A body that announces that it is too large is not read at all.
pub(super) async fn read(
    mut body: Incoming,
    limits: &IngressOptions,
    places: &Places,
) -> Result<Vec<u8>, Answer> {
    let bytes_max = limits.body_bytes_max;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > bytes_max {
        return Err(Answer::TooLarge);
    }
    let reading = async {
        let mut bytes = Vec::with_capacity(announced.min(TRUSTED_BYTES));
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(Answer::Broken) };
            // Trailers carry nothing that we read.
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len().saturating_add(data.len()) > bytes_max {
                return Err(Answer::TooLarge);
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    };
    tokio::select! {
        read = reading => read,
        () = sleep(limits.body_seconds_max) => Err(Answer::TooSlow),
        () = places.wanted() => Err(Answer::TooSlow),
    }
}

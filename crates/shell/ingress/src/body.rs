//! Reads a body, up to its limits and those of all together.

use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::sleep;

use super::Ingress;
use super::answer::Answer;
use super::budget::{Budget, Counted};
use super::places::Places;

/// Reads all of it, or says why not. A body that announces that it is too large is not read at all.
/// Nothing is set aside on the word of the sender: memory is taken as bytes really arrive.
pub(super) async fn read(
    mut body: Incoming,
    ingress: &Ingress,
    places: &Places,
) -> Result<Counted, Answer> {
    let (limits, budget) = (&ingress.limits, &ingress.budget);
    let bytes_max = limits.body_bytes_max;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > bytes_max {
        return Err(Answer::TooLarge);
    }
    let reading = async {
        let mut read = Budget::body();
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(Answer::Broken) };
            // Trailers carry nothing that we read.
            let Ok(data) = frame.into_data() else { continue };
            if read.bytes.len().saturating_add(data.len()) > bytes_max {
                return Err(Answer::TooLarge);
            }
            if !read.extend(&data, bytes_max, budget).await {
                return Err(Answer::Overloaded);
            }
        }
        Ok(read)
    };
    tokio::select! {
        read = reading => read,
        () = sleep(limits.body_seconds_max) => Err(Answer::TooSlow),
        () = places.wanted() => Err(Answer::TooSlow),
        () = budget.wanted() => Err(Answer::Overloaded),
    }
}

//! Stripe's lists, page by page.

use serde::Deserialize;

use super::answer::{found, unreadable};
use super::payload::{self, Flaw, List};
use crate::question::{Question, ReadError};
use domain::http::{HttpRequest, HttpResponse};

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListPage<T> {
    /// What is on this page.
    pub(super) items: Vec<T>,
    /// Asks for the next page; `None` on the last one.
    pub(super) next: Option<HttpRequest>,
}

/// Asks for a list, and adds its pages to the one that is heard. Where a page is `None` nobody knows of
/// what the list would be, and nothing of it is heard.
pub(super) fn pages<'a, T: 'a, Heard: 'a>(
    request: HttpRequest,
    read: impl Fn(&HttpResponse) -> Result<Option<ListPage<T>>, ReadError> + Clone + Send + Sync + 'a,
    list: fn(&mut Heard) -> &mut Option<Vec<T>>,
) -> Question<'a, Heard> {
    Question::new(request, move |response, heard| {
        let Some(page) = read(response)? else {
            *list(heard) = None;
            return Ok(Vec::new());
        };
        list(heard).get_or_insert_default().extend(page.items);
        Ok(page.next.map(|next| pages(next, read.clone(), list)).into_iter().collect())
    })
}

/// What is on a page, and whether there is more. A list that does not say so is not believed to be
/// whole: its end is what shows that a refund was *not* made.
pub(super) fn entries<T: for<'de> Deserialize<'de>>(
    response: &HttpResponse,
) -> Result<(Vec<T>, bool), ReadError> {
    let list: List<T> = payload::json("the list", found(response)?).map_err(unreadable)?;
    match (list.data, list.has_more) {
        (Some(data), Some(more)) => Ok((data, more)),
        (None, _) => Err(unreadable(Flaw::missing("the list", "data"))),
        (_, None) => Err(unreadable(Flaw::missing("the list", "has_more"))),
    }
}

pub(super) fn following(
    more: bool,
    last: Option<&str>,
    ask: impl Fn(&str) -> HttpRequest,
) -> Result<Option<HttpRequest>, ReadError> {
    match (more, last) {
        (false, _) => Ok(None),
        (true, Some(last)) => Ok(Some(ask(last))),
        // Asking again from the start would never end.
        (true, None) => Err(ReadError::Unreadable("the list goes on after nothing".to_owned())),
    }
}

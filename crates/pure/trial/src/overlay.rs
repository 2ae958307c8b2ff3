//! Facts that are laid over others: a case writes only what is different from the base.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table with another one laid over it. What is a table in both is joined; everything else is
/// replaced.
pub(super) fn laid<'t>(base: &DeTable<'t>, over: &DeTable<'t>) -> DeTable<'t> {
    let mut joined = base.clone();
    for (key, value) in over {
        let name = key.get_ref().as_ref();
        let below = joined.get(name).map(Spanned::get_ref);
        let laid_over = match (below, value.get_ref()) {
            (Some(DeValue::Table(below)), DeValue::Table(above)) => {
                Spanned::new(value.span(), DeValue::Table(laid(below, above)))
            }
            (Some(_) | None, _) => value.clone(),
        };
        // The place of what is laid over counts, that of the key as well.
        joined.remove(name);
        joined.insert(key.clone(), laid_over);
    }
    joined
}

/// Takes a field out of a table by its dotted path; `None` if it is not there.
pub(super) fn without(table: &mut DeTable<'_>, path: &str) -> Option<()> {
    match path.split_once('.') {
        None => table.remove(path).map(drop),
        Some((first, rest)) => match table.get_mut(first)?.get_mut() {
            DeValue::Table(inner) => without(inner, rest),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => None,
        },
    }
}

/// Instants may be written as TOML has them, without quotes; the wire types read text.
pub(super) fn quote_instants(value: &mut Spanned<DeValue<'_>>) {
    match value.get_mut() {
        DeValue::Datetime(instant) => {
            let text = instant.to_string();
            *value.get_mut() = DeValue::String(text.into());
        }
        DeValue::Table(table) => {
            let keys: Vec<String> =
                table.keys().map(|key| key.get_ref().as_ref().to_owned()).collect();
            for key in keys {
                if let Some(inner) = table.get_mut(key.as_str()) {
                    quote_instants(inner);
                }
            }
        }
        DeValue::Array(_)
        | DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_) => {}
    }
}

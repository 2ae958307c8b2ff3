//! Form bodies and queries with brackets: `metadata[order]=42`, `expand[]=latest_charge`.
//!
//! Strict where Stripe is: a field that was not asked for is an error, and so is a field given
//! twice. Deliberately not here: what the fields mean.

use std::collections::BTreeMap;

use super::answer::Refusal;

/// The pairs of a form, each one to be taken by the code that knows its name.
#[derive(Debug)]
pub(super) struct Form {
    pairs: BTreeMap<String, Vec<String>>,
}

impl Form {
    /// Reads a body or a query.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let read: Vec<(String, String)> = serde_urlencoded::from_str(text)
            .map_err(|error| Refusal::invalid(None, format!("Invalid form encoding: {error}")))?;
        let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in read {
            pairs.entry(name).or_default().push(value);
        }
        Ok(Self { pairs })
    }

    /// The parameters in one order, so that two bodies can be compared by what they say.
    pub(super) fn canonical(&self) -> String {
        let pairs: Vec<(&String, &String)> = self
            .pairs
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
            .collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    /// Takes a field that may be given at most once and, if given, not empty.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(mut values) = self.pairs.remove(name) else { return Ok(None) };
        let value = values.pop().unwrap_or_default();
        if !values.is_empty() {
            return Err(Refusal::invalid(Some(name), format!("Parameter given twice: {name}")));
        }
        if value.is_empty() {
            let message = format!("You passed an empty string for '{name}'.");
            return Err(Refusal::invalid(Some(name), message).code("parameter_invalid_empty"));
        }
        Ok(Some(value))
    }

    /// Takes a whole number of at least 1.
    pub(super) fn positive(&mut self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.parse::<i64>() {
            Ok(number) if number > 0 => Ok(Some(number)),
            Ok(_) => {
                let message = "This value must be greater than or equal to 1.";
                Err(Refusal::invalid(Some(name), message).code("parameter_invalid_integer"))
            }
            Err(_) => Err(Refusal::invalid(Some(name), format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")),
        }
    }

    /// Takes all `name[key]=value` pairs.
    pub(super) fn map(&mut self, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let mut found = BTreeMap::new();
        let names: Vec<String> = self.pairs.keys().cloned().collect();
        for full in names {
            let key = full
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('['))
                .and_then(|rest| rest.strip_suffix(']'));
            let Some(key) = key.filter(|key| !key.is_empty() && !key.contains(['[', ']'])) else {
                continue;
            };
            if let Some(value) = self.text(&full)? {
                found.insert(key.to_owned(), value);
            }
        }
        Ok(found)
    }

    /// Takes all `name[]=value` (or `name[0]=value`) entries.
    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        let mut found = self.pairs.remove(&format!("{name}[]")).unwrap_or_default();
        let mut index = 0_u32;
        while let Some(values) = self.pairs.remove(&format!("{name}[{index}]")) {
            found.extend(values);
            index += 1;
        }
        found
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        match self.pairs.into_keys().next() {
            None => Ok(()),
            Some(name) => {
                let message = format!("Received unknown parameter: {name}");
                Err(Refusal::invalid(Some(&name), message).code("parameter_unknown"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_read_and_the_rest_is_refused() {
        let mut form =
            Form::parse("amount=5&metadata%5Ba%5D=1&metadata[b]=2&expand[]=x&expand[0]=y&odd=1")
                .unwrap();
        assert_eq!(form.positive("amount").unwrap(), Some(5));
        let metadata = form.map("metadata").unwrap();
        assert_eq!(metadata.len(), 2);
        assert_eq!((metadata["a"].as_str(), metadata["b"].as_str()), ("1", "2"));
        assert_eq!(form.list("expand"), ["x", "y"]);
        assert!(form.finish().is_err());
    }

    #[test]
    fn order_does_not_change_the_canonical_form() {
        let one = Form::parse("a=1&b=2").unwrap().canonical();
        assert_eq!(one, Form::parse("b=2&a=1").unwrap().canonical());
        assert_ne!(one, Form::parse("b=2&a=3").unwrap().canonical());
    }

    #[test]
    fn doubled_empty_and_negative_fields_are_refused() {
        for text in ["amount=1&amount=1", "amount=", "amount=-1", "amount=0", "amount=1.5"] {
            assert!(Form::parse(text).unwrap().positive("amount").is_err(), "{text}");
        }
    }
}

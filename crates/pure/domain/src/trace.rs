//! The trace that a message belongs to, as W3C Trace Context writes it.

/// Whether this is a `traceparent` of version 00: 55 characters, and neither of its ids all zeros.
/// Anything else is dropped, as that standard asks.
pub fn is_traceparent(text: &str) -> bool {
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let id = |part: &str, length| hex(part, length) && part.bytes().any(|b| b != b'0');
    let mut parts = text.split('-');
    let mut part = || parts.next().unwrap_or_default();
    part() == "00" && id(part(), 32) && id(part(), 16) && hex(part(), 2) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_version_00_is_a_trace_context() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(is_traceparent(good) && good.len() == 55);
        let zeros = good.replace("b7ad6b7169203331", "0000000000000000");
        for bad in [
            "",
            "00",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            zeros.as_str(),
            &format!("{good}{}", "0".repeat(100_000)),
        ] {
            assert!(!is_traceparent(bad), "{}", bad.len());
        }
    }
}

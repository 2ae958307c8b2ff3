//! Text of others inside of a page of ours.

/// Makes text harmless between tags and in the quoted value of an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_ends_a_tag_or_a_value_is_left() {
        assert_eq!(escape(r#"<b id="x" class='y'> & é"#), {
            "&lt;b id=&quot;x&quot; class=&#39;y&#39;&gt; &amp; é"
        });
    }
}

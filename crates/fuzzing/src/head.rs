//! Lines before a body, as HTTP has them: the form in which a corpus has what consists of several
//! parts, so that people can read and write it.

/// Some lines, and what stands behind the first empty one.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    /// The lines `name: value`, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: &'a [u8],
}

impl<'a> Head<'a> {
    pub(crate) fn split(bytes: &'a [u8]) -> Self {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = match end.and_then(|end| bytes.split_at_checked(end)) {
            Some((head, body)) => (head, body.get(2..).unwrap_or_default()),
            None => (bytes, &[][..]),
        };
        let lines = head.split(|byte| *byte == b'\n').map(String::from_utf8_lossy);
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.strip_prefix(' ').unwrap_or(value).to_owned()))
        });
        Self { headers: headers.collect(), body }
    }

    /// The number that stands under a name.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.headers.iter().find(|(key, _)| key == name)?.1.parse().ok()
    }
}

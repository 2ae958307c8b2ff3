//! A call that has an end: what waits for its turn, or would have to connect first, is not late.

use super::*;
use ports::clock::Clock;

/// A clock that stands at this time of the machine.
pub(super) struct Standing(pub(super) Duration);

impl Clock for Standing {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        self.0
    }
}

#[tokio::test]
async fn what_cannot_be_written_in_time_is_not_sent() {
    let processor = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let limits = limits();
    let connecting = limits.connect_seconds_max;
    let gateway = gateway(limits, &[("eu", processor.base_url())]);
    // The clock stands at zero; connecting has to fit before the end.
    for (by, answer) in
        [(Duration::ZERO, "not sent"), (connecting / 2, "not sent"), (connecting, "200")]
    {
        assert_eq!(kind(&gateway.send(&name("eu"), &post(), Some(by)).await), answer, "{by:?}");
    }
    assert_eq!(processor.requests().len(), 1);
}

//! What can be set about the way to the processors.

use secrecy::SecretString;

use setting::SettingKind::{Number, Path, Secret};
use setting::{Seconds, settings};

settings! {
    /// Calls to processors, for each account on its own and for this process alone: with three
    /// workers a processor sees three times as much.
    pub struct GatewayOptions in "gateway" {
        /// Seconds for a call that moves money, all of it; one try. An answer missed is a doubt to
        /// be resolved: be patient.
        post_seconds_max: Seconds = 25, Number(2, 120);
        /// Seconds for one try of a call that reads; up to three tries, 0.2 to 0.8 s apart.
        get_seconds_max: Seconds = 10, Number(2, 60);
        /// Seconds for a connection, TLS included: one that takes longer ends before its call, so
        /// that it is known that nothing was sent.
        connect_seconds_max: Seconds = 5, Number(1, 60);
        /// Seconds that a call may wait for its turn before it is given up unsent. Short, because a
        /// list of refunds grows old while the call after it waits.
        turn_seconds_max: Seconds = 2, Number(1, 5);
        /// Calls in flight to one account.
        in_flight_max: usize = 64, Number(1, 1000);
        /// Calls to one account in a second: below the processor's limit, which the shop shares.
        requests_per_second_max: u32 = 80, Number(1, 1000);
        /// Seconds that an unused connection is kept. Shorter than the 60 of common load balancers,
        /// so that a call is seldom written to a connection that is being closed: such a call is in
        /// doubt.
        idle_seconds_max: Seconds = 30, Number(1, 600);
        /// Bytes of an answer. A larger one counts as none.
        answer_bytes_max: usize = 1048576, Number(64 * 1024, 64 * 1024 * 1024);
        /// Failures in a row after which nothing is sent for a while: a processor in trouble is
        /// left alone.
        failures_in_a_row_max: u32 = 5, Number(1, 1000);
        /// Seconds that nothing is sent then; after them one call at a time tries.
        suspended_seconds: Seconds = 5, Number(1, 300);
        /// A forward proxy for calls over https, http://user:password@host:3128 or https://….
        /// Secret: it may have a password. The proxies of the environment are not used.
        proxy_url: Option<SecretString> => "http://proxy.internal:3128", Secret, "/run/secrets/proxy_url";
        /// Certificates (PEM) of authorities that are trusted for https besides those of the
        /// system: for a gateway or a proxy of yours that calls go through. Processors need none.
        ca_file: Option<String> => "gateway-ca.pem", Path;
    }
    with {
        /// The certificates in that file, as PEM.
        ca: Option<String>;
    }
}

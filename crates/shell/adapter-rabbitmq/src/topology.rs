//! What stands on the broker: declared by us, or only looked for.
//!
//! Everything is durable and every queue is a quorum queue. What no queue is bound for has an exchange
//! that takes it; the one place where something may be dropped is the queue of events that nobody
//! binds. `docs/topology.md` is the same for operators.

use std::time::Duration;

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ErrorKind, ExchangeKind};

use super::names::{Names, WORK_KEY};
use super::options::Options;

/// Far more redeliveries than looking at a shelf causes. RabbitMQ 4 drops a message after 20 where
/// a queue sets no limit and has no dead-letter exchange, and 3.x knows no word for "no limit".
const NO_DELIVERY_LIMIT: i64 = 1_000_000_000;

/// The broker is reached but does not have what is needed. Waiting does not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// Something of that name exists and is different.
    #[error(
        "the {what} `{name}` exists with other arguments than the configured ones. The broker says: \
         {said}. Empty and delete it, or set another `transport.rabbitmq.prefix`, or set \
         `transport.rabbitmq.declare = false` and keep what is there"
    )]
    Differs {
        /// Exchange or queue.
        what: &'static str,
        name: String,
        /// The broker's text, which names the argument.
        said: String,
    },
    /// It does not exist, and we were told not to declare it.
    #[error(
        "the {what} `{name}` does not exist and `transport.rabbitmq.declare` is false. The broker \
         says: {said}. Create it as docs/topology.md describes it, or set \
         `transport.rabbitmq.declare = true`"
    )]
    Missing {
        /// Exchange or queue.
        what: &'static str,
        name: String,
        /// The broker's text.
        said: String,
    },
    /// What no queue is bound for would be lost there.
    #[error(
        "the exchange `{exchange}` loses what no queue is bound for. Give it the alternate exchange \
         that docs/topology.md has for it, or set `transport.rabbitmq.declare = true`"
    )]
    Loses { exchange: String },
    /// The broker does not allow it.
    #[error(
        "the broker refuses the {what} `{name}`. The broker says: {said}. Grant the user \
         configure, write and read on it, or set `transport.rabbitmq.declare = false`"
    )]
    Refused {
        /// Exchange, queue or binding.
        what: &'static str,
        name: String,
        /// The broker's text.
        said: String,
    },
}

/// Why the topology is not known to stand.
#[derive(Debug)]
pub(super) enum Setback {
    Topology(TopologyError),
    Connection(lapin::Error),
}

/// One thing on the broker.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Exchange { name: String, kind: ExchangeKind, arguments: Vec<(&'static str, AMQPValue)> },
    Queue { name: String, arguments: Vec<(&'static str, AMQPValue)> },
    Binding { queue: String, exchange: String, key: &'static str },
}

/// All pieces, in an order in which they can be declared.
pub(super) fn pieces(names: &Names, options: &Options) -> Vec<Piece> {
    let exchange =
        |name: &str, kind, arguments| Piece::Exchange { name: name.to_owned(), kind, arguments };
    let binding = |queue: &str, exchange: &str, key| Piece::Binding {
        queue: queue.to_owned(),
        exchange: exchange.to_owned(),
        key,
    };
    let dead_letters_to = |exchange: &str, key: &str| {
        vec![
            ("x-dead-letter-exchange", text(exchange)),
            ("x-dead-letter-routing-key", text(key)),
            // At-least-once needs both: the second refuses publishers rather than drop the head.
            ("x-dead-letter-strategy", text("at-least-once")),
            ("x-overflow", text("reject-publish")),
        ]
    };
    let mut work = dead_letters_to(&names.dead, "dead");
    work.push(("x-delivery-limit", number(options.delivery_limit)));

    let mut pieces = vec![
        exchange(&names.dead, ExchangeKind::Fanout, vec![]),
        exchange(&names.parked, ExchangeKind::Fanout, vec![]),
        exchange(
            &names.inbound,
            ExchangeKind::Direct,
            vec![("alternate-exchange", text(&names.parked))],
        ),
        exchange(&names.unrouted, ExchangeKind::Fanout, vec![]),
        exchange(
            &names.events,
            ExchangeKind::Topic,
            vec![("alternate-exchange", text(&names.unrouted))],
        ),
        queue(&names.dead, kept()),
        binding(&names.dead, &names.dead, ""),
        queue(&names.work, work),
        binding(&names.work, &names.inbound, WORK_KEY),
        queue(&names.quarantine, kept()),
        queue(&names.parked, kept()),
        binding(&names.parked, &names.parked, ""),
        queue(
            &names.unrouted,
            vec![
                (
                    "x-max-length-bytes",
                    AMQPValue::LongLongInt(
                        i64::try_from(options.unrouted_max_bytes).unwrap_or(i64::MAX),
                    ),
                ),
                ("x-overflow", text("drop-head")),
                ("x-message-ttl", milliseconds(options.unrouted_ttl_seconds)),
            ],
        ),
        binding(&names.unrouted, &names.unrouted, ""),
    ];
    for rung in names.ladder() {
        let mut arguments = dead_letters_to(&names.inbound, WORK_KEY);
        arguments.push(("x-message-ttl", milliseconds(Duration::from_secs(rung.seconds.into()))));
        pieces.push(queue(&rung.queue, arguments));
    }
    pieces
}

/// Makes sure that every piece stands. Ends at the first that does not.
pub(super) async fn raise(
    channel: &Channel,
    names: &Names,
    options: &Options,
) -> Result<(), Setback> {
    for piece in pieces(names, options) {
        piece
            .raise(channel, options.declare)
            .await
            .map_err(|error| piece.setback(error, options.declare))?;
    }
    Ok(())
}

impl Piece {
    async fn raise(&self, channel: &Channel, declare: bool) -> lapin::Result<()> {
        let passive = !declare;
        match self {
            Self::Exchange { name, kind, arguments } => {
                let durable = ExchangeDeclareOptions {
                    durable: true,
                    passive,
                    ..ExchangeDeclareOptions::default()
                };
                channel
                    .exchange_declare(name.as_str().into(), kind.clone(), durable, table(arguments))
                    .await
            }
            Self::Queue { name, arguments } => {
                let durable = QueueDeclareOptions {
                    durable: true,
                    passive,
                    ..QueueDeclareOptions::default()
                };
                channel
                    .queue_declare(name.as_str().into(), durable, table(arguments))
                    .await
                    .map(drop)
            }
            // AMQP has no way to look for a binding.
            Self::Binding { .. } if passive => Ok(()),
            Self::Binding { queue, exchange, key } => {
                channel
                    .queue_bind(
                        queue.as_str().into(),
                        exchange.as_str().into(),
                        (*key).into(),
                        QueueBindOptions::default(),
                        FieldTable::default(),
                    )
                    .await
            }
        }
    }

    fn setback(&self, error: lapin::Error, declare: bool) -> Setback {
        let (what, name) = match self {
            Self::Exchange { name, .. } => ("exchange", name.clone()),
            Self::Queue { name, .. } => ("queue", name.clone()),
            Self::Binding { queue, exchange, .. } => ("binding", format!("{exchange} -> {queue}")),
        };
        let ErrorKind::ProtocolError(protocol) = error.kind() else {
            return Setback::Connection(error);
        };
        let said = protocol.get_message().to_string();
        let AMQPErrorKind::Soft(soft) = protocol.kind() else {
            return Setback::Connection(error);
        };
        match soft {
            AMQPSoftError::PRECONDITIONFAILED => {
                Setback::Topology(TopologyError::Differs { what, name, said })
            }
            AMQPSoftError::NOTFOUND if !declare => {
                Setback::Topology(TopologyError::Missing { what, name, said })
            }
            AMQPSoftError::ACCESSREFUSED => {
                Setback::Topology(TopologyError::Refused { what, name, said })
            }
            // A queue whose node is down is "not found" or "locked" to a declaration: that passes.
            AMQPSoftError::NOTFOUND
            | AMQPSoftError::RESOURCELOCKED
            | AMQPSoftError::CONTENTTOOLARGE
            | AMQPSoftError::NOROUTE
            | AMQPSoftError::NOCONSUMERS => Setback::Connection(error),
        }
    }
}

/// A queue that keeps what it has until a person takes it out.
fn kept() -> Vec<(&'static str, AMQPValue)> {
    vec![("x-delivery-limit", AMQPValue::LongLongInt(NO_DELIVERY_LIMIT))]
}

fn queue(name: &str, mut arguments: Vec<(&'static str, AMQPValue)>) -> Piece {
    arguments.push(("x-queue-type", text("quorum")));
    Piece::Queue { name: name.to_owned(), arguments }
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

fn number(value: u32) -> AMQPValue {
    AMQPValue::LongLongInt(value.into())
}

fn milliseconds(time: Duration) -> AMQPValue {
    AMQPValue::LongLongInt(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

fn table(arguments: &[(&'static str, AMQPValue)]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in arguments {
        table.insert(ShortString::from(*name), value.clone());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_page_names_every_exchange_queue_and_argument() {
        let page = include_str!("../../../../docs/topology.md");
        let options = Options::default();
        let (mut named, mut arguments_named) = (0, 0);
        for piece in pieces(&Names::new(&options), &options) {
            let (name, arguments) = match piece {
                Piece::Exchange { name, arguments, .. } | Piece::Queue { name, arguments } => {
                    (name, arguments)
                }
                Piece::Binding { .. } => continue,
            };
            assert!(page.contains(&format!("`{name}`")), "{name} is not on the page");
            named += 1;
            for (argument, _) in arguments {
                assert!(page.contains(&format!("`{argument}`")), "{argument} is not on the page");
                arguments_named += 1;
            }
        }
        assert_eq!((named, arguments_named), (18, 66));
    }

    #[test]
    fn nothing_but_unbound_events_can_be_dropped() {
        let options = Options::default();
        let names = Names::new(&options);
        let mut queues = 0;
        for piece in pieces(&names, &options) {
            let Piece::Queue { name, arguments } = piece else { continue };
            queues += 1;
            let has = |argument: &str| arguments.iter().any(|(name, _)| *name == argument);
            assert!(has("x-queue-type"), "{name}");
            if name == names.unrouted {
                continue;
            }
            assert!(!has("x-max-length") && !has("x-max-length-bytes"), "{name}");
            assert!(has("x-dead-letter-strategy") || !has("x-message-ttl"), "{name}");
            assert!(has("x-dead-letter-strategy") || has("x-delivery-limit"), "{name}");
        }
        assert_eq!(queues, 13);
    }
}

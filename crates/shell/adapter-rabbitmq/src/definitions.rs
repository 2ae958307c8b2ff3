//! What must stand on the broker, as the definitions that `rabbitmqctl import_definitions` and the
//! management plugin take.

use lapin::ExchangeKind;
use lapin::types::AMQPValue;
use serde_json::{Map, Value, json};

use super::names::Names;
use super::options::{Options, UnfitAddress};
use super::topology::{Piece, pieces};

/// Exchanges, queues and bindings, in the virtual host of the address. No user and no right: whose they
/// are is the broker's owner's to say.
pub fn definitions(options: &Options) -> Result<Value, UnfitAddress> {
    let vhost = options.address()?.vhost;
    let (mut exchanges, mut queues, mut bindings) = (Vec::new(), Vec::new(), Vec::new());
    for piece in pieces(&Names::new(options), options) {
        match piece {
            Piece::Exchange { name, kind, arguments } => exchanges.push(json!({
                "name": name, "vhost": vhost, "type": kind_of(&kind), "durable": true,
                "auto_delete": false, "internal": false, "arguments": table(&arguments),
            })),
            Piece::Queue { name, arguments } => queues.push(json!({
                "name": name, "vhost": vhost, "durable": true, "auto_delete": false,
                "arguments": table(&arguments),
            })),
            Piece::Binding { queue, exchange, key } => bindings.push(json!({
                "source": exchange, "vhost": vhost, "destination": queue,
                "destination_type": "queue", "routing_key": key, "arguments": {},
            })),
        }
    }
    Ok(json!({ "exchanges": exchanges, "queues": queues, "bindings": bindings }))
}

/// What the broker calls a type of exchange.
fn kind_of(kind: &ExchangeKind) -> &str {
    match kind {
        ExchangeKind::Custom(name) => name,
        ExchangeKind::Direct => "direct",
        ExchangeKind::Fanout => "fanout",
        ExchangeKind::Headers => "headers",
        ExchangeKind::Topic => "topic",
    }
}

fn table(arguments: &[(&'static str, AMQPValue)]) -> Value {
    let members = arguments.iter().map(|(name, value)| ((*name).to_owned(), in_json(value)));
    Value::Object(members.collect::<Map<String, Value>>())
}

/// Texts and numbers: no other argument is declared, and a test looks at each.
fn in_json(value: &AMQPValue) -> Value {
    if let Some(text) = value.as_long_string() {
        return json!(String::from_utf8_lossy(text.as_bytes()));
    }
    value.as_long_long_int().map_or(Value::Null, |number| json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o14_definitions_have_every_piece_with_its_arguments() {
        let options = Options { url: "amqp://u:hush@rabbit/refunds".into(), ..Options::default() };
        let found = definitions(&options).unwrap();
        let count = |what: &str| found[what].as_array().unwrap().len();
        assert_eq!((count("exchanges"), count("queues"), count("bindings")), (5, 13, 4));
        let text = found.to_string();
        assert!(!text.contains("null") && !text.contains("hush"), "{text}");
        let work = &found["queues"][1];
        assert_eq!(work["name"], "refundd.work");
        assert_eq!(work["vhost"], "refunds");
        assert_eq!(work["arguments"]["x-delivery-limit"], 20);
        assert_eq!(work["arguments"]["x-queue-type"], "quorum");
    }
}

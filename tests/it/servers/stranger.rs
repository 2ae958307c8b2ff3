//! A publisher that writes AMQP by hand: what it puts into a message no client library would.

use lapin::uri::AMQPUri;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
const END: u8 = 0xCE;
/// Leaves room for the frame around it in RabbitMQ's default of 128 KiB.
const BODY_PIECE: usize = 100_000;

/// The flags of the properties that a stranger sets.
const CONTENT_TYPE: u16 = 1 << 15;
const HEADERS: u16 = 1 << 13;
const DELIVERY_MODE: u16 = 1 << 12;
const MESSAGE_ID: u16 = 1 << 7;

/// A channel in confirm mode.
#[derive(Debug)]
pub struct Stranger {
    stream: TcpStream,
}

/// A message as bytes.
#[derive(Debug, Clone, Default)]
pub struct Bytes {
    pub content_type: Vec<u8>,
    pub id: Vec<u8>,
    /// Names and values; a value begins with the letter of its type.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub body: Vec<u8>,
}

/// Text behind a length of one byte.
fn short(text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("at most 255 bytes");
    [&[length], text].concat()
}

/// Bytes behind a length of four.
fn long(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("at most 4 GiB");
    [&length.to_be_bytes(), bytes].concat()
}

/// A value of text, or of what is none.
pub fn text(bytes: &[u8]) -> Vec<u8> {
    [b"S".as_slice(), &long(bytes)].concat()
}

/// A value of arrays in arrays, `depth` deep.
pub fn arrays(depth: usize) -> Vec<u8> {
    (0..depth).fold(b"V".to_vec(), |inner, _| [b"A".as_slice(), &long(&inner)].concat())
}

/// A value of tables in tables, `depth` deep.
pub fn tables(depth: usize) -> Vec<u8> {
    (0..depth).fold(b"V".to_vec(), |inner, _| {
        [b"F".as_slice(), &long(&[b"\x01n".as_slice(), &inner].concat())].concat()
    })
}

impl Stranger {
    /// Logs in and opens a channel.
    pub async fn new(url: &str) -> Self {
        let uri: AMQPUri = url.parse().expect("a good address");
        let (host, login) = (&uri.authority.host, &uri.authority.userinfo);
        let stream = TcpStream::connect((host.as_str(), uri.authority.port)).await;
        let mut stranger = Self { stream: stream.expect("the broker listens") };
        stranger.stream.write_all(b"AMQP\0\0\x09\x01").await.expect("the broker reads");
        stranger.expect([10, 10]).await;
        let answer = format!("\0{}\0{}", login.username, login.password);
        let start = [long(b""), short(b"PLAIN"), long(answer.as_bytes()), short(b"en_US")];
        stranger.method(0, [10, 11], &start.concat()).await;
        let tune = stranger.expect([10, 30]).await;
        // Channels and frames as the broker likes them, and no heartbeat.
        stranger.method(0, [10, 31], &[tune.get(..6).unwrap_or_default(), &[0, 0]].concat()).await;
        stranger
            .method(0, [10, 40], &[&short(uri.vhost.as_bytes()), [0, 0].as_slice()].concat())
            .await;
        stranger.expect([10, 41]).await;
        stranger.method(1, [20, 10], &[0]).await;
        stranger.expect([20, 11]).await;
        stranger.method(1, [85, 10], &[0]).await;
        stranger.expect([85, 11]).await;
        stranger
    }

    /// Publishes to a queue, and waits until the broker has it.
    pub async fn put(&mut self, queue: &str, message: &Bytes) {
        let to = [&[0, 0], short(b"").as_slice(), &short(queue.as_bytes()), &[0]].concat();
        self.method(1, [60, 40], &to).await;
        let size = u64::try_from(message.body.len()).expect("it fits").to_be_bytes();
        let entries =
            message.headers.iter().map(|(name, value)| [&short(name), value.as_slice()].concat());
        let flags = CONTENT_TYPE | HEADERS | DELIVERY_MODE | MESSAGE_ID;
        let header = [
            [0, 60, 0, 0].as_slice(),
            &size,
            &flags.to_be_bytes(),
            &short(&message.content_type),
            &long(&entries.collect::<Vec<_>>().concat()),
            &[2],
            &short(&message.id),
        ];
        self.frame(HEADER, 1, &header.concat()).await;
        for piece in message.body.chunks(BODY_PIECE) {
            self.frame(BODY, 1, piece).await;
        }
        self.expect([60, 80]).await;
    }

    async fn method(&mut self, channel: u16, [class, method]: [u8; 2], arguments: &[u8]) {
        let payload = [[0, class, 0, method].as_slice(), arguments].concat();
        self.frame(METHOD, channel, &payload).await;
    }

    async fn frame(&mut self, kind: u8, channel: u16, payload: &[u8]) {
        let bytes = [&[kind], channel.to_be_bytes().as_slice(), &long(payload), &[END]].concat();
        self.stream.write_all(&bytes).await.expect("the broker reads");
    }

    /// Waits for a method, and returns its arguments. Any other one is a failure of the test.
    async fn expect(&mut self, [class, method]: [u8; 2]) -> Vec<u8> {
        loop {
            let mut head = [0; 7];
            self.stream.read_exact(&mut head).await.expect("the broker answers");
            let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]);
            let mut payload = vec![0; usize::try_from(size).expect("it fits") + 1];
            self.stream.read_exact(&mut payload).await.expect("the answer is whole");
            payload.pop();
            if head[0] == METHOD {
                let said = String::from_utf8_lossy(&payload).into_owned();
                let begins = payload.get(..4).unwrap_or_default();
                assert_eq!(begins, [0, class, 0, method], "the broker says: {said}");
                return payload.split_off(4);
            }
        }
    }
}

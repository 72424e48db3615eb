//! Requests as the documentation of a system has them, sent byte for byte.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::server::App;

/// What came back for a recorded request.
pub struct Recorded {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Recorded {
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.head, self.body))
    }

    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }
}

/// Sends a request line with headers, one a line, and a body, exactly as they are but for the host, the length and that
/// the connection ends.
pub async fn send(app: &App, head: &str, body: &str) -> Recorded {
    let address = app.base().trim_start_matches("http://");
    let (line, headers) = head.trim().split_once('\n').unwrap();
    let headers = headers.lines().fold(String::new(), |headers, header| headers + header.trim() + "\r\n");
    let length = body.len();
    let request = format!(
        "{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}",
        line.trim()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Recorded { status, head: head.to_owned(), body: body.to_owned() }
}

//! Whether a phone reaches this machine: some networks keep their guests apart, and nothing on this machine can tell.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use room::workshop::chart::qr_text;

use super::super::serve::{addresses, reach};
use crate::cli::{DoctorArgs, Reach};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// Seconds to find a phone and to scan.
const PATIENCE: u64 = 120;

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n<!doctype html>\
<html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\"><title>Doormat</title>\
<h1>This phone reaches the laptop.</h1><p>Rooms can be joined from here.</p></html>";

/// Waits until something else than this machine opens the page.
pub(super) fn wait(args: &DoctorArgs, out: &mut Stdout) -> Result<Exit, Failure> {
    // Without another wish, every address is tried: that is what the question is about.
    let wanted = Reach { lan: args.reach.listen.is_none(), ..args.reach.clone() };
    let (address, names) = reach(&wanted);
    let listener = TcpListener::bind(address).map_err(Failure::Runtime)?;
    listener.set_nonblocking(true).map_err(Failure::Runtime)?;
    let port = listener.local_addr().map_err(Failure::Runtime)?.port();
    let host = names.first().cloned().unwrap_or_else(|| address.ip().to_string());
    let url = format!("http://{host}:{port}/");
    if let Some(code) = qr_text(&url) {
        out.line(code)?;
    }
    out.line(format!("open this on one phone now: {url}   (waiting {PATIENCE} seconds)"))?;
    out.flush()?;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(PATIENCE) {
        match listener.accept() {
            Ok((stream, peer)) => {
                if answer(stream) && another(peer) {
                    out.line(format!("ok     {} opened the page: phones reach this machine", peer.ip()))?;
                    out.flush()?;
                    return Ok(Exit::AsExpected);
                }
            }
            Err(_) => std::thread::sleep(Duration::from_millis(100)),
        }
    }
    Err(Failure::NoPhone(PATIENCE))
}

/// Whether a request came from another machine.
fn another(peer: SocketAddr) -> bool {
    !peer.ip().is_loopback() && !addresses().contains(&peer.ip())
}

/// Answers one request; whether there was one.
fn answer(mut stream: TcpStream) -> bool {
    let limit = Some(Duration::from_secs(2));
    let set = stream
        .set_nonblocking(false)
        .and_then(|()| stream.set_read_timeout(limit))
        .and_then(|()| stream.set_write_timeout(limit));
    let mut request = [0; 1024];
    let read = set.and_then(|()| stream.read(&mut request)).unwrap_or(0);
    let asked = request.get(..read).is_some_and(|request| request.starts_with(b"GET "));
    asked && stream.write_all(PAGE.as_bytes()).is_ok()
}

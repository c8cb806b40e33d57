use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

async fn ask(at: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_route_that_panics_is_an_answer_and_says_nothing_of_the_panic() {
    let app = Router::new()
        .route("/well", get(async || "well"))
        .route("/ill", get(async || -> &'static str { panic!("sentinel") }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(run(listener, app, ServeLimits::default(), async {
        stopped.await.unwrap();
    }));
    let ill = ask(at, "/ill").await;
    assert!(
        ill.starts_with("HTTP/1.1 500") && ill.contains("\"internal\"") && !ill.contains("sentinel"),
        "{ill}"
    );
    assert!(ill.to_lowercase().contains("content-security-policy:"), "{ill}");
    assert!(ask(at, "/well").await.ends_with("well"));
    stop.send(()).unwrap();
    let summary = served.await.unwrap();
    assert_eq!((summary.served, summary.cut), (2, 0));
}

#[tokio::test]
async fn seats_are_given_back_with_the_seat_and_counted_for_each_peer() {
    let (_stop, stopping) = watch::channel(false);
    let limits = ServeLimits { connections: 4, per_peer: 2, ..ServeLimits::default() };
    let seats = Seats::new(limits, stopping, mpsc::channel(1).0);
    let peer = |last| std::net::IpAddr::from([10, 0, 0, last]);
    let first = seats.take(peer(1)).ok().unwrap();
    let _second = seats.take(peer(1)).ok().unwrap();
    assert!(seats.take(peer(1)).is_err());
    let _third = seats.take(peer(2)).ok().unwrap();
    let _fourth = seats.take(peer(2)).ok().unwrap();
    assert!(seats.take(peer(3)).is_err());
    drop(first);
    assert!(seats.take(peer(2)).is_err());
    let _fifth = seats.take(peer(3)).ok().unwrap();
    assert_eq!((seats.taken(), seats.counts()), (4, (5, 3, 4)));
}

//! PostgreSQL keeps the same promises, and relays that share one serve the same rooms. Needs a server: `DOORMAT_POSTGRES` is its
//! URL, of a user who may create databases. Without it these tests say that they did nothing; with `DOORMAT_REQUIRE_POSTGRES=1`
//! they fail then.

/// The URL, if there is one.
fn url() -> Option<String> {
    let url =
        std::env::var("DOORMAT_POSTGRES").ok().filter(|url| !url.is_empty() && cfg!(feature = "postgres"));
    if url.is_none() {
        assert!(
            std::env::var("DOORMAT_REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "DOORMAT_REQUIRE_POSTGRES is set, but DOORMAT_POSTGRES is not, or the feature `postgres` is off"
        );
        eprintln!(
            "SKIPPED: PostgreSQL (set DOORMAT_POSTGRES to the URL of a server, with --features postgres)"
        );
    }
    url
}

#[cfg(not(feature = "postgres"))]
#[test]
fn without_the_feature_postgres_is_not_asked_for() {
    url();
}

#[cfg(feature = "postgres")]
mod with_a_server {
    use std::sync::Arc;

    use relay::store::{PostgresStore, conformance};
    use relay::{Limits, ServeLimits};
    use serde_json::json;
    use sqlx::{AssertSqlSafe, Connection, PgConnection};

    use super::url;
    use crate::stand::{Stand, b64, id};

    /// A new database, and its URL.
    async fn database(url: &str, name: &str) -> String {
        let mut server = PgConnection::connect(url).await.unwrap();
        for statement in
            [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")]
        {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut server).await.unwrap();
        }
        let (rest, options) =
            url.split_once('?').map_or((url, String::new()), |(rest, more)| (rest, format!("?{more}")));
        let (server, _) = rest.rsplit_once('/').unwrap();
        format!("{server}/{name}{options}")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres_keeps_every_promise() {
        let Some(url) = url() else { return };
        for case in conformance::cases() {
            let url = database(&url, "doormat_promises").await;
            let store = PostgresStore::connect(&url).await.unwrap();
            (case.run)(Arc::new(store)).await.unwrap_or_else(|broken| panic!("{}: {broken:?}", case.promise));
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn two_relays_on_one_database_serve_one_room() {
        let Some(url) = url() else { return };
        let url = database(&url, "doormat_two").await;
        let open = async || {
            let store = PostgresStore::connect(&url).await.unwrap();
            Stand::over(Arc::new(store), Limits::default(), ServeLimits::default()).await
        };
        let (here, there) = tokio::join!(open(), open());
        let tokens = here.room("a", &["teal-otter", "red-lynx"]).await;
        let mut tape = there.relay.accepted(&id("a"));
        let mut otter = here.join("a", &tokens[0], 0).await;
        let mut lynx = there.join("a", &tokens[1], 0).await;
        for i in 1..=40_u8 {
            let sent = otter.send(&format!("c{i}"), "red-lynx", &[i]).await;
            assert_eq!((sent["t"].as_str(), sent["n"].as_u64()), (Some("sent"), Some(i.into())), "{sent}");
        }
        for i in 1..=40_u8 {
            let mail = lynx.hear().await;
            assert_eq!((&mail["n"], &mail["body"]), (&json!(i), &json!(b64(&[i]))));
            assert_eq!(tape.recv().await.unwrap().order, u64::from(i));
        }
        // The same id through the other relay is the same message.
        let mut again = there.join("a", &tokens[0], 0).await;
        assert_eq!(again.send("c7", "red-lynx", &[7]).await["n"], 7);
        // What one relay ends, the other does.
        here.relay.expel(&id("a"), "red-lynx").await.unwrap();
        assert_eq!(lynx.closed().await, 4401);
        here.relay.close_room(&id("a")).await.unwrap();
        assert_eq!(again.closed().await, 4410);
        assert_eq!(otter.closed().await, 4410);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn mail_arrives_after_the_connections_to_the_database_were_cut() {
        let Some(url) = url() else { return };
        let url = database(&url, "doormat_cut").await;
        let store = PostgresStore::connect(&url).await.unwrap();
        let stand = Stand::over(Arc::new(store), Limits::default(), ServeLimits::default()).await;
        let tokens = stand.room("a", &["teal-otter", "red-lynx"]).await;
        let mut otter = stand.join("a", &tokens[0], 0).await;
        let mut lynx = stand.join("a", &tokens[1], 0).await;
        otter.send("c1", "red-lynx", b"1").await;
        assert_eq!(lynx.hear().await["n"], 1);
        let mut server = PgConnection::connect(&url).await.unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        sqlx::raw_sql(cut).execute(&mut server).await.unwrap();
        // A sender whose connection was cut is told to send again, with the same id.
        let mut sent = otter.send("c2", "red-lynx", b"2").await;
        while sent["t"] == "refused" {
            assert_eq!(sent["code"], "store", "{sent}");
            sent = otter.send("c2", "red-lynx", b"2").await;
        }
        assert_eq!(sent["n"], 2);
        assert_eq!(lynx.hear().await["n"], 2);
        assert_eq!(stand.relay.tape(&id("a")).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_database_of_a_newer_program_or_no_server_is_refused() {
        let Some(url) = url() else { return };
        let url = database(&url, "doormat_newer").await;
        drop(PostgresStore::connect(&url).await.unwrap());
        let mut server = PgConnection::connect(&url).await.unwrap();
        sqlx::raw_sql("INSERT INTO doormat_relay_schema VALUES (99)").execute(&mut server).await.unwrap();
        let newer = PostgresStore::connect(&url).await.unwrap_err();
        assert!(
            newer.to_string().contains("schema 99") && newer.to_string().contains("another database"),
            "{newer}"
        );
        let nobody =
            PostgresStore::connect("postgres://someone:sesame@127.0.0.1:1/x").await.unwrap_err().to_string();
        assert!(!nobody.contains("sesame") && nobody.contains("check the URL"), "{nobody}");
    }
}

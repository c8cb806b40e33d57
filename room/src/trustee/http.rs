//! One question to one trustee over plain HTTP/1.1: a connection of its own, a deadline for everything, a bound on the answer.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::limits::MAX_ANSWER;
use super::token::Token;
use super::wire::ErrorAnswer;

/// Why a trustee gave no answer that counts.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// Too late; what comes after is not read.
    #[error("no answer within {0:?}")]
    Deadline(Duration),
    /// Nobody there, or the line broke.
    #[error("{0}")]
    Line(String),
    /// More than any honest answer.
    #[error("its answer is longer than {MAX_ANSWER} bytes")]
    TooLong,
    /// Something else than was asked for.
    #[error("its answer cannot be read: {0}")]
    Garbled(String),
    /// It says no.
    #[error("{}", .1.why)]
    Denied(u16, Box<ErrorAnswer>),
}

/// Who is asked, and how long.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<Token>,
    pub(crate) deadline: Duration,
}

impl Line {
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AskError> {
        self.ask(Method::GET, path, Bytes::new()).await
    }

    /// The same, where an answer of another status has the same form.
    pub(crate) async fn get_whatever<T: DeserializeOwned>(&self, path: &str) -> Result<T, AskError> {
        let (_, answer) = self.in_time(Method::GET, path, Bytes::new()).await?;
        serde_json::from_slice(&answer).map_err(|error| AskError::Garbled(error.to_string()))
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, AskError> {
        let body = serde_json::to_vec(body).map_err(|error| AskError::Garbled(error.to_string()))?;
        self.ask(Method::POST, path, body.into()).await
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: Bytes) -> Result<T, AskError> {
        let (status, answer) = self.in_time(method, path, body).await?;
        let garbled = |error: serde_json::Error| AskError::Garbled(error.to_string());
        if status == 200 {
            return serde_json::from_slice(&answer).map_err(garbled);
        }
        Err(AskError::Denied(status, Box::new(serde_json::from_slice(&answer).map_err(garbled)?)))
    }

    async fn in_time(&self, method: Method, path: &str, body: Bytes) -> Result<(u16, Bytes), AskError> {
        let asked = tokio::time::timeout(self.deadline, self.exchange(method, path, body)).await;
        asked.map_err(|_| AskError::Deadline(self.deadline))?
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<(u16, Bytes), AskError> {
        let broken = |error: hyper::Error| AskError::Line(format!("the connection broke: {error}"));
        let stream = TcpStream::connect(self.address).await;
        let stream =
            stream.map_err(|error| AskError::Line(format!("{} cannot be reached: {error}", self.address)))?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        // Dropped with this future: a connection given up is closed, and nothing that comes late is read.
        let mut tasks = JoinSet::new();
        tasks.spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.address.to_string())
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.as_str()));
        }
        let request = request.body(Full::new(body)).map_err(|error| AskError::Garbled(error.to_string()))?;
        let answer = sender.send_request(request).await.map_err(broken)?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), MAX_ANSWER).collect().await;
        let body = body.map_err(|error| match error.downcast::<LengthLimitError>() {
            Ok(_) => AskError::TooLong,
            Err(error) => AskError::Line(format!("the connection broke: {error}")),
        })?;
        Ok((status, body.to_bytes()))
    }
}

//! What a client says over its socket.

use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::{End, Line};
use crate::errors::{MailError, SendError};
use crate::frames::{FromClient, ToClient, decode, refused};
use crate::hub::Close;

/// What comes of a frame.
pub(super) enum Answer {
    Frame(Message),
    Nothing,
    Expelled,
}

fn now(message: Message) -> BoxFuture<'static, Answer> {
    Box::pin(std::future::ready(Answer::Frame(message)))
}

impl Line {
    /// Takes a frame; what the store has to do for it is put under way.
    pub(super) fn heard(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        if let Err(wait) = self.frames.take("") {
            self.pause(wait);
        }
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::NotText.into()),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(()),
        };
        if self.address.is_empty() {
            // The stage only listens.
            return Ok(());
        }
        let answer = match serde_json::from_str(&text) {
            Ok(FromClient::Send { id, to, body }) => self.posted(id, to, &body),
            Ok(FromClient::Seen { n }) => {
                let (relay, room, address) = (self.relay.clone(), self.room.clone(), self.address.clone());
                Box::pin(async move {
                    match relay.seen(&room, &address, n).await {
                        Err(MailError::NoSuchPerson) => Answer::Expelled,
                        // If the store failed, nothing is lost: the client says it again with the next message.
                        Ok(()) | Err(MailError::Store(_)) => Answer::Nothing,
                    }
                })
            }
            Ok(FromClient::Hello(_)) | Err(_) => {
                let why = "the frame is not one of this interface";
                now(ToClient::Refused { id: None, code: "malformed", why }.message())
            }
        };
        self.under_way.push_back(answer);
        Ok(())
    }

    fn posted(&mut self, id: String, to: String, body: &str) -> BoxFuture<'static, Answer> {
        if let Err(error) = self.relay.pace(&self.room, &self.address) {
            if let SendError::Rate { wait } = &error {
                self.pause(*wait);
            }
            return now(refused(&id, &error));
        }
        let Some(body) = decode(body) else {
            let why = "the body is not base64url without padding";
            return now(ToClient::Refused { id: Some(&id), code: "malformed", why }.message());
        };
        let (relay, room, address) = (self.relay.clone(), self.room.clone(), self.address.clone());
        Box::pin(async move {
            Answer::Frame(match relay.send(&room, &address, &to, &id, body).await {
                Ok(stored) => ToClient::Sent { id: &id, n: stored.n, sent: stored.sent }.message(),
                Err(error) => refused(&id, &error),
            })
        })
    }

    fn pause(&mut self, wait: Duration) {
        let until = Instant::now() + wait;
        self.paused = Some(self.paused.map_or(until, |earlier| earlier.max(until)));
    }
}

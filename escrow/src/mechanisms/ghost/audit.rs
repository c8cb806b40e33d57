//! What a client does about the directory's log: each epoch, and with each answer.

use honest::address::Address;
use honest::identity::Identity;

use super::transparency::LogError;
use super::{Alarm, Answer, Client, Directory, Evidence, Roster, SendError};

impl Client {
    /// Holds an answer against the log, if this client knows of one.
    pub(super) fn weigh(
        &mut self,
        user: &Address,
        first: Identity,
        answer: &Answer,
    ) -> Result<(), SendError> {
        let Some(auditor) = &mut self.auditor else { return Ok(()) };
        let digest = Roster { user: user.clone(), first, entries: answer.further.clone() }.digest();
        match &answer.evidence {
            None => Err(SendError::NoEvidence { user: user.to_string() }),
            Some(Evidence::Listed(proof)) => Ok(auditor.check(user, &digest, proof)?),
            Some(Evidence::Promised(promise)) => Ok(auditor.believe(user, &digest, promise)?),
        }
    }

    /// The morning of an epoch: takes the new head, looks the own listing up, and asks whether promises were kept. What
    /// it finds is in [`Client::alarms`].
    pub fn audit(&mut self, directory: &mut dyn Directory) {
        if let Err(error) = self.try_audit(directory) {
            self.raise(Alarm::Log(error));
        }
    }

    fn try_audit(&mut self, directory: &mut dyn Directory) -> Result<(), LogError> {
        let Some(auditor) = &mut self.auditor else { return Ok(()) };
        let update = directory.update(&self.user, auditor.epoch()).ok_or(LogError::NoHead)?;
        if let Some(proof) = auditor.advance(&update)? {
            self.raise(Alarm::Equivocation(proof));
        }
        self.watch_own(directory)?;
        self.ask_for_promises(directory)
    }

    /// Whether the log lists for this user what this user has, and nothing that it never had.
    fn watch_own(&mut self, directory: &mut dyn Directory) -> Result<(), LogError> {
        let Self { user, auditor: Some(auditor), own, .. } = self else { return Ok(()) };
        let (Some(head), Some(listed)) = (auditor.head().copied(), directory.prove(user, user)) else {
            return Err(LogError::NotListed { user: user.to_string() });
        };
        let listing = auditor.listed(user, &listed)?;
        let mut shown = std::iter::once(&listing.digest).chain(&listing.promised);
        if !shown.all(|digest| own.contains(digest)) {
            self.raise(Alarm::NotMine { head, listed });
        }
        Ok(())
    }

    fn ask_for_promises(&mut self, directory: &mut dyn Directory) -> Result<(), LogError> {
        let Self { user, auditor: Some(auditor), .. } = self else { return Ok(()) };
        for promise in auditor.due() {
            let listed = directory.prove(user, &promise.user);
            let listed = listed.ok_or(LogError::NotListed { user: promise.user.to_string() })?;
            if let Some(broken) = auditor.settle(promise, listed)? {
                self.raise(Alarm::Broken(broken));
                break;
            }
        }
        Ok(())
    }
}
